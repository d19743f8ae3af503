using System.Text;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Signals;

namespace Workers.Support;

/// <summary>A database that answers what a test says.</summary>
internal sealed class AnsweringFunctions(Func<string, object, string> answer) : IDatabaseFunctions
{
    /// <summary>The same JSON to every call.</summary>
    public AnsweringFunctions(string answer)
        : this((_, _) => answer)
    {
    }

    public int Calls { get; private set; }

    public TargetEnvironment Environment { get; init; } = TargetEnvironment.Dev;

    public WakeSignal Changed { get; } = new(TimeProvider.System);

    public Task<TResponse> CallAsync<TResponse>(string function, object request, CancellationToken cancellation)
    {
        Calls++;
        return Task.FromResult(DatabaseJson.Read<TResponse>(Encoding.UTF8.GetBytes(answer(function, request))));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
