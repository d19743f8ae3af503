using Microsoft.Extensions.DependencyInjection;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;
using Workers.Registre.Canary;
using Workers.Registre.Consultations;
using Workers.Registre.Invoices;
using Workers.Registre.Purchases;

namespace Workers.Registre;

/// <summary>Registers this room. Needs the options, Redis, databases, document stores and the progress publisher.</summary>
internal static class RegistreSetup
{
    public static IServiceCollection AddRegistre(this IServiceCollection services) => services
        .AddSingleton<PaidConsultations>()
        .AddSingleton<AccountLeases>()
        .AddSingleton<PaidSteps>()
        .AddSingleton<VisitRoom>()
        .AddSingleton<InvoiceWalk>()
        .AddHostedService<BudgetReopening>()
        .AddHostedService<AccountReopening>()
        .AddHostedService<ReconciliationLoop>()
        .AddSingleton<SiteWalk>()
        .AddSingleton<CanaryMemory>()
        .AddHostedService<CanaryLoop>()
        .AddSingleton<RegistreWorkerFactory>();
}
