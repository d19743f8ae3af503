using System.Globalization;
using StackExchange.Redis;
using Workers.Redis;

namespace Workers.Registre.Accounts;

/// <summary>What an operator may see and change of the accounts.</summary>
/// <param name="configured">The accounts with the passwords that whoever asks has; null reads them at each look.</param>
internal sealed class AccountDesk(RegistreOptions options, RedisGateway redis, RedisKeys keys, TimeProvider time, IReadOnlyList<RegistreAccount>? configured = null)
{
    private static readonly RedisScript ListScript = RedisScript.Load("Registre/Accounts/Lua/accounts.lua", "Registre/Accounts/Lua/list_accounts.lua");

    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<IReadOnlyList<AccountEntry>> ListAsync(CancellationToken cancellation)
    {
        var accounts = configured ?? options.ReadAccounts();
        var day = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var answer = await redis.EvaluateAsync(
            ListScript,
            [keys.AccountState, keys.AccountLeases, keys.AccountsUsed, keys.AccountsRefused, keys.AccountLogins, .. accounts.Select(account => keys.AccountSpent(account.Code, day))],
            [(long)AccountLeases.Lease.TotalMilliseconds, day, .. accounts.Select(account => (RedisValue)account.Code)],
            cancellation);
        return AccountAnswers.Listed(RedisReply.Of(ListScript.Name, answer), accounts, options.LoginInterval);
    }

    /// <summary>Gives an account out again that was set aside.</summary>
    /// <returns>Whether it was.</returns>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<bool> ReleaseAsync(string code, CancellationToken cancellation) =>
        (long)await redis.ExecuteAsync("HDEL", [(RedisKey)keys.AccountsRefused, code], cancellation) > 0;
}
