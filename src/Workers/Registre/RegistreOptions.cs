using Workers.Hosting.Files;
using Workers.Hosting.Settings;
using Workers.Registre.Accounts;
using Workers.Registre.Consultations;

[assembly: HasSettings(typeof(Workers.Registre.RegistreOptions))]

namespace Workers.Registre;

/// <summary>Where the land registry is, who logs in, how politely and how patiently.</summary>
internal sealed class RegistreOptions : ICheckedOptions
{
    [Setting("REGISTRE_BASE_URL", "Address of the land registry's site.")]
    public Uri BaseUrl { get; init; } = new("https://www.registrefoncier.gouv.qc.ca/Sirf/");

    [Setting("REGISTRE_ACCOUNTS", "Registry accounts as code:password, separated by commas.", Secret = true, Example = "99X9999:your_password")]
    public AccountList? Accounts { get; init; }

    [Setting("REGISTRE_ACCOUNTS_FILE", "File with one code:password a line, instead of REGISTRE_ACCOUNTS.", Example = "/etc/workers/registre-accounts")]
    public string? AccountsFile { get; init; }

    [Setting("REGISTRE_MIN_DELAY_SECONDS", "Least time between two consultations of one account, in seconds.", Min = 0, Max = 3600, Steerable = true)]
    public TimeSpan MinDelay { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("REGISTRE_LOGIN_INTERVAL_SECONDS", "Least time between two logins of one account over all servers, in seconds; accounts that log in often get locked.", Min = 0, Max = 3600)]
    public TimeSpan LoginInterval { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("REGISTRE_DAILY_BUDGET", "Most consultations one account may buy in a day (UTC); reaching it stops buying until the next.", Min = 1, Max = 100_000, Steerable = true)]
    public int DailyBudget { get; init; } = 300;

    [Setting("REGISTRE_PRICE_CAD", "What a consultation costs in CAD, each price with the day from which it holds: price@yyyy-MM-dd, separated by commas; the registry indexes it every 1 April.")]
    public Tariff Price { get; init; } = Tariff.Usual;

    [Setting("REGISTRE_BUDGET_CAD_DAY", "Most that one environment may spend at the registry in a day of Quebec, in CAD; documents over it wait for the next.", Min = 0, Max = 10_000_000, Steerable = true)]
    public decimal? DayBudget { get; init; }

    [Setting("REGISTRE_BUDGET_CAD_ACCOUNT_DAY", "Most that one account may spend in a day of Quebec, in CAD, counted in each environment.", Min = 0, Max = 10_000_000, Steerable = true)]
    public decimal? AccountDayBudget { get; init; }

    [Setting("REGISTRE_BUDGET_CAD_DOSSIER", "Most that may be spent for one dossier, in CAD, counted in each environment; its documents wait until it is raised.", Min = 0, Max = 10_000_000, Steerable = true)]
    public decimal? DossierBudget { get; init; }

    [Setting("REGISTRE_RECONCILE_AT", "From when on each account's invoices are compared with the ledger, once a day for all daemons: HH:mm in Quebec. Unset: only by 'invoices reconcile'.", Example = "05:30")]
    public QuebecTime? ReconcileAt { get; init; }

    [Setting("REGISTRE_CANARY_AT", "From when on the site is walked through once a day, one daemon for all, and its pages compared with those that were good: HH:mm in Quebec, before office hours. Buys nothing; a change parks buying. Unset: only by 'canary'.", Example = "06:30")]
    public QuebecTime? CanaryAt { get; init; }

    [Setting("REGISTRE_REUSE_HOURS", "How long a stored index or plan answers the same request again without buying it, in hours; an acte always does.", Min = 0, Max = 8760)]
    public TimeSpan Reuse { get; init; } = TimeSpan.FromHours(24);

    [Setting("REGISTRE_PAGE_TIMEOUT_SECONDS", "How long a page of the site may take to answer, in seconds.", Min = 1, Max = 600)]
    public TimeSpan PageTimeout { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("REGISTRE_SELECT_TIMEOUT_SECONDS", "How long a list of a search form may take to fill, in seconds.", Min = 1, Max = 600)]
    public TimeSpan SelectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    [Setting("REGISTRE_CONFIRM_TIMEOUT_SECONDS", "How long the answer to a confirmation may take, in seconds.", Min = 1, Max = 600)]
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("REGISTRE_VIEWER_TIMEOUT_SECONDS", "How long a document may take to show in the viewer, in seconds.", Min = 1, Max = 3600)]
    public TimeSpan ViewerTimeout { get; init; } = TimeSpan.FromSeconds(180);

    [Setting("REGISTRE_DOWNLOAD_START_SECONDS", "How long a download may take to begin, in seconds.", Min = 1, Max = 600)]
    public TimeSpan DownloadStart { get; init; } = TimeSpan.FromSeconds(30);

    [Setting("REGISTRE_DOWNLOAD_TIMEOUT_SECONDS", "How long a download that began may take to end, in seconds.", Min = 1, Max = 3600)]
    public TimeSpan DownloadTimeout { get; init; } = TimeSpan.FromSeconds(120);

    [Setting("REGISTRE_CLOSED_WAIT_SECONDS", "How long a document waits before it asks a site again that said it is closed, in seconds.", Min = 1, Max = 86_400)]
    public TimeSpan ClosedWait { get; init; } = TimeSpan.FromMinutes(15);

    [Setting("REGISTRE_INVOICE_WAIT_SECONDS", "How long after a request that may have billed its invoice may still appear; until then the document waits instead of ending purchase_uncertain, in seconds.", Min = 0, Max = 3600)]
    public TimeSpan InvoiceWait { get; init; } = TimeSpan.FromMinutes(2);

    [Setting("REGISTRE_UNSEEN_HOURS", "How long a paid document may wait on the disk of a server that does not come back before an operator is asked, in hours.", Min = 1, Max = 8760)]
    public TimeSpan Unseen { get; init; } = TimeSpan.FromHours(24);

    [Setting("REGISTRE_EVIDENCE_DAYS", "How long evidence of failures is kept (picture, pages, console), in days; 0: for ever, up to REGISTRE_EVIDENCE_MAX_MB.", Min = 0, Max = 3650)]
    public TimeSpan EvidenceKept { get; init; } = TimeSpan.FromDays(14);

    [Setting("REGISTRE_DISK_FREE_MB", "Least free space under WORKERS_DATA_PATH with which a document is bought, in MB; with less buying is parked. 0: not asked.", Min = 0, Max = 1_000_000)]
    public int DiskFree { get; init; } = 500;

    [Setting("REGISTRE_EVIDENCE_MAX_MB", "How much of it is kept together; the oldest goes first, in MB.", Min = 1, Max = 1_000_000)]
    public int EvidenceMegabytes { get; init; } = 500;

    [Setting("REGISTRE_BROWSER_DOCUMENTS", "After how many documents a worker's Chromium is ended and started anew; the login stays.", Min = 1, Max = 1_000_000)]
    public int BrowserDocuments { get; init; } = 200;

    [Setting("REGISTRE_BROWSER_MAX_MB", "How much memory a worker's Chromium may hold between two documents before it is started anew, in MB.", Min = 100, Max = 1_000_000)]
    public int BrowserMegabytes { get; init; } = 900;

    [Setting("HEADLESS", "Whether Chromium runs without a window.")]
    public bool Headless { get; init; } = true;

    [Setting("CHROMIUM_PATH", "Chromium to run; unset: Debian's chromium-headless-shell when installed, else the one Playwright downloaded.", Example = "/usr/bin/chromium-headless-shell")]
    public string? ChromiumPath { get; init; }

    [Setting("CHROMIUM_SANDBOX", "Whether Chromium shuts each page up in a sandbox of its own, which needs user namespaces; there is none for root.")]
    public bool ChromiumSandbox { get; init; } = true;

    public SpendingRules Spending => new(Price, new(DayBudget, AccountDayBudget, DossierBudget));

    /// <summary>The bound of the step that must not be interrupted: from the request that bills to the bytes on disk.</summary>
    public TimeSpan PaidStepBound => ConfirmTimeout + ViewerTimeout + DownloadStart + DownloadTimeout + PageTimeout;

    /// <summary>The accounts of either variable; empty when none are set.</summary>
    /// <exception cref="IOException">The accounts file cannot be read.</exception>
    public IReadOnlyList<RegistreAccount> ReadAccounts()
    {
        if (Accounts is not null)
        {
            return Accounts.Accounts;
        }

        if (AccountsFile is null)
        {
            return [];
        }

        return AccountList.TryParse(GivenFile.ReadText(AccountsFile), out var list)
            ? list.Accounts
            : throw new InvalidDataException($"{AccountsFile} does not hold {AccountList.Allowed}.");
    }

    public IEnumerable<ConfigurationFault> Check()
    {
        if (Accounts is not null && AccountsFile is not null)
        {
            yield return new("REGISTRE_ACCOUNTS_FILE", AccountsFile, "one of REGISTRE_ACCOUNTS and REGISTRE_ACCOUNTS_FILE", "Unset one of the two.");
        }
        else if (AccountsFile is not null && FileFault(AccountsFile) is { } fault)
        {
            yield return new("REGISTRE_ACCOUNTS_FILE", AccountsFile, $"a readable file with {AccountList.Allowed}", fault);
        }
    }

    private string? FileFault(string path)
    {
        try
        {
            return ReadAccounts().Count > 0 ? null : $"Write at least one account into {path}.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return e.Message;
        }
    }
}
