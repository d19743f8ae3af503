using System.Text;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Signals;

namespace Workers.Support;

/// <summary>A database that answers every call with the same JSON.</summary>
internal sealed class AnsweringFunctions(string answer) : IDatabaseFunctions
{
    public int Calls { get; private set; }

    public TargetEnvironment Environment => TargetEnvironment.Dev;

    public WakeSignal Changed { get; } = new(TimeProvider.System);

    public Task<TResponse> CallAsync<TResponse>(string function, object request, CancellationToken cancellation)
    {
        Calls++;
        return Task.FromResult(DatabaseJson.Read<TResponse>(Encoding.UTF8.GetBytes(answer)));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
