using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using StackExchange.Redis;
using Workers.Redis;

namespace Workers.Steering.Stores;

/// <summary>Orders in Redis: every daemon sees them within a second. What Redis loses is brought again by who knows it.</summary>
internal sealed class RedisSteering(RedisGateway redis, RedisKeys keys) : ISteeringStore
{
    private static readonly RedisScript Script = RedisScript.Load("Steering/Lua/steer.lua");

    private static readonly RedisScript Forget = RedisScript.Load("Steering/Lua/forget.lua");

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public string Name => "Redis";

    public bool IsDurable => false;

    public bool IsServed => true;

    public async Task<IReadOnlyList<SteeringOrder>> ExchangeAsync(IReadOnlyList<SteeringOrder> brought, CancellationToken cancellation)
    {
        RedisValue[] arguments =
        [
            keys.SteeringChanged,
            .. brought.SelectMany(order => new RedisValue[]
            {
                order.Key, order.Revision.ToString(CultureInfo.InvariantCulture), order.Id.ToString("D"), JsonSerializer.Serialize(order, Json),
            }),
        ];
        try
        {
            var reply = RedisReply.Of(Script.Name, await redis.EvaluateAsync(Script, [keys.SteeringOrders], arguments, cancellation));
            return [.. reply.Texts(0).Select(Read).OfType<SteeringOrder>()];
        }
        catch (RedisFailureException failure)
        {
            throw new SteeringStoreException(failure.Message, failure);
        }
    }

    /// <summary>Takes out why these orders were given: it names what is to be forgotten.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task ForgetWhyAsync(IReadOnlyCollection<Guid> orders, CancellationToken cancellation)
    {
        if (orders.Count == 0)
        {
            return;
        }

        var arguments = new List<RedisValue>();
        foreach (var (key, kept) in await redis.HashGetAllAsync(keys.SteeringOrders, cancellation))
        {
            if (Read(kept) is { Why: not null } order && orders.Contains(order.Id))
            {
                arguments.AddRange([key, kept, $"{string.Join(' ', kept.Split(' ', 3)[..2])} {JsonSerializer.Serialize(order with { Why = null }, Json)}"]);
            }
        }

        if (arguments.Count > 0)
        {
            await redis.EvaluateAsync(Forget, [keys.SteeringOrders], [.. arguments], cancellation);
        }
    }

    /// <summary>Calls <paramref name="onChange"/> whenever an order is new.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task<IAsyncDisposable> SubscribeAsync(Action onChange, CancellationToken cancellation) => redis.SubscribeAsync(keys.SteeringChanged, _ => onChange(), cancellation);

    /// <returns>Null for what a daemon of another version, or another program, left.</returns>
    private static SteeringOrder? Read(string text)
    {
        try
        {
            return text.Split(' ', 3) is [_, _, var json] ? JsonSerializer.Deserialize<SteeringOrder>(json, Json) : null;
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }
}
