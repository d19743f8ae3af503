using System.Globalization;
using System.Security.Cryptography;
using Docker.DotNet.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Simulators.Servers;
using Testcontainers.PostgreSql;
using Testcontainers.Redis;

namespace Workers.Support;

/// <summary>
/// Starts the shared servers as containers of an engine on this machine, on published ports that only loopback reaches.
/// TEST_REDIS_IMAGE and TEST_POSTGRES_IMAGE name other images than Docker's own.
/// </summary>
internal static class ContainerServers
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(90);

    public static async Task<SharedServer<string>> StartRedisAsync()
    {
        var container = new RedisBuilder(Image("TEST_REDIS_IMAGE", "redis:7.0"))
            .WithCommand("redis-server", "--protected-mode", "no", "--save", "", "--appendonly", "no")
            .WithCreateParameterModifier(PublishOnLoopback)
            .WithLogger(NullLogger.Instance)
            .Build();
        using var bound = new CancellationTokenSource(ReadyWithin);
        try
        {
            await container.StartAsync(bound.Token);
            var port = container.GetMappedPublicPort(RedisBuilder.RedisPort);
            return new(string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{port}"), container);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    /// <summary>The settings are those of <see cref="PostgresCluster"/>, as far as they do not speak of files and addresses.</summary>
    public static async Task<SharedServer<PostgresDatabases>> StartPostgresAsync()
    {
        var password = RandomNumberGenerator.GetHexString(24, lowercase: true);
        var container = new PostgreSqlBuilder(Image("TEST_POSTGRES_IMAGE", "postgres:15"))
            .WithUsername("postgres")
            .WithPassword(password)
            .WithEnvironment("POSTGRES_INITDB_ARGS", "--locale=C.UTF-8 --encoding=UTF8 --no-sync")
            .WithCommand("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "max_connections=300", "-c", "autovacuum=off", "-c", "timezone=UTC", "-c", "log_timezone=UTC", "-c", "dynamic_shared_memory_type=mmap")
            .WithCreateParameterModifier(PublishOnLoopback)
            .WithLogger(NullLogger.Instance)
            .Build();
        using var bound = new CancellationTokenSource(ReadyWithin);
        try
        {
            await container.StartAsync(bound.Token);
            return new(new PostgresDatabases(container.GetMappedPublicPort(PostgreSqlBuilder.PostgreSqlPort), password), container);
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    private static string Image(string variable, string otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } named ? named : otherwise;

    private static void PublishOnLoopback(CreateContainerParameters container)
    {
        foreach (var binding in container.HostConfig?.PortBindings?.Values.SelectMany(bindings => bindings) ?? [])
        {
            binding.HostIP = "127.0.0.1";
        }
    }
}
