using System.Diagnostics.Metrics;
using System.Text.Json.Nodes;
using Workers.Hosting.Environments;
using Workers.Hosting.Telemetry;
using Workers.Jobs;
using Workers.Jobs.Outcomes;

namespace Workers.Ocr;

/// <summary>What this process counts about reading.</summary>
internal static class OcrMetrics
{
    private static readonly Counter<long> Pages = Meters.Count(Instruments.PagesRead);
    private static readonly Counter<long> Disputes = Meters.Count(Instruments.Disputes);
    private static readonly Counter<long> Readings = Meters.Count(Instruments.Readings);
    private static readonly Counter<double> Cost = Meters.Sum(Instruments.ReadingCost);

    public static void Read(TargetEnvironment environment, DocumentSource source, OcrResult result)
    {
        var (where, what) = (Labels.Environment.Is(environment.Label()), Labels.Source.Is(Labels.Word(source)));
        Pages.Add(result.Pages, where, what);
        Disputes.Add((result.Structure["disputes"] as JsonArray)?.Count ?? 0, where, what);
        Readings.Add(1, where, what, Labels.Review.Is(result.ReviewReason is null ? "none" : "needed"));
    }

    /// <summary>A question's price, as the ledger has it.</summary>
    /// <param name="kind">The prompt's name.</param>
    /// <param name="model">As it is configured.</param>
    public static void Spent(TargetEnvironment environment, string kind, string model, decimal usd) =>
        Cost.Add((double)usd, Labels.Environment.Is(environment.Label()), Labels.Kind.Is(kind), Labels.RequestedModel.Is(model));
}
