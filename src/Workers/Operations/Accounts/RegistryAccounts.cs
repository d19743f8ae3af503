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

    /// <summary>Logs an account in and out, at no cost; one that the site lets in is not set aside any more.</summary>
    /// <param name="again">Sends even a password that the registry refused; several such may lock the account.</param>
    /// <exception cref="OperationException">
    /// Redis did not answer, the account is not configured or not to be had now, its password was refused already, or no browser starts.
    /// </exception>
    public static Task<AccountVerdict> CheckAsync(LoadedSettings settings, string code, bool again, CancellationToken cancellation)
    {
        var options = settings.Get<RegistreOptions>();
        RegistryAccess.Require(options, code);
        return RegistryAccess.VisitAsync(
            settings,
            async (redis, keys, room) =>
            {
                var known = await new AccountDesk(options, redis, keys, TimeProvider.System).ListAsync(cancellation);
                var refused = known.FirstOrDefault(account => account.Code == code)?.SetAside;
                if (!again && refused is { } refusal)
                {
                    throw new OperationException(
                        OperationFailure.Refused,
                        $"The registry refused {code} with this very password{(refusal.Said is { Length: > 0 } said ? $" ('{said}')" : "")}{(refusal.IsLocked ? "" : "; more such logins may lock it")}. {refusal.Remedy(code)} Where the registry was at fault, or opened it, check it --again.");
                }

                var verdict = await new AccountCheck(options, RegistryAccess.LeasesOf(options, redis, keys), TimeProvider.System, NullLogger<AccountCheck>.Instance, room).RunAsync(code, again, cancellation);
                // What another password was refused for stands: a daemon that still has that one must not send it again.
                if (verdict.IsInside && refused is not null)
                {
                    await new AccountDesk(options, redis, keys, TimeProvider.System).ReleaseAsync(code, cancellation);
                }

                return verdict;
            },
            failure => Untried(code, failure),
            cancellation);
    }

    /// <summary>Codes that are configured here, and those that any daemon logged in with or had refused.</summary>
    /// <param name="redis">Null where it does not answer.</param>
    public static async Task<IReadOnlySet<string>> ReadKnownAsync(LoadedSettings settings, RedisGateway? redis, RedisKeys keys, CancellationToken cancellation)
    {
        HashSet<string> known = new(StringComparer.Ordinal);
        try
        {
            known.UnionWith(settings.Get<RegistreOptions>().ReadAccounts().Select(account => account.Code));
            foreach (var key in redis is null ? [] : new[] { keys.AccountLogins, keys.AccountsRefused })
            {
                known.UnionWith((await redis!.HashGetAllAsync(key, cancellation)).Keys);
            }
        }
        catch (Exception untold) when (untold is RedisFailureException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            // Who cannot be asked knows none; what the others know counts.
        }

        return known;
    }

    private static Task<T> WithRedisAsync<T>(
        LoadedSettings settings, string? code, Func<RegistreOptions, RedisGateway, RedisKeys, Task<T>> act, CancellationToken cancellation)
    {
        var registre = settings.Get<RegistreOptions>();
        RegistryAccess.Require(registre, code);
        return RegistryAccess.AskAsync(settings, (redis, keys) => act(registre, redis, keys), failure => Untried(code, failure), cancellation);
    }

    private static string Untried(string? code, RegistreFailure failure) => $"{code}: {failure.Message.TrimEnd('.')}. Nothing was tried; ask again later.";
}
