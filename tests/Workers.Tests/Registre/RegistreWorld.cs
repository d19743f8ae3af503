using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Database;
using Workers.Database.Postgres;
using Workers.Documents;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Progress;
using Workers.Redis;
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

/// <summary>The simulated registry, a queue, Redis, and a worker with a real Chromium between them.</summary>
public sealed class RegistreWorld(PostgresFixture postgres, RedisFixture redis) : IAsyncDisposable
{
    private const string Account = "12A3456";

    private readonly TemporaryFolder _data = new();
    private readonly List<RegistreWorker> _workers = [];
    private RedisGateway _gateway = null!;
    private PostgresFunctions _functions = null!;
    private RedisOptions _redisOptions = null!;

    internal RegistreSite Site { get; private set; } = null!;

    internal QueueDatabase Database { get; private set; } = null!;

    internal JobStore Store { get; private set; } = null!;

    internal SwitchableStore Documents { get; } = new();

    internal RegistreWorker Worker { get; private set; } = null!;

    internal string DataPath => _data.Path;

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
            await Database.ExecuteAsync("delete from extraction_queue where status_id in (1, 2)");
            return;
        }

        Site = await RegistreSite.StartAsync(new() { Accounts = [new(Account, "simulateur")] });
        Database = await QueueDatabase.CreateAsync(postgres);
        _functions = Database.OpenFunctions();
        Store = new(_functions);
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        _redisOptions = new() { Url = address!, KeyPrefix = redis.NewPrefix() };
        _gateway = await RedisGateway.ConnectAsync(_redisOptions, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await AccountsInUse.OpenAsync(_gateway, new RedisKeys(_redisOptions));
        Worker = NewWorker($"{Account}:simulateur", null, null, null);
    }

    /// <summary>Another worker, as after a restart of the daemon.</summary>
    internal async Task RestartAsync(
        string accounts = $"{Account}:simulateur", TimeSpan? viewer = null, TimeSpan? download = null, TimeSpan? invoice = null)
    {
        await Worker.DisposeAsync();
        Worker = NewWorker(accounts, viewer, download, invoice);
    }

    private RegistreWorker NewWorker(string accounts, TimeSpan? viewer, TimeSpan? download, TimeSpan? invoice)
    {
        AccountList.TryParse(accounts, out var list).ShouldBeTrue();
        var options = new Workers.Registre.RegistreOptions
        {
            BaseUrl = Site.BaseUrl,
            Accounts = list,
            MinDelay = TimeSpan.Zero,
            LoginInterval = TimeSpan.Zero,
            ConfirmTimeout = TimeSpan.FromSeconds(1),
            ViewerTimeout = viewer ?? TimeSpan.FromSeconds(60),
            InvoiceWait = invoice ?? TimeSpan.Zero,
            DownloadStart = download ?? TimeSpan.FromSeconds(30),
        };
        var data = new DataFolder(new HostingOptions { DataPath = _data.Path });
        var factory = new RegistreWorkerFactory(
            options,
            data,
            DiskIdentity.Of(data.Room("registre")),
            LeasesOf(options),
            new Databases([_functions]),
            new DocumentStores([Documents]),
            new ProgressPublisher([], Loops.On(TimeProvider.System), TimeProvider.System, NullLogger<ProgressPublisher>.Instance),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        var worker = factory.Create("registre-1");
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Somebody else needs just the account that the worker uses, until <paramref name="stop"/>.</summary>
    internal Task<AccountLease> NeedAccountAsync(CancellationToken stop)
    {
        AccountList.TryParse($"{Account}:simulateur", out var list).ShouldBeTrue();
        return LeasesOf(new() { Accounts = list, LoginInterval = TimeSpan.Zero }).AcquireAsync("another", Account, stop);
    }

    private AccountLeases LeasesOf(Workers.Registre.RegistreOptions options) =>
        new(options, _gateway, new RedisKeys(_redisOptions), new(new([_functions])), TimeProvider.System, NullLogger<AccountLeases>.Instance);

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

    /// <summary>Enqueues, claims, runs and writes what came of it, as a slot does.</summary>
    internal async Task<JobOutcome> FetchAsync(NewDocument document)
    {
        await Store.EnqueueAsync([document], CancellationToken.None);
        return await RunNextAsync();
    }

    /// <summary>Runs a document again and again until it is at rest.</summary>
    internal async Task<JobOutcome> FetchUntilDoneAsync(NewDocument document)
    {
        var outcome = await FetchAsync(document);
        while (outcome is JobOutcome.HandedBack or JobOutcome.Failed { Kind: FailureKind.Transient })
        {
            outcome = await RunNextAsync();
        }

        return outcome;
    }

    /// <summary>Claims the one waiting document and runs it.</summary>
    internal async Task<JobOutcome> RunNextAsync(Action<RunningJob>? started = null)
    {
        using var job = await ClaimAsync();
        started?.Invoke(job);
        var outcome = await Worker.RunAsync(job);
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}");
        await WriteAsync(job, outcome);
        return outcome;
    }

    internal async Task<RunningJob> ClaimAsync()
    {
        var lease = TimeSpan.FromMinutes(10);
        var sent = TimeProvider.System.GetTimestamp();
        var request = new ClaimRequest(Guid.NewGuid(), lease.TotalSeconds, "vm-1", [new(JobStage.Download, null, ["registre-1"])]);
        var claimed = (await Store.ClaimAsync(request, CancellationToken.None)).ShouldHaveSingleItem();
        var job = new RunningJob(TargetEnvironment.Dev, claimed, TimeProvider.System);
        job.Renewed(sent, lease);
        return job;
    }

    /// <summary>Writes what came of a job and ends the wait that a failure or a hand-back gives it.</summary>
    internal async Task WriteAsync(RunningJob job, JobOutcome outcome)
    {
        var written = outcome switch
        {
            JobOutcome.Stored stored => await Store.CompleteDownloadAsync(job.Job.Claim, stored.Document, CancellationToken.None),
            JobOutcome.Failed failed => await Store.FailAsync(job.Job.Claim, failed, TimeSpan.Zero, CancellationToken.None),
            JobOutcome.HandedBack back => await Store.HandBackAsync(job.Job.Claim, back with { AvailableAfter = null }, 20, CancellationToken.None),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
        written.ShouldBe(Written.Now);
        await Database.ExecuteAsync("update extraction_queue set available_at = now() where status_id = 1");
    }

    internal async Task<string> StateAsync(string number)
    {
        return await Database.ReadAsync<string>($"select state from registre_consultations where document_number = '{number}' order by prepared_at desc limit 1");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        if (Site is not null)
        {
            await Site.DisposeAsync();
            await _gateway.DisposeAsync();
            await _functions.DisposeAsync();
            await Database.DisposeAsync();
        }

        _data.Dispose();
    }
}
