using System.Text.Json.Nodes;
using Workers.Jobs.Reviews;

namespace Workers.Ocr.Reviews;

/// <summary>A person's words in the located lines of a deed's page: a line keeps what else stands in it, and the doubts that are open about it. Pure.</summary>
internal static class LocatedWords
{
    /// <summary>Call when the dispute holds its decision.</summary>
    public static void Set(JsonObject structure, ReviewItem item, ReviewState state, string target)
    {
        var lines = (CorrectedForm.PageOf(structure, item.Page)?["values"] as JsonArray ?? []).OfType<JsonObject>().Where(value => (string?)value["field"] == item.Field).ToList();
        var first = lines.FindIndex(value => (int?)value["line"] == item.Line);
        if (first < 0)
        {
            return;
        }

        // A passage is as many lines as its words; what is put in their place stands in the first.
        var count = item.Standing is "missing" ? Math.Min(lines.Count - first, Math.Max(1, item.Seen.Split('\n').Length)) : 1;
        for (var at = first; at < first + count; at++)
        {
            var line = lines[at];
            line["rule"] = CorrectedForm.Rule;
            line["standing"] = state is ReviewState.Refused ? item.Standing : IsInDoubt(structure, item, (int)line["line"]!) ? (string?)line["standing"] : "confirmed";
            if (item.Standing is "missing")
            {
                line["text"] = state is ReviewState.Refused ? item.Seen.Split('\n')[at - first] : at == first ? target : "";
            }
            else
            {
                line["text"] = Exchanged((string?)line["text"] ?? "", state is ReviewState.Refused ? item.Seen : target, item);
            }
        }
    }

    /// <returns>The line with the word in it; as it was where the word is not in it exactly once.</returns>
    private static string Exchanged(string line, string target, ReviewItem item)
    {
        foreach (var said in new[] { item.Standard, item.Seen, item.Read }.Where(said => said is not "" && said != target))
        {
            if (DeedText.Find(line, said) is [var only])
            {
                return line[..only.Start] + target + line[only.End..];
            }
        }

        return line;
    }

    private static bool IsInDoubt(JsonObject structure, ReviewItem item, int line) => (structure["disputes"] as JsonArray ?? []).OfType<JsonObject>().Any(other =>
        (int?)other["page"] == item.Page && (int?)other["line"] == line && (string?)other["field"] == item.Field && (string?)other["decision"]?["state"] is null or "refused");
}
