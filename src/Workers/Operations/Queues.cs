using Microsoft.Extensions.Logging.Abstractions;
using Workers.Access;
using Workers.Database;
using Workers.Database.Migrations;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Jobs;
using Workers.Jobs.Changes;
using Workers.Jobs.Feed;
using Workers.Jobs.Keeping;
using Workers.Jobs.Reviews;
using Workers.Jobs.Search;
using Workers.Jobs.Uploads;
using Workers.Ocr.Spending;
using Workers.Office;
using Workers.Redis;
using Workers.Registre.Consultations;
using Workers.Registre.Invoices;
using Workers.Steering.Stores;
using Workers.Webhooks;
using Workers.Webhooks.Senders;

namespace Workers.Operations;

/// <summary>The queues that an operation works on, and a word to the daemons when it changed one.</summary>
internal sealed class Queues : IAsyncDisposable
{
    private readonly List<IDatabaseFunctions> _databases;

    private Queues(LoadedSettings settings, List<IDatabaseFunctions> databases) => (Settings, _databases) = (settings, databases);

    /// <summary>As they are configured here; <see cref="SettingsInForce"/> has those that daemons work with.</summary>
    public LoadedSettings Settings { get; }

    /// <summary>What the office reads.</summary>
    public OfficeWords Words => OfficeWords.In(Settings.Get<OfficeOptions>().Language);

    /// <summary>What secrets of webhooks and senders are derived from; null where it is not configured.</summary>
    public WebhookKey? WebhookKey => Settings.Get<WebhookOptions>().Key is { } text ? new(text) : null;

    public IReadOnlyList<TargetEnvironment> Configured => [.. _databases.Select(database => database.Environment)];

    /// <exception cref="OperationException">It is not configured.</exception>
    public JobStore this[TargetEnvironment environment] => new(DatabaseOf(environment), TimeProvider.System, Words);

    /// <param name="rules">Those in force: <see cref="SettingsInForce"/>.</param>
    /// <exception cref="OperationException">It is not configured.</exception>
    public SpendReader SpendOf(TargetEnvironment environment, SpendingRules rules) => new(DatabaseOf(environment), rules);

    /// <exception cref="OperationException">It is not configured.</exception>
    public InvoiceLedger InvoicesOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public ReviewStore ReviewsOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public DocumentSearch SearchOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public BulkStore ChangesOf(TargetEnvironment environment) => new(DatabaseOf(environment), Words);

    /// <exception cref="OperationException">It is not configured.</exception>
    public ReadingSpendReader ReadingOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public DatabaseSteering SteeringOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public KeepingStore KeepingOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public KeyStore KeysOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public SessionStore SessionsOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public EventFeed FeedOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public WebhookStore WebhooksOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public SenderStore SendersOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public NetworkCalls CallsOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <exception cref="OperationException">It is not configured.</exception>
    public UploadStore UploadsOf(TargetEnvironment environment) => new(DatabaseOf(environment));

    /// <summary>One queue for each environment that is configured; none is asked anything yet.</summary>
    public static Queues Open(LoadedSettings settings) => new(settings, [.. ConfiguredEnvironments.Of(settings).Select(
        environment => DatabaseFactory.Open(environment, TimeProvider.System, NullLoggerFactory.Instance, listens: false))]);

    /// <summary>Whether the environment's database is one that this program can use; who does not answer is an answer too.</summary>
    /// <exception cref="OperationException">It is not configured.</exception>
    public Task<SchemaVerdict> CheckSchemaAsync(TargetEnvironment environment, CancellationToken cancellation) => SchemaCheck.RunAsync(DatabaseOf(environment), cancellation);

    /// <summary>How the environment's database is set up.</summary>
    /// <exception cref="DatabaseException">No answer.</exception>
    public Task<DatabaseTraits> ReadTraitsAsync(TargetEnvironment environment, CancellationToken cancellation) => DatabaseTraits.ReadAsync(DatabaseOf(environment), cancellation);

    /// <returns>The same environment.</returns>
    /// <exception cref="OperationException">It is not configured.</exception>
    public TargetEnvironment Require(TargetEnvironment asked) => Configured.Contains(asked) ? asked : throw Unknown(asked);

    /// <summary>Runs a call of the database.</summary>
    /// <exception cref="OperationException">It failed: one message, which names the environment.</exception>
    public static async Task<T> AskAsync<T>(TargetEnvironment environment, Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (DatabaseException fault)
        {
            throw new OperationException(StoreFailures.Of(fault), $"{environment.Label()}: {SchemaCheck.Describe(environment, fault)}", fault);
        }
    }

    /// <summary>Looks whether the environment's database has this version's functions, or those of a newer one that serves it: older ones would not see how they are asked.</summary>
    /// <exception cref="OperationException">It has not, or does not answer; nothing was changed.</exception>
    public async Task RequireOwnFunctionsAsync(TargetEnvironment environment, CancellationToken cancellation)
    {
        var verdict = await SchemaCheck.RunAsync(DatabaseOf(environment), cancellation);
        if ((verdict.Problem is { } problem ? $"{problem} {verdict.Remedy}" : verdict.OtherFunctions) is { } why)
        {
            throw new OperationException(StoreFailures.Of(verdict), $"{why} Nothing was changed.");
        }
    }

    /// <summary>Wakes the daemons. Without Redis they notice within their poll interval.</summary>
    public async Task WakeAsync(TargetEnvironment environment, CancellationToken cancellation)
    {
        var options = Settings.Get<RedisOptions>();
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            await redis.PublishAsync(new RedisKeys(options).QueueChanged(environment), "", cancellation);
        }
        catch (RedisFailureException)
        {
            // The documents are in the queue all the same.
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases)
        {
            await database.DisposeAsync();
        }
    }

    private IDatabaseFunctions DatabaseOf(TargetEnvironment environment) => _databases.Find(database => database.Environment == environment) ?? throw Unknown(environment);

    private OperationException Unknown(TargetEnvironment asked) => new(
        OperationFailure.Misconfigured,
        $"{asked.Label()} is not configured; configured: {string.Join(", ", Configured.Select(name => name.Label().ToLowerInvariant()))}. Set {asked.Label()}_SUPABASE_URL and its key, or name another.");
}
