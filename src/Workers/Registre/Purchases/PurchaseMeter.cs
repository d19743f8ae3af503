using System.Diagnostics.Metrics;
using Workers.Hosting.Environments;

namespace Workers.Registre.Purchases;

/// <summary>What this process counts about purchases, for <c>dotnet-counters</c> and whatever listens to the meter <c>Workers.Registre</c>.</summary>
internal static class PurchaseMeter
{
    public const string Name = "Workers.Registre";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Repurchases = Meter.CreateCounter<long>(
        "registre.purchases.repeated", "{document}", "Documents bought again because what was stored is gone.");

    public static void BoughtAgain(TargetEnvironment environment) => Repurchases.Add(1, new KeyValuePair<string, object?>("environment", environment.Label()));
}
