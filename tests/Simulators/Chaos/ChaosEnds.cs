using System.Globalization;
using Simulators.Demo;

namespace Simulators.Chaos;

/// <summary>How the documents of a run ended, held against what was asked.</summary>
/// <param name="Lost">Documents that are missing, there twice, or have not ended.</param>
/// <param name="Wrong">Documents that ended otherwise than they must, each with its end.</param>
/// <param name="Uncertain">Documents that wait for an operator, because the request that bills was sent and nothing was billed.</param>
/// <param name="WithoutPdf">Documents whose PDF is not in storage with the content that was noted.</param>
/// <param name="Held">Documents at which a worker or a lease is still noted.</param>
internal sealed record ChaosEnds(int Lost, IReadOnlyList<string> Wrong, int Uncertain, int WithoutPdf, int Held)
{
    /// <param name="feed">What was asked.</param>
    /// <param name="rows">What the queues hold.</param>
    /// <param name="billed">Numbers of the documents on the registry's bill.</param>
    /// <param name="stored">SHA-256 of every stored file, in hexadecimal.</param>
    public static ChaosEnds Judge(IReadOnlyList<DemoDocument> feed, IReadOnlyList<ChaosRow> rows, IReadOnlySet<string> billed, IReadOnlySet<string> stored)
    {
        var expected = feed.Select((document, index) => (Key: DemoFeed.KeyOf(index), document)).ToDictionary(pair => pair.Key, pair => pair.document, StringComparer.Ordinal);
        var byKey = rows.ToLookup(row => row.Key, StringComparer.Ordinal);
        bool IsUncertain(ChaosRow row) =>
            row is { Status: 5, Outcome: "purchase_uncertain" } && expected.TryGetValue(row.Key, out var document) && !billed.Contains(document.Number);

        var ended = rows.Where(row => HasEnded(row, expected.GetValueOrDefault(row.Key))).ToList();
        return new ChaosEnds(
            expected.Keys.Count(key => byKey[key].Count() != 1) + rows.Count(row => !expected.ContainsKey(row.Key)) + rows.Count - ended.Count,
            [.. ended.Where(row => expected.TryGetValue(row.Key, out var document) && !EndsRight(row, document) && !IsUncertain(row)).Select(Tell)],
            rows.Count(IsUncertain),
            rows.Count(row => row.Status is 3 or 4 && !stored.Contains(row.Sha256 ?? "")),
            ended.Count(row => row.IsHeld));
    }

    /// <summary>How many documents stand where, such as "4" or "5 not_found".</summary>
    public static string Count(IEnumerable<ChaosRow> rows) => string.Join(
        ", ",
        rows.GroupBy(row => string.Create(CultureInfo.InvariantCulture, $"{row.Status} {row.Outcome}").Trim(), StringComparer.Ordinal)
            .OrderBy(end => end.Key, StringComparer.Ordinal)
            .Select(end => string.Create(CultureInfo.InvariantCulture, $"{end.Count()} at {end.Key}")));

    private static bool HasEnded(ChaosRow row, DemoDocument? document) => row.Status is 4 or 5 || (row.Status == 3 && document?.EndsAt == 3);

    private static bool EndsRight(ChaosRow row, DemoDocument document) =>
        row.Status == document.EndsAt && (row.Status != 5 || row.Outcome == "not_found");

    private static string Tell(ChaosRow row)
    {
        var why = row.Fault?.ReplaceLineEndings(" ") ?? "";
        return string.Create(CultureInfo.InvariantCulture, $"{row.Key} at {row.Status} {row.Outcome}: {(why.Length > 120 ? why[..120] + "…" : why)}");
    }
}
