namespace Simulators.Servers;

/// <summary>A private Redis and Postgres until standard input ends; prints their process ids.</summary>
internal static class ServersCommand
{
    public static async Task<int> RunAsync()
    {
        await using var redis = await RedisServer.StartAsync().ConfigureAwait(false);
        await using var postgres = await PostgresServer.StartAsync().ConfigureAwait(false);
        Console.WriteLine($"{redis.ProcessId} {postgres.ProcessId}");
        await Console.In.ReadLineAsync().ConfigureAwait(false);
        return 0;
    }
}
