using System.Globalization;
using System.Text;

namespace Simulators.Demo;

/// <summary>What the demo says while it runs: a table that is drawn again on a terminal, one line per change elsewhere.</summary>
/// <param name="isTerminal">True when the cursor may be moved up by as many lines as there are documents.</param>
internal sealed class DemoScreen(TextWriter output, bool isTerminal, TimeProvider time)
{
    /// <summary>True when standard output is a terminal that can show this many documents at once.</summary>
    public static bool Fits(int documents) =>
        !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
        && Console.WindowHeight > documents + 2;

    private readonly long _began = time.GetTimestamp();
    private int _drawn;

    /// <summary>A line of its own.</summary>
    public void Say(string text)
    {
        _drawn = 0;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Clock()}  {text}"));
    }

    /// <summary>A document moved.</summary>
    public void Moved(DemoTrack track, DemoEvent happened)
    {
        if (!isTerminal)
        {
            // Where a PDF was stored is not worth a line; why a document failed or went back is.
            var why = happened is { Reason.Length: > 0, Kind: not "stored" } ? $"  ({happened.Reason})" : "";
            output.WriteLine($"{Clock()}  {track.Name,-42} {track.Moves}{why}");
        }
    }

    /// <summary>The OCR pool was split anew.</summary>
    public void Split(string allocation)
    {
        if (!isTerminal)
        {
            output.WriteLine($"{Clock()}  OCR pool, index+acte: {allocation}");
        }
    }

    /// <summary>Draws all documents over what was drawn before.</summary>
    public void Draw(DemoTracks tracks, string allocation)
    {
        if (!isTerminal)
        {
            return;
        }

        var text = new StringBuilder();
        if (_drawn > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\u001b[{_drawn}A");
        }

        var lines = tracks.All.Select(Line).Append($"{Clock()}  {tracks.All.Count(track => track.HasEnded)} of {tracks.All.Count} ended   OCR pool, index+acte: {allocation}").ToArray();
        foreach (var line in lines)
        {
            text.Append("\u001b[2K").Append(Cut(line)).Append('\n');
        }

        _drawn = lines.Length;
        output.Write(text);
    }

    private static string Line(DemoTrack track)
    {
        var mark = track switch
        {
            { HasEnded: true, EndedWell: true } => "✓",
            { HasEnded: true } => "✗",
            { Row.Worker: not null } => "▸",
            _ => " ",
        };
        var progress = track.HasEnded || track.Row is null ? "" : $"{track.Row.Progress,3} %";
        return $" {mark} {track.Name,-42} {track.Moves,-12} {progress,-6} {track.Row?.Outcome}";
    }

    private static string Cut(string line) => line.Length < Width ? line : line[..(Width - 1)];

    private static int Width => Console.WindowWidth is > 20 and var width ? width : 80;

    private string Clock() => time.GetElapsedTime(_began).ToString(@"mm\:ss", CultureInfo.InvariantCulture);
}
