using Workers.Redis;

namespace Workers.Registre.Accounts;

/// <summary>A Redis that has given accounts before: nothing has to be waited for.</summary>
internal static class AccountsInUse
{
    private static readonly RedisScript Open = RedisScript.FromText(
        "open", "redis.call('HSET', KEYS[1], 'run', string.match(redis.call('INFO', 'server'), 'run_id:(%w+)'), 'opensAt', '1') return 1");

    public static Task OpenAsync(RedisGateway gateway, RedisKeys keys) => gateway.EvaluateAsync(Open, [keys.AccountState], [], CancellationToken.None);
}
