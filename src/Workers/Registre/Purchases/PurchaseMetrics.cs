using System.Diagnostics.Metrics;
using Workers.Hosting.Environments;
using Workers.Hosting.Telemetry;
using Workers.Jobs;

namespace Workers.Registre.Purchases;

/// <summary>What this process counts about purchases.</summary>
internal static class PurchaseMetrics
{
    private static readonly Counter<long> Repurchases = Meters.Count(Instruments.Repurchases);
    private static readonly Counter<long> Consultations = Meters.Count(Instruments.Consultations);
    private static readonly Counter<double> Cost = Meters.Sum(Instruments.ConsultationCost);
    private static readonly Counter<long> Visits = Meters.Count(Instruments.Visits);
    private static readonly Counter<long> Lookups = Meters.Count(Instruments.Lookups);

    public static void BoughtAgain(TargetEnvironment environment) => Repurchases.Add(1, Labels.Environment.Is(environment.Label()));

    /// <summary>Bytes that were paid for are written down as received, for the first time.</summary>
    public static void Received(TargetEnvironment environment, DocumentSource source, decimal? priceCad)
    {
        var (where, what) = (Labels.Environment.Is(environment.Label()), Labels.Source.Is(Labels.Word(source)));
        Consultations.Add(1, where, what);
        Cost.Add((double)(priceCad ?? 0), where, what);
    }

    public static void Visited(TargetEnvironment environment, PurchaseResult result) =>
        Visits.Add(1, Labels.Environment.Is(environment.Label()), Labels.Result.Is(WordOf(result)), Labels.Fault.Is(FaultOf(result)));

    public static void LookedUp(TargetEnvironment environment, PurchaseResult result) =>
        Lookups.Add(1, Labels.Environment.Is(environment.Label()), Labels.Result.Is(WordOf(result)));

    public static string FaultOf(PurchaseResult result) => result.Failure is { } failure ? Labels.Word(failure.Fault) : "";

    private static string WordOf(PurchaseResult result) => result switch
    {
        PurchaseResult.Received => "received",
        PurchaseResult.Elsewhere => "elsewhere",
        PurchaseResult.InDoubt => "in_doubt",
        _ => "refused",
    };
}
