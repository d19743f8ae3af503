using Workers.Hosting.Environments;

namespace Workers.Database.Environments;

/// <summary>
/// The database of an environment that was refused at the start: without a connection, and every call refused, until
/// <see cref="Serve"/> opens it. Who looks first asks <see cref="IDatabaseFunctions.IsServed"/>.
/// </summary>
internal sealed class DeferredDatabase(TargetEnvironment environment, Func<IDatabaseFunctions> open, TimeProvider time) : IDatabaseFunctions
{
    private readonly ChangeSignal _signal = new(time);
    private volatile IDatabaseFunctions? _opened;

    public TargetEnvironment Environment => environment;

    public bool IsServed => _opened is not null;

    /// <summary>Opens it for all, and wakes who waits. Call it once the environment has passed its checks, from one place.</summary>
    public void Serve()
    {
        _opened ??= open();
        _signal.Wake();
    }

    public Task<TResponse> CallAsync<TResponse>(string function, object request, CancellationToken cancellation) =>
        _opened is { } database
            ? database.CallAsync<TResponse>(function, request, cancellation)
            : throw new DatabaseException(DatabaseFailure.Unavailable, $"{environment.Label()} has not passed its checks and is not served yet");

    public Task WaitForChangeAsync(TimeSpan atMost, CancellationToken cancellation) =>
        _opened?.WaitForChangeAsync(atMost, cancellation) ?? _signal.WaitAsync(atMost, cancellation);

    public void Wake()
    {
        _signal.Wake();
        _opened?.Wake();
    }

    public ValueTask DisposeAsync() => _opened?.DisposeAsync() ?? ValueTask.CompletedTask;
}
