using System.Globalization;
using Simulators.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(Workers.Support.RedisFixture))]

namespace Workers.Support;

/// <summary>
/// One private Redis for the whole run, started by the first test that asks, where <see cref="TestServers"/> says. Each test class
/// takes a prefix of its own.
/// A test that stops or pauses Redis starts its own <see cref="RedisServer"/> instead.
/// </summary>
public sealed class RedisFixture : IAsyncDisposable
{
    private readonly Lazy<Task<SharedServer<string>>> server = new(TestServers.StartRedisAsync);
    private int prefixes;

    /// <summary>The address in the form of REDIS_URL.</summary>
    public async Task<string> UrlAsync() => (await server.Value).Address;

    /// <summary>A key prefix that no other test has.</summary>
    public string NewPrefix() => string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref prefixes)}:");

    public async ValueTask DisposeAsync()
    {
        if (server.IsValueCreated)
        {
            await (await server.Value).DisposeAsync();
        }
    }
}
