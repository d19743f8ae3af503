using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using OpenTelemetry.Metrics;
using StackExchange.Redis;

namespace Workers.Benchmarks.Daemon;

/// <summary>
/// What the daemon's libraries cost by themselves: a web host that serves metrics, is connected to Redis and to the databases, takes the document that waits and
/// then looks for another every second. No check, no lease, no browser.
/// </summary>
internal static class BareHost
{
    public const string Verb = "bare-host";

    /// <param name="port">Where it serves its metrics.</param>
    /// <param name="arguments">Redis and then each database, as their clients spell them.</param>
    public static async Task RunAsync(string port, IReadOnlyList<string> arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddRuntimeInstrumentation().AddProcessInstrumentation().AddPrometheusExporter());
        builder.Services.AddHostedService(_ => new Taker(arguments[0], [.. arguments.Skip(1)]));
        await using var host = builder.Build();
        host.MapPrometheusScrapingEndpoint();
        await host.RunAsync();
    }

    private sealed class Taker(string redis, IReadOnlyList<string> databases) : BackgroundService
    {
        private const string Take = """
            with taken as (
              update extraction_queue set status_id = 2 where id = (select id from extraction_queue where status_id = 1 limit 1 for update skip locked) returning id)
            insert into job_events (job_id, kind) select id, 'claimed' from taken
            """;

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(redis);
            var sources = databases.Select(database => NpgsqlDataSource.Create(database)).ToList();
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
            do
            {
                await connection.GetDatabase().PingAsync();
                foreach (var source in sources)
                {
                    await using var command = source.CreateCommand(Take);
                    await command.ExecuteNonQueryAsync(stoppingToken);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
    }
}
