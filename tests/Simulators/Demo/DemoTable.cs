using System.Globalization;

namespace Simulators.Demo;

/// <summary>The table at the end.</summary>
internal static class DemoTable
{
    private static readonly string[] Head = ["", "document", "moves", "seconds", "pages", "tokens", "cost $", "ended", "expected"];

    /// <summary>One line per document and one of sums.</summary>
    public static IEnumerable<string> Lines(DemoTracks tracks)
    {
        string[][] cells = [Head, .. tracks.All.Select(Cells), Sums(tracks)];
        var widths = Enumerable.Range(0, Head.Length).Select(column => cells.Max(row => row[column].Length)).ToArray();
        foreach (var row in cells)
        {
            yield return string.Join("  ", row.Select((cell, column) => IsNumber(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();
        }
    }

    private static string[] Cells(DemoTrack track) =>
    [
        track.EndedWell ? "✓" : "✗",
        track.Name,
        track.Moves,
        track.Took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture),
        Number(track.Row?.Pages),
        Number(track.Row?.Tokens),
        Cost(track.Row?.Cost),
        string.Create(CultureInfo.InvariantCulture, $"{track.Row?.Status} {track.Row?.Outcome}").Trim(),
        track.Expected,
    ];

    private static string[] Sums(DemoTracks tracks) =>
    [
        "",
        string.Create(CultureInfo.InvariantCulture, $"{tracks.All.Count(track => track.EndedWell)} of {tracks.All.Count} as expected"),
        "",
        "",
        Number(tracks.All.Sum(track => track.Row?.Pages ?? 0)),
        Number(tracks.All.Sum(track => track.Row?.Tokens ?? 0)),
        Cost(tracks.All.Sum(track => track.Row?.Cost ?? 0)),
        "",
        "",
    ];

    private static string Number(long? value) => value is > 0 ? value.Value.ToString(CultureInfo.InvariantCulture) : "";

    private static string Cost(decimal? value) => value is > 0 ? value.Value.ToString("0.0000", CultureInfo.InvariantCulture) : "";

    private static bool IsNumber(int column) => column is >= 3 and <= 6;
}
