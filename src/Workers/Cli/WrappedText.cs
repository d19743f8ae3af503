namespace Workers.Cli;

/// <summary>Lines of a terminal that break between words (pure).</summary>
internal static class WrappedText
{
    /// <param name="width">Null where a line may be of any length. A word that is longer than a whole line stays whole: it is an id, a path or an address.</param>
    /// <param name="indent">Before every line but the first.</param>
    public static IEnumerable<string> Lines(string text, int? width, int indent = 0)
    {
        if (width is not { } most || text.Length <= most)
        {
            yield return text;
            yield break;
        }

        var rest = text;
        var before = "";
        while (before.Length + rest.Length > most)
        {
            var room = most - before.Length;
            var lead = rest.Length - rest.TrimStart().Length;
            var space = room < rest.Length && room > lead ? rest.LastIndexOf(' ', room) : -1;
            space = space > lead ? space : rest.IndexOf(' ', lead);
            if (space < 0)
            {
                break;
            }

            yield return before + rest[..space].TrimEnd();
            rest = rest[space..].TrimStart();
            before = new string(' ', indent);
        }

        yield return before + rest;
    }

    /// <summary>One line, cut behind a whole word where it is too long.</summary>
    public static string Cut(string text, int width)
    {
        if (text.Length <= width)
        {
            return text;
        }

        var room = Math.Max(width - 1, 0);
        var space = text.LastIndexOf(' ', Math.Min(room, text.Length - 1));
        return (space > room / 2 ? text[..space].TrimEnd() : text[..room]) + "…";
    }
}
