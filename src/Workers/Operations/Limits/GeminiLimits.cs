using Microsoft.Extensions.Logging.Abstractions;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Hosting.Settings;
using Workers.Redis;

namespace Workers.Operations.Limits;

/// <summary>Lowers or raises the limits that all daemons share, at once and without a restart.</summary>
internal static class GeminiLimits
{
    /// <param name="order">Replaces an earlier one; an order without any limit takes it back; null only asks.</param>
    /// <returns>What is in force after it.</returns>
    /// <exception cref="OperationException">Redis did not answer.</exception>
    public static async Task<GeminiUsage> OrderAsync(LoadedSettings settings, LimitOrder? order, CancellationToken cancellation)
    {
        var (options, gemini) = (settings.Get<RedisOptions>(), settings.Get<GeminiOptions>());
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            var keys = new RedisKeys(options);
            if (order is not null)
            {
                await new LimiterStore(redis, keys, gemini, new LimiterScripts(), TimeProvider.System).OrderAsync("operator", order, cancellation);
            }

            return await new GeminiUsageReader(redis, keys, gemini).ReadAsync(cancellation);
        }
        catch (RedisFailureException failure)
        {
            throw new OperationException(StoreFailures.Of(failure), failure.Message, failure);
        }
    }
}
