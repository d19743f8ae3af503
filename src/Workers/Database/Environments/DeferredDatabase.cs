using Workers.Hosting.Environments;
using Workers.Hosting.Signals;

namespace Workers.Database.Environments;

/// <summary>
/// The database of an environment that was refused at the start: without a connection, and every call refused, until
/// <see cref="Serve"/> opens it. Who looks first asks <see cref="IDatabaseFunctions.IsServed"/>.
/// </summary>
internal sealed class DeferredDatabase(TargetEnvironment environment, Func<WakeSignal, IDatabaseFunctions> open, TimeProvider time) : IDatabaseFunctions
{
    private volatile IDatabaseFunctions? _opened;

    public TargetEnvironment Environment => environment;

    public string Identity => _opened?.Identity ?? "";

    public string Place => _opened?.Place ?? "database";

    public WakeSignal Changed { get; } = new(time);

    public bool IsServed => _opened is not null;

    /// <summary>Opens it for all, and wakes who waits. Call it once the environment has passed its checks, from one place.</summary>
    public void Serve()
    {
        _opened ??= open(Changed);
        Changed.Wake();
    }

    public Task<TResponse> CallAsync<TResponse>(string function, object request, CancellationToken cancellation) =>
        _opened is { } database
            ? database.CallAsync<TResponse>(function, request, cancellation)
            : throw new DatabaseException(DatabaseFailure.Unavailable, $"{environment.Label()} has not passed its checks and is not served yet");

    public ValueTask DisposeAsync() => _opened?.DisposeAsync() ?? ValueTask.CompletedTask;
}
