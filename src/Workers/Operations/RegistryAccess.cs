using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting.Settings;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;

namespace Workers.Operations;

/// <summary>What an operation needs that works with the registry's accounts as all daemons share them.</summary>
internal static class RegistryAccess
{
    /// <param name="code">Null for all.</param>
    /// <exception cref="OperationException">None is configured, or not this one.</exception>
    public static IReadOnlyList<RegistreAccount> Require(RegistreOptions registre, string? code = null)
    {
        var configured = registre.ReadAccounts();
        if (configured.Count == 0)
        {
            throw new OperationException(OperationFailure.Misconfigured, "No registry account is configured: set REGISTRE_ACCOUNTS or REGISTRE_ACCOUNTS_FILE.");
        }

        return code is null ? configured
            : configured.FirstOrDefault(account => account.Code == code) is { } account ? [account]
            : throw new OperationException(OperationFailure.Refused, $"Account '{code}' is not configured; configured: {string.Join(", ", configured)}. Name one of them, or add it to REGISTRE_ACCOUNTS.");
    }

    /// <param name="told">What a failure of the registry means for the operation.</param>
    /// <exception cref="OperationException">Redis did not answer or refused, or the registry failed.</exception>
    public static async Task<T> AskAsync<T>(
        LoadedSettings settings, Func<RedisGateway, RedisKeys, Task<T>> act, Func<RegistreFailure, string> told, CancellationToken cancellation)
    {
        var options = settings.Get<RedisOptions>();
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            return await act(redis, new RedisKeys(options));
        }
        catch (RedisFailureException failure)
        {
            throw new OperationException(failure is RedisRefusedException ? OperationFailure.Misconfigured : OperationFailure.Unavailable, failure.Message, failure);
        }
        catch (RegistreFailure failure)
        {
            throw new OperationException(OperationFailure.Unavailable, told(failure), failure);
        }
    }

    /// <summary>For who buys nothing: no ledger is asked what an account spent.</summary>
    public static AccountLeases LeasesOf(RegistreOptions registre, RedisGateway redis, RedisKeys keys) =>
        new(registre, redis, keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance);
}
