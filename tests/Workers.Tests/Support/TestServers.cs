using Simulators.Servers;

namespace Workers.Support;

/// <summary>
/// Where the Redis and the Postgres that tests share run, chosen once for the whole run by TEST_SERVERS: "native" (also when it is
/// unset) starts the programs themselves, "containers" asks the container engine that DOCKER_HOST names.
/// Tests that kill, restart or pause a server start a native one of their own in both cases: it must come back on its port, and a
/// container engine gives a container that starts again another one.
/// </summary>
internal static class TestServers
{
    /// <summary>True when this run takes containers.</summary>
    public static bool InContainers { get; } = AsksForContainers(Environment.GetEnvironmentVariable("TEST_SERVERS"));

    /// <summary>Starts the shared Redis; its address has the form of REDIS_URL.</summary>
    public static async Task<SharedServer<string>> StartRedisAsync()
    {
        if (InContainers)
        {
            return await ContainerServers.StartRedisAsync();
        }

        var redis = await RedisServer.StartAsync();
        return new(redis.Url, redis);
    }

    /// <summary>Starts the shared Postgres.</summary>
    public static async Task<SharedServer<PostgresDatabases>> StartPostgresAsync()
    {
        if (InContainers)
        {
            return await ContainerServers.StartPostgresAsync();
        }

        var postgres = await PostgresServer.StartAsync();
        return new(postgres.Databases, postgres);
    }

    /// <summary>Reads TEST_SERVERS. Another word fails every test that wants a server, instead of silently taking native ones.</summary>
    internal static bool AsksForContainers(string? choice) => choice switch
    {
        null or "" or "native" => false,
        "containers" => true,
        _ => throw new InvalidOperationException($"TEST_SERVERS is \"{choice}\"; it may be native or containers."),
    };
}
