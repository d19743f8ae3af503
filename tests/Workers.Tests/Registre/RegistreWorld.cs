using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Registre.Accounts;
using Workers.Support;
using Xunit;

namespace Workers.Registre;

/// <summary>Tests with a browser run one after the other, in one world.</summary>
[CollectionDefinition(Name)]
public sealed class RegistreCollection : ICollectionFixture<RegistreWorld>
{
    public const string Name = "Registre";
}

/// <summary>The simulated registry, and everything that buys there.</summary>
public sealed class RegistreWorld(PostgresFixture postgres, RedisFixture redis) : IAsyncDisposable
{
    internal const string Account = "12A3456";

    private readonly PurchaseBench _bench = new(postgres, redis);

    internal RegistreSite Site { get; private set; } = null!;

    internal QueueDatabase Database => _bench.Database;

    internal JobStore Store => _bench.Store;

    internal ParkingLot Parking => _bench.Parking;

    internal SwitchableStore Documents => _bench.Documents;

    internal RegistreWorker Worker => _bench.Worker;

    internal string DataPath => _bench.DataPath;

    /// <summary>How often a document was charged.</summary>
    internal int ChargesOf(string number) => Site.Bill.All().Count(line => line.Document.Number == number);

    /// <summary>The one document that a test loses on purpose, so that it is rightly bought again.</summary>
    internal const string LostNumber = "10000220";

    internal void NothingWasBoughtTwice() =>
        Site.Bill.All().Select(line => line.Document).Where(document => document.Number != LostNumber).ShouldBeUnique();

    internal async Task StartAsync()
    {
        if (Site is not null)
        {
            Site.Faults.Clear();
            Documents.Away = false;
            if (Parking.Own.Count > 0)
            {
                _bench.ForgetParked();
                await RestartAsync();
            }

            await Database.ExecuteAsync("delete from extraction_queue where status_id in (1, 2)");
            return;
        }

        Site = await RegistreSite.StartAsync(new() { Accounts = [new(Account, "simulateur")] });
        await _bench.OpenAsync();
        await RestartAsync();
    }

    /// <summary>Another worker, as after a restart of the daemon.</summary>
    internal Task RestartAsync(
        string accounts = $"{Account}:simulateur", TimeSpan? viewer = null, TimeSpan? download = null, TimeSpan? invoice = null, int? diskFree = null, TimeSpan? closed = null) => _bench.EmployAsync(new()
        {
            BaseUrl = Site.BaseUrl,
            Accounts = PurchaseBench.Accounts(accounts),
            MinDelay = TimeSpan.Zero,
            LoginInterval = TimeSpan.Zero,
            ConfirmTimeout = TimeSpan.FromSeconds(1),
            ViewerTimeout = viewer ?? TimeSpan.FromSeconds(60),
            InvoiceWait = invoice ?? TimeSpan.Zero,
            ClosedWait = closed ?? TimeSpan.FromMinutes(15),
            DiskFree = diskFree ?? 1,
            DownloadStart = download ?? TimeSpan.FromSeconds(30),
        });

    /// <inheritdoc cref="PurchaseBench.ProbeParkedAsync"/>
    internal Task ProbeParkedAsync() => _bench.ProbeParkedAsync();

    /// <summary>Somebody else needs just the account that the worker uses, until <paramref name="stop"/>.</summary>
    internal Task<AccountLease> NeedAccountAsync(CancellationToken stop) =>
        _bench.LeasesOf(new() { Accounts = PurchaseBench.Accounts($"{Account}:simulateur"), LoginInterval = TimeSpan.Zero }).AcquireAsync("another", Account, stop);

    /// <summary>Puts a document on the registry's shelves.</summary>
    internal RegisteredDocument Shelve(PaperKind kind, string number, Func<RegisteredDocument, RegisteredDocument>? change = null)
    {
        var document = new RegisteredDocument
        {
            Source = kind,
            Number = number,
            Circonscription = "Montréal",
            Cadastre = kind is PaperKind.Acte ? null : "Cadastre du Québec",
            ActeType = kind is PaperKind.Acte ? "Acte" : null,
        };
        document = change?.Invoke(document) ?? document;
        Site.Catalogue.Add(document);
        return document;
    }

    internal static NewDocument Ask(DocumentSource source, string number, int maxAttempts = 3) => source is DocumentSource.Acte
        ? new(source, number, "Montréal", ActeType: "Acte", MaxAttempts: maxAttempts)
        : new(source, number, "Montréal", "Cadastre du Québec", MaxAttempts: maxAttempts);

    /// <inheritdoc cref="PurchaseBench.FetchAsync"/>
    internal Task<JobOutcome> FetchAsync(NewDocument document) => _bench.FetchAsync(document);

    /// <inheritdoc cref="PurchaseBench.FetchUntilDoneAsync"/>
    internal Task<JobOutcome> FetchUntilDoneAsync(NewDocument document) => _bench.FetchUntilDoneAsync(document);

    /// <inheritdoc cref="PurchaseBench.RunNextAsync"/>
    internal Task<JobOutcome> RunNextAsync(Action<RunningJob>? started = null) => _bench.RunNextAsync(started);

    internal Task<RunningJob> ClaimAsync() => _bench.ClaimAsync();

    /// <inheritdoc cref="PurchaseBench.WriteAsync"/>
    internal Task WriteAsync(RunningJob job, JobOutcome outcome) => _bench.WriteAsync(job, outcome);

    internal Task<string> StateAsync(string number) => _bench.StateAsync(number);

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        if (Site is not null)
        {
            await Site.DisposeAsync();
        }
    }
}
