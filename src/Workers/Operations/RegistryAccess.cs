using Microsoft.Extensions.Logging.Abstractions;
using Workers.Capacity;
using Workers.Hosting.Settings;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;

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

    /// <summary>As <c>AskAsync</c>, with the room that a browser takes on this machine.</summary>
    /// <exception cref="OperationException">As there; or there was no room in time.</exception>
    public static Task<T> VisitAsync<T>(
        LoadedSettings settings, Func<RedisGateway, RedisKeys, VisitRoom?, Task<T>> act, Func<RegistreFailure, string> told, CancellationToken cancellation) => AskAsync(
        settings,
        async (redis, keys) =>
        {
            await using var room = await CommandRoom.OpenAsync(settings.Get<CapacityOptions>(), redis, keys, TimeProvider.System, cancellation);
            return await act(redis, keys, room.Room);
        },
        told,
        cancellation);

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
            throw new OperationException(StoreFailures.Of(failure), failure.Message, failure);
        }
        catch (RegistreFailure failure)
        {
            throw new OperationException(OperationFailure.Unavailable, told(failure) + RemedyOf(failure), failure);
        }
    }

    /// <returns>A sentence with a blank before it; empty where nothing but time helps.</returns>
    public static string RemedyOf(RegistreFailure failure) => failure.Fault switch
    {
        RegistreFault.NotSent => " Check REGISTRE_BASE_URL and this machine's network.",
        RegistreFault.NoRoom => " The workers of this machine hold it: make room with 'pause pool ocr --for 10m', or ask when less runs.",
        _ => "",
    };

    /// <summary>For who buys nothing: no ledger is asked what an account spent.</summary>
    public static AccountLeases LeasesOf(RegistreOptions registre, RedisGateway redis, RedisKeys keys) =>
        new(registre, redis, keys, new(new([])), TimeProvider.System, NullLogger<AccountLeases>.Instance);
}
