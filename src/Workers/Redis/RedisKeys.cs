using System.Security.Cryptography;
using System.Text;
using Workers.Hosting.Environments;

namespace Workers.Redis;

/// <summary>Every key and channel, spelled here only. Without prefix and server id they are the names that the owner's operators know.</summary>
/// <param name="prefix">Put before every name; a colon is added where it ends in a letter, a digit or a closing brace.</param>
/// <param name="serverId">Gives a server its own ledger: <c>server:&lt;id&gt;:…</c>.</param>
internal sealed class RedisKeys(string prefix, string? serverId)
{
    private const string Spent = "registre:accounts:spent:";
    private const string Reconciled = "registre:invoices:reconciled:";
    private const string Depth = "queue:depth:";
    private const string Purchases = "registre:invoices:purchases:";
    private const string Lines = "registre:invoices:lines:";
    private const string Marks = "progress:document:";
    private const string Walked = "registre:canary:walked:";

    private readonly string _prefix = prefix.Length > 0 && (char.IsLetterOrDigit(prefix[^1]) || prefix[^1] == '}') ? prefix + ":" : prefix;
    private readonly string _server = serverId is null ? "server:" : $"server:{serverId}:";

    public RedisKeys(RedisOptions options)
        : this(options.KeyPrefix, options.ServerId)
    {
    }

    // Capacity, for operators.

    /// <summary>Text: vCPU held by all workers of the server, as in <c>5.5</c>.</summary>
    public string ServerCpuAllocated => Server("cpu:allocated");

    /// <summary>Text: GB held by all workers of the server, as in <c>2.25</c>.</summary>
    public string ServerRamAllocated => Server("ram:allocated");

    /// <summary>Hash: worker id → its reservation, JSON with workerId, type, cpu, ram, startedAt, expiresAt, daemon, operation.</summary>
    public string ServerWorkers => Server("workers");

    // Capacity, the ledger's own.

    /// <summary>Hash: worker id → what a waiting worker needs.</summary>
    public string LedgerWaiting => Server("ledger:waiting");

    /// <summary>Hash: daemon id → the budget it declares.</summary>
    public string LedgerDaemons => Server("ledger:daemons");

    /// <summary>Sorted set: operations that must not be applied any more.</summary>
    public string LedgerTombstones => Server("ledger:tombstones");

    /// <summary>Hash: sums, budget in force, and the epoch, which is gone when Redis lost its data.</summary>
    public string LedgerState => Server("ledger:state");

    // Pools.

    /// <summary>Text: JSON with indexWorkers, acteWorkers, totalWorkers of the server.</summary>
    public string WorkerPoolAllocation => serverId is null ? Named("worker_pool:allocation") : Server("worker_pool:allocation");

    /// <summary>Hash: daemon id → JSON of its slots and what it offers; of all servers that share the queues.</summary>
    public string WorkerPoolReports => Named("worker_pool:daemons");

    /// <summary>Sorted set: daemon id → when it last showed itself.</summary>
    public string WorkerPoolShown => Named("worker_pool:daemons:shown");

    // Gemini.

    /// <summary>Text: requests of the last 60 seconds.</summary>
    public string GeminiRpm => Named("gemini:rpm:current");

    /// <summary>Text: input tokens of the last 60 seconds.</summary>
    public string GeminiTpm => Named("gemini:tpm:current");

    /// <summary>Text: requests since midnight Pacific time; gone at the next.</summary>
    public string GeminiRpd => Named("gemini:rpd:current");

    /// <summary>Hash: the limiter's state: pace, bound, limits in force, epoch.</summary>
    public string GeminiLimiter => Named("gemini:limiter");

    /// <summary>Hash: slot of the rolling minute → what was granted in it.</summary>
    public string GeminiRing => Named("gemini:ring");

    /// <summary>Hash: id of a call that is not settled → what it reserved.</summary>
    public string GeminiCalls => Named("gemini:calls");

    /// <summary>Sorted set: id of a call → when it was granted.</summary>
    public string GeminiCallOrder => Named("gemini:calls:order");

    /// <summary>Hash: process → its share, limits and what waits there.</summary>
    public string GeminiProcesses => Named("gemini:processes");

    /// <summary>Channel: a 429 stops everyone.</summary>
    public string GeminiFreeze => Named("gemini:freeze");

    // Steering.

    /// <summary>Hash: a thing that can be ordered of daemons → its newest order, as revision, id and JSON.</summary>
    public string SteeringOrders => Named("steering:orders");

    /// <summary>Channel: an order is new.</summary>
    public string SteeringChanged => Named("steering:changed");

    // Queue and registry.

    /// <summary>Channel: a document of the environment moved.</summary>
    public string QueueChanged(TargetEnvironment environment) => Named("queue:changed:" + environment.Label().ToLowerInvariant());

    /// <summary>Hash: how full the environment's queue was for whoever read it last, and who reads now.</summary>
    /// <param name="environment">As one daemon calls the queue; another may call another database so.</param>
    /// <param name="database">Tells databases apart; a mark of it is in the key.</param>
    public string QueueDepth(TargetEnvironment environment, string database) =>
        Named($"{Depth}{environment.Label().ToLowerInvariant()}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)))[..12]}");

    /// <summary>Channel: JSON of a progress mark, for those who watch.</summary>
    public string ProgressMarks => Named("progress");

    /// <summary>Stream: the marks of one document's progress, the last 200, for a day after the last.</summary>
    public string ProgressOf(Guid document) => Named($"{Marks}{document:D}");

    /// <summary>Hash: the run of Redis that wrote last, when accounts are given again, and per account the day whose consultations were counted.</summary>
    public string AccountState => Named("registre:accounts:state");

    /// <summary>Hash: account → who uses it and until when.</summary>
    public string AccountLeases => Named("registre:accounts:leases");

    /// <summary>Hash: account → when it was last used.</summary>
    public string AccountsUsed => Named("registre:accounts:used");

    /// <summary>Hash: account → who needs just this one.</summary>
    public string AccountsWanted => Named("registre:accounts:wanted");

    /// <summary>Hash: account → the mark of the password that the registry refused, when, and what it said.</summary>
    public string AccountsRefused => Named("registre:accounts:refused");

    /// <summary>Hash: account → its last login, and how many of that day it was.</summary>
    public string AccountLogins => Named("registre:accounts:logins");

    /// <summary>Set: the consultations of an account on a day (yyyy-MM-dd, UTC).</summary>
    public string AccountSpent(string account, string day) => Named($"{Spent}{account}:{day}");

    /// <summary>Text: the invoices of an account were compared with the ledgers of just these environments on a day of Quebec (yyyy-MM-dd), or are being so.</summary>
    public string InvoicesReconciled(string account, IEnumerable<TargetEnvironment> environments, string day) =>
        Named($"{Reconciled}{account}:{string.Join('+', environments.Order().Select(environment => environment.Label()))}:{day}");

    /// <summary>Text: JSON of what one environment bought with an account lately, for programs that have not its database.</summary>
    public string InvoicePurchases(string account, TargetEnvironment environment) => Named($"{Purchases}{account}:{environment.Label()}");

    /// <summary>Hash: a line of an account's invoices that no ledger knows → the environment that keeps it, and the line's day.</summary>
    public string InvoiceLines(string account) => Named($"{Lines}{account}");

    /// <summary>Text: JSON of the site's shape that was last good.</summary>
    public string CanaryShape => Named("registre:canary:shape");

    /// <summary>Text: JSON of what a walk found, while buying is parked for it.</summary>
    public string CanaryFinding => Named("registre:canary:finding");

    /// <summary>Text: how many walks in a row the site led back to its login.</summary>
    public string CanaryAtLogin => Named("registre:canary:at_login");

    /// <summary>Text: the site was walked through on a day of Quebec (yyyy-MM-dd), or is being so.</summary>
    public string CanaryDay(string day) => Named($"{Walked}{day}");

    /// <summary>The type of a key as Redis' TYPE says it; null for what is no key of ours.</summary>
    public string? TypeOf(string key) =>
        Texts.Contains(key) ? "string"
        : Hashes.Contains(key) ? "hash"
        : SortedSets.Contains(key) ? "zset"
        : key.StartsWith(Named(Spent), StringComparison.Ordinal) ? "set"
        : key.StartsWith(Named(Depth), StringComparison.Ordinal) ? "hash"
        : key.StartsWith(Named(Reconciled), StringComparison.Ordinal) ? "string"
        : key.StartsWith(Named(Purchases), StringComparison.Ordinal) ? "string"
        : key.StartsWith(Named(Lines), StringComparison.Ordinal) ? "hash"
        : key.StartsWith(Named(Marks), StringComparison.Ordinal) ? "stream"
        : key.StartsWith(Named(Walked), StringComparison.Ordinal) ? "string"
        : null;

    private string[] Texts => [ServerCpuAllocated, ServerRamAllocated, WorkerPoolAllocation, GeminiRpm, GeminiTpm, GeminiRpd, CanaryShape, CanaryFinding, CanaryAtLogin];

    private string[] Hashes =>
    [
        ServerWorkers, LedgerWaiting, LedgerDaemons, LedgerState, WorkerPoolReports, GeminiLimiter, GeminiRing, GeminiCalls, GeminiProcesses,
        AccountState, AccountLeases, AccountsUsed, AccountsWanted, AccountsRefused, AccountLogins, SteeringOrders,
    ];

    private string[] SortedSets => [LedgerTombstones, WorkerPoolShown, GeminiCallOrder];

    private string Server(string name) => Named(_server + name);

    private string Named(string name) => _prefix + name;
}
