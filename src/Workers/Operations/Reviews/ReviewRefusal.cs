using System.Text.Json.Nodes;
using Workers.Jobs.Reviews;
using Workers.Office;

namespace Workers.Operations.Reviews;

/// <summary>Why a word about a doubt was not taken, in somebody's language (pure).</summary>
internal static class ReviewRefusal
{
    /// <returns>Of a database of another version as it says it.</returns>
    public static string Say(OfficeWords words, ReviewAnswer answer)
    {
        if (answer.Refusal is not { } refusal || !OfficeWords.Knows($"review.refusal_{refusal.Code}"))
        {
            return answer.Reason ?? "";
        }

        var said = (JsonObject)refusal.Values.DeepClone();
        said["who"] = said["who"]?.ToString() is { } who ? Remark.Verbatim(who) : Remark.Of("review.somebody");
        said["what"] = State(said["state"]);
        said["saw"] = State(said["saw"]);
        said["value"] = said["value"]?.ToString() is { } value ? Remark.Of("review.done_value", new() { ["value"] = value }) : null;
        return words.Say($"review.refusal_{refusal.Code}", said);
    }

    private static Remark State(JsonNode? word) => OfficeWords.Knows($"review.done_{word}") ? Remark.Of($"review.done_{word}") : Remark.Verbatim(word?.ToString() ?? "");
}
