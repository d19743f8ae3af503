using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting.Settings;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;

namespace Workers.Operations.Accounts;

/// <summary>The accounts of the registry as all daemons share them. Needs Redis and no database.</summary>
internal static class RegistryAccounts
{
    /// <exception cref="OperationException">Redis did not answer, or no account is configured.</exception>
    public static Task<IReadOnlyList<AccountEntry>> ListAsync(LoadedSettings settings, CancellationToken cancellation) =>
        WithRedisAsync(settings, null, (options, redis, keys) => new AccountDesk(options, redis, keys, TimeProvider.System).ListAsync(cancellation), cancellation);

    /// <summary>Ends the setting aside of an account.</summary>
    /// <returns>Whether it was set aside.</returns>
    /// <exception cref="OperationException">Redis did not answer, or the account is not configured.</exception>
    public static Task<bool> ReleaseAsync(LoadedSettings settings, string code, CancellationToken cancellation) =>
        WithRedisAsync(settings, code, (options, redis, keys) => new AccountDesk(options, redis, keys, TimeProvider.System).ReleaseAsync(code, cancellation), cancellation);

    /// <summary>Logs an account in and out, at no cost.</summary>
    /// <exception cref="OperationException">Redis did not answer, the account is not configured or not to be had now, or no browser starts.</exception>
    public static Task<AccountVerdict> CheckAsync(LoadedSettings settings, string code, CancellationToken cancellation) => WithRedisAsync(
        settings,
        code,
        (options, redis, keys) => new AccountCheck(
            options,
            new(options, redis, keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance),
            TimeProvider.System,
            NullLogger<AccountCheck>.Instance).RunAsync(code, cancellation),
        cancellation);

    private static async Task<T> WithRedisAsync<T>(
        LoadedSettings settings, string? code, Func<RegistreOptions, RedisGateway, RedisKeys, Task<T>> act, CancellationToken cancellation)
    {
        var (registre, options) = (settings.Get<RegistreOptions>(), settings.Get<RedisOptions>());
        var configured = registre.ReadAccounts();
        if (configured.Count == 0)
        {
            throw new OperationException(OperationFailure.Misconfigured, "No registry account is configured: set REGISTRE_ACCOUNTS or REGISTRE_ACCOUNTS_FILE.");
        }

        if (code is not null && configured.All(account => account.Code != code))
        {
            throw new OperationException(OperationFailure.Refused, $"Account '{code}' is not configured; configured: {string.Join(", ", configured)}. Name one of them, or add it to REGISTRE_ACCOUNTS.");
        }

        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            return await act(registre, redis, new RedisKeys(options));
        }
        catch (RedisFailureException failure)
        {
            throw new OperationException(failure is RedisRefusedException ? OperationFailure.Misconfigured : OperationFailure.Unavailable, failure.Message, failure);
        }
        catch (RegistreFailure failure)
        {
            throw new OperationException(OperationFailure.Unavailable, $"{code}: {failure.Message}. Nothing was tried; ask again later.", failure);
        }
    }
}
