using System.Net;
using Simulators.OtherRegistre;
using Simulators.Servers;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Registre;

/// <summary>Tests against the registry that a stranger wrote run one after the other, in one world.</summary>
[CollectionDefinition(Name)]
public sealed class OtherCollection : ICollectionFixture<OtherWorld>
{
    public const string Name = "OtherRegistre";
}

/// <summary>A site that a stranger wrote from the public facts, in whatever shape a test wants, and everything that buys there.</summary>
public sealed class OtherWorld(PostgresFixture postgres, RedisFixture redis) : IAsyncDisposable
{
    private const int Attempts = 6;

    private readonly PurchaseBench _bench = new(postgres, redis);
    private LinkProxy? _address;

    internal PurchaseBench Bench => _bench;

    internal OtherSite Site { get; private set; } = null!;

    internal RegistreOptions Options { get; private set; } = null!;

    /// <summary>Opens a site of this shape at the one address, with nothing bought yet.</summary>
    internal async Task OpenAsync(OtherShape shape, IReadOnlyList<OtherAccount>? accounts = null)
    {
        if (Site is not null)
        {
            await Site.DisposeAsync();
        }
        else
        {
            await _bench.OpenAsync();
        }

        Site = await OtherSite.StartAsync(shape, accounts);
        if (_address is null)
        {
            _address = LinkProxy.Start(IPAddress.Loopback, Site.Address.Port);
        }
        else
        {
            _address.LeadTo(Site.Address.Port);
        }

        await _bench.Database.ExecuteAsync("truncate extraction_queue, registre_consultations, registre_index_rows, registre_invoice_runs, registre_invoice_differences cascade");
        Options = new()
        {
            BaseUrl = new Uri($"http://{_address.Endpoint}/Sirf/"),
            Accounts = PurchaseBench.Accounts(string.Join(',', (accounts ?? [OtherSite.Notary]).Select(account => $"{account.Code}:{account.Password}"))),
            MinDelay = TimeSpan.Zero,
            LoginInterval = TimeSpan.Zero,
            DailyBudget = 100_000,
            ConfirmTimeout = TimeSpan.FromSeconds(2),
            PageTimeout = TimeSpan.FromSeconds(10),
            SelectTimeout = TimeSpan.FromSeconds(8),
            ViewerTimeout = TimeSpan.FromSeconds(12),
            DownloadStart = TimeSpan.FromSeconds(6),
            InvoiceWait = TimeSpan.FromSeconds(6),
        };
        await _bench.EmployAsync(Options);
    }

    /// <summary>What a document is asked for as, as an office would write it.</summary>
    internal static NewDocument Ask(OtherDocument document) => document.Kind switch
    {
        DocumentKind.Acte => new(DocumentSource.Acte, document.Number, document.District, ActeType: document.Type),
        DocumentKind.Index => new(DocumentSource.Index, document.Number, document.District, document.Cadastre, document.Secondary),
        _ => new(DocumentSource.PlanCadastraux, document.Number, document.District, document.Cadastre, document.Secondary),
    };

    /// <summary>A document of the site's own shelves; of several plans the latest.</summary>
    internal static OtherDocument Find(DocumentKind kind, string district, string number, string? type = null, string? cadastre = null) => OtherSite.Documents
        .Where(document => document.Kind == kind && document.District == district && document.Number == number && (type is null || document.Type == type) && (cadastre is null || document.Cadastre == cadastre))
        .MaxBy(document => document.Date)!;

    /// <summary>Buys a document as the daemon would: again and again while its outcome says that it may be tried again.</summary>
    internal async Task<JobOutcome> BuyAsync(NewDocument document)
    {
        await _bench.Store.EnqueueAsync([document], CancellationToken.None);
        for (var attempt = 1; ; attempt++)
        {
            var outcome = await _bench.RunNextAsync();
            var isWaiting = await _bench.Database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 1") > 0;
            if (!isWaiting || attempt == Attempts)
            {
                return outcome;
            }

            if (outcome is JobOutcome.HandedBack { AvailableAfter: { } wait })
            {
                await Task.Delay(wait < TimeSpan.FromSeconds(6) ? wait : TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _bench.DisposeAsync();
        if (Site is not null)
        {
            await Site.DisposeAsync();
            await _address!.DisposeAsync();
        }
    }
}
