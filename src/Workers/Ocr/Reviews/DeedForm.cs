using System.Text.Json.Nodes;
using Workers.Jobs.Reviews;
using Workers.Office;

namespace Workers.Ocr.Reviews;

/// <summary>A person's value in a deed: in the transcription of its page, or in what the deed says of itself. Pure.</summary>
internal static class DeedForm
{
    private static readonly string[] Texts = ["publication_number", "date", "nature", "notary"];
    private static readonly string[] Lists = ["lots", "amounts"];

    /// <param name="before">The mark of an earlier word, which is undone.</param>
    /// <param name="mark">Told what it takes to undo this one.</param>
    /// <returns>The corrected text, or why it cannot be done.</returns>
    public static (string? Boosted, Remark? Fault) Set(JsonObject structure, string boosted, ReviewItem item, bool isCorrection, string target, JsonObject? before, JsonObject mark)
    {
        if (item.Field is "text")
        {
            return DeedText.Set(structure, boosted, item, target, before, mark);
        }

        var isList = Lists.Contains(item.Field, StringComparer.Ordinal);
        if (structure["deed"] is not JsonObject deed || !(isList || Texts.Contains(item.Field, StringComparer.Ordinal)))
        {
            return isCorrection ? (null, Remark.Of("review.fault_deed_part", new() { ["field"] = item.Field })) : (boosted, null);
        }

        IndexForm.Exchange(deed, item.Field, isCorrection, before, mark);
        if (isCorrection)
        {
            deed[item.Field] = isList ? new JsonArray([.. target.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => (JsonNode)part)]) : target;
        }

        return (boosted, null);
    }
}
