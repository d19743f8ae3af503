using Microsoft.Extensions.Logging.Abstractions;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Hosting.Settings;
using Workers.Redis;

namespace Workers.Operations.Limits;

/// <summary>The limits of Gemini that all daemons share.</summary>
internal static class GeminiLimits
{
    /// <summary>Puts an order in force, without a restart, and tells what then holds.</summary>
    /// <param name="order">Replaces an earlier one; an empty one takes it back; null only asks.</param>
    /// <exception cref="OperationException">Redis does not answer.</exception>
    public static async Task<GeminiUsage> RunAsync(LoadedSettings settings, LimitOrder? order, CancellationToken cancellation)
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
        catch (RedisUnavailableException away)
        {
            throw new OperationException(OperationFailure.Unavailable, away.Message, away);
        }
    }
}
