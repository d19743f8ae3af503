using Microsoft.Extensions.Logging.Abstractions;
using Workers.Hosting.Settings;
using Workers.Registre;
using Workers.Registre.Canary;

namespace Workers.Operations.Accounts;

/// <summary>Looks at the registry's site and compares it with what was good. Needs Redis and an account that is free, and no database.</summary>
internal static class SiteCanary
{
    /// <summary>Walks now. What was found counts as that of the daily walk does: it parks buying, or ends that.</summary>
    /// <param name="passedOver">Told of each account that the registry refused at its login: the walk is made with another.</param>
    /// <exception cref="OperationException">Redis did not answer, no account is configured or free, or the site was not to be had.</exception>
    public static Task<CanaryVerdict> WalkAsync(LoadedSettings settings, Action<string> passedOver, CancellationToken cancellation) => RunAsync(
        settings,
        passedOver,
        async (memory, verdict) =>
        {
            await memory.KeepAsync(verdict, cancellation);
            return verdict;
        },
        cancellation);

    /// <summary>Walks now and takes what it saw as good, which ends the parking. Where a page is not the one that the program needs, what is bought by it is still refused, one document after the other.</summary>
    /// <exception cref="OperationException">As for <see cref="WalkAsync"/>; or the walk did not come to its end.</exception>
    public static Task<CanaryVerdict> AcceptAsync(LoadedSettings settings, Action<string> passedOver, CancellationToken cancellation) => RunAsync(
        settings,
        passedOver,
        async (memory, verdict) =>
        {
            if (!verdict.IsWhole)
            {
                await memory.KeepAsync(verdict, cancellation);
                throw new OperationException(OperationFailure.Refused, $"The walk did not come to its end, so that nothing can be taken as good: {verdict.Why.TrimEnd('.')}. Compare the page with the site, and update the program.");
            }

            await memory.AcceptAsync(verdict.Seen, cancellation);
            return verdict;
        },
        cancellation);

    private static Task<CanaryVerdict> RunAsync(LoadedSettings settings, Action<string> passedOver, Func<CanaryMemory, CanaryVerdict, Task<CanaryVerdict>> keep, CancellationToken cancellation)
    {
        var registre = settings.Get<RegistreOptions>();
        var left = RegistryAccess.Require(registre).Count;
        return RegistryAccess.VisitAsync(
            settings,
            async (redis, keys, room) =>
            {
                var memory = new CanaryMemory(redis, keys, TimeProvider.System);
                var walk = new SiteWalk(registre, RegistryAccess.LeasesOf(registre, redis, keys), TimeProvider.System, NullLogger<SiteWalk>.Instance, room);
                while (true)
                {
                    try
                    {
                        return await keep(memory, await memory.JudgeAsync(await walk.RunAsync(cancellation), cancellation));
                    }
                    catch (RegistreFailure refused) when (refused.Fault is RegistreFault.BadCredentials && --left > 0)
                    {
                        // It is set aside by now, so that another one is given.
                        passedOver($"The registry refused an account at its login ('{refused.Message}'): it is set aside, and another one walks. 'accounts list' tells which and what to do.");
                    }
                }
            },
            failure => $"The site was not walked through: {failure.Message.TrimEnd('.')}. Nothing is found and nothing changed; ask again later.",
            cancellation);
    }
}
