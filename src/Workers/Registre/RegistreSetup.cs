using Microsoft.Extensions.DependencyInjection;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;
using Workers.Registre.Canary;

namespace Workers.Registre;

/// <summary>Registers this room. Needs the options, Redis, databases, document stores and the progress publisher.</summary>
internal static class RegistreSetup
{
    public static IServiceCollection AddRegistre(this IServiceCollection services) => services
        .AddSingleton<PaidConsultations>()
        .AddSingleton<AccountLeases>()
        .AddSingleton<BrowserCheck>()
        .AddSingleton<SiteWalk>()
        .AddSingleton<CanaryMemory>()
        .AddHostedService<CanaryLoop>()
        .AddSingleton<RegistreWorkerFactory>();
}
