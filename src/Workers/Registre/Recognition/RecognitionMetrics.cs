using System.Diagnostics.Metrics;
using Workers.Hosting.Telemetry;

namespace Workers.Registre.Recognition;

/// <summary>What the site's pages were taken for.</summary>
internal static class RecognitionMetrics
{
    private static readonly Counter<long> Pages = Meters.Count(Instruments.Recognised);

    public static void Seen(PageKind kind) => Pages.Add(1, Labels.Page.Is(Labels.Word(kind)));
}
