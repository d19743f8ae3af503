using Workers.Database.Environments;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Signals;

namespace Workers.Database;

/// <summary>
/// The SQL functions of one environment, reached over PostgREST or over Npgsql. Each is
/// <c>workers_name(request jsonb) returns json</c>; all status logic lives there, none in the callers.
/// </summary>
internal interface IDatabaseFunctions : IAsyncDisposable
{
    TargetEnvironment Environment { get; }

    /// <summary>Tells one database from another, by the way that leads there and without a secret; empty while there is none.</summary>
    string Identity => "";

    /// <summary>The database and where it is, for people and without a secret: <c>database 'postgres' at host:5432</c>.</summary>
    string Place => "database";

    /// <summary>Whether work may be taken from it; false while the environment has not passed its checks.</summary>
    bool IsServed => true;

    /// <summary>Calls one function. Records map to JSON in snake case; enums to their snake-case names.</summary>
    /// <exception cref="DatabaseException">The call failed; <see cref="DatabaseException.Kind"/> tells whether again can help.</exception>
    Task<TResponse> CallAsync<TResponse>(string function, object request, CancellationToken cancellation);

    /// <summary>Given when something in the queue may have changed; also by whoever learns of it in another way.</summary>
    WakeSignal Changed { get; }
}

internal enum DatabaseFailure
{
    /// <summary>No answer, or an answer that says "later": the call may or may not have been applied.</summary>
    Unavailable,

    /// <summary>The key or password was refused.</summary>
    Unauthorized,

    /// <summary>Our tables or functions are missing or older than this program.</summary>
    SchemaMissing,

    /// <summary>They are those of a newer program.</summary>
    SchemaNewer,

    /// <summary>The function refused the request.</summary>
    Refused,
}

/// <param name="code">SQLSTATE, or PostgREST's PGRSTnnn; null where nobody named one.</param>
internal sealed class DatabaseException(DatabaseFailure kind, string message, Exception? inner = null, string? code = null) : Exception(message, inner), IToldFailure
{
    public DatabaseFailure Kind { get; } = kind;

    public string? Code { get; } = code;

    /// <summary>The next step, where one is known; variables are spelled <c>*_NAME</c>.</summary>
    public string? Remedy { get; init; }

    /// <summary>The next step with the environment's own variables.</summary>
    public string? RemedyFor(TargetEnvironment environment) => Remedy?.Replace("*_", environment.Label() + "_", StringComparison.Ordinal);

    /// <summary>Another transaction held a row for too long; nothing was applied.</summary>
    public bool IsLocked => Code is "55P03";

    /// <summary>
    /// The database named an error that one row of several may be the reason for: a trigger or a constraint of the owner refuses its
    /// update. As <c>workers_internal.is_of_one_row</c> has it; nothing was applied. A front may give a code of its own to whatever the database said.
    /// </summary>
    public bool MayBeOneRow => Kind is DatabaseFailure.Refused
        || (Kind is DatabaseFailure.Unavailable && Code is { Length: > 0 and not 5 } own && !own.StartsWith("PGR", StringComparison.Ordinal))
        || (Code is { Length: 5 } code && !(code[..2] is "08" or "40" or "53" or "57" or "58" or "XX" || code is "25006" or "25P03" or "55P03" || code.StartsWith("PGR", StringComparison.Ordinal)));
}

/// <summary>The databases of all environments that are configured.</summary>
internal sealed class Databases(IEnumerable<IDatabaseFunctions> databases) : IAsyncDisposable
{
    private readonly Dictionary<TargetEnvironment, IDatabaseFunctions> _databases = databases.ToDictionary(database => database.Environment);

    /// <summary>In the order prod, staging, dev.</summary>
    public IEnumerable<TargetEnvironment> Environments => TargetEnvironments.All.Where(_databases.ContainsKey);

    public IDatabaseFunctions this[TargetEnvironment environment] => _databases[environment];

    public bool Serves(TargetEnvironment environment) => _databases.TryGetValue(environment, out var database) && database.IsServed;

    /// <summary>From here on takes work from an environment that was refused at the start.</summary>
    public void Serve(TargetEnvironment environment) => (_databases[environment] as DeferredDatabase)?.Serve();

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases.Values)
        {
            await database.DisposeAsync();
        }
    }
}
