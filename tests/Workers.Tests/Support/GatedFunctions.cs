using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Signals;

namespace Workers.Support;

/// <summary>A real database whose calls a test can hold up, fail before or fail after they were applied.</summary>
internal sealed class GatedFunctions(IDatabaseFunctions inner) : IDatabaseFunctions
{
    private int _calls;

    public TargetEnvironment Environment => inner.Environment;

    public string Identity => inner.Identity;

    public WakeSignal Changed => inner.Changed;

    /// <summary>Awaited before a call is made; throws to lose the request.</summary>
    public Func<string, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>Awaited after a call was applied; throws to lose the answer.</summary>
    public Func<string, Task> After { get; set; } = _ => Task.CompletedTask;

    public int Calls => _calls;

    public async Task<TResponse> CallAsync<TResponse>(string function, object request, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        await Before(function).WaitAsync(cancellation);
        var answer = await inner.CallAsync<TResponse>(function, request, cancellation);
        await After(function).WaitAsync(cancellation);
        return answer;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    public static DatabaseException Away() => new(DatabaseFailure.Unavailable, "away");
}
