using System.Text.Json.Nodes;
using Workers.Jobs.Reviews;

namespace Workers.Ocr.Reviews;

/// <summary>What a person says about one doubt.</summary>
/// <param name="Item">The row that keeps it.</param>
/// <param name="Value">Of a correction only.</param>
internal sealed record PersonWord(Guid Item, ReviewState State, string? Value, string By, string? Reason = null);

/// <summary>The corrected form of a reading: what <c>structured_content</c> and <c>boosted_file_content</c> hold. The text as read is no part of it.</summary>
internal sealed record CorrectedForm(JsonObject Structure, string Boosted)
{
    public const string Rule = "person";

    /// <summary>Puts a person's word into it, in place of an earlier one about the same. Pure.</summary>
    /// <returns>The new form, or why the word cannot be put in; this one is left as it is.</returns>
    public (CorrectedForm? Form, string? Fault) With(ReviewItem item, PersonWord word)
    {
        if (item.IsWhole)
        {
            return word.State is ReviewState.Corrected
                ? (null, $"it is a doubt about the {item.Field} as a whole and names no value: accept it, or refuse it")
                : (this, null);
        }

        var structure = (JsonObject)Structure.DeepClone();
        if (FindDispute(structure, item) is not { } dispute)
        {
            return (null, "the document's reading has no such doubt any more: read the list again");
        }

        var target = word.State is ReviewState.Corrected ? word.Value ?? "" : item.Read;
        var mark = new JsonObject { ["item"] = $"{word.Item:D}", ["state"] = word.State.ToString().ToLowerInvariant() };
        var (isCorrection, before) = (word.State is ReviewState.Corrected, dispute["decision"] as JsonObject);
        var (boosted, fault) = (string?)structure["kind"] is "acte"
            ? DeedForm.Set(structure, Boosted, item, isCorrection, target, before, mark)
            : IndexForm.Set(structure, item, isCorrection, ref target, before, mark);
        if (fault is not null)
        {
            return (null, fault);
        }

        if (word.State is ReviewState.Corrected)
        {
            mark["value"] = word.Value;
        }

        mark["by"] = word.By;
        dispute["decision"] = mark;
        SetValues(structure, item, word.State, target);
        ListCorrection(structure, item, word, target);
        return (new(structure, boosted!), null);
    }

    private static JsonObject? FindDispute(JsonObject structure, ReviewItem item) => (structure["disputes"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(one =>
        (int?)one["page"] == item.Page && (int?)one["line"] == item.Line && (string?)one["field"] == item.Field
        && ((string?)one["read"] ?? "") == item.Read && ((string?)one["seen"] ?? "") == item.Seen);

    private static void SetValues(JsonObject structure, ReviewItem item, ReviewState state, string target)
    {
        var page = PageOf(structure, item.Page);
        foreach (var value in (page?["values"] as JsonArray ?? []).OfType<JsonObject>().Where(one => (int?)one["line"] == item.Line && (string?)one["field"] == item.Field))
        {
            (value["text"], value["rule"]) = (target, Rule);
            value["standing"] = state is ReviewState.Refused ? item.Standing : "confirmed";
        }
    }

    private static void ListCorrection(JsonObject structure, ReviewItem item, PersonWord word, string target)
    {
        if (structure["corrections"] is not JsonArray corrections)
        {
            structure["corrections"] = corrections = [];
        }

        foreach (var earlier in corrections.OfType<JsonObject>().Where(one => (string?)one["rule"] == Rule && (int?)one["page"] == item.Page
            && (int?)one["line"] == item.Line && (string?)one["field"] == item.Field && (string?)one["from"] == item.Read && (string?)one["seen"] == item.Seen).ToList())
        {
            corrections.Remove(earlier);
        }

        if (word.State is ReviewState.Corrected)
        {
            corrections.Add(new JsonObject
            {
                ["page"] = item.Page, ["line"] = item.Line, ["field"] = item.Field, ["from"] = item.Read, ["to"] = target,
                ["rule"] = Rule, ["seen"] = item.Seen, ["by"] = word.By, ["because"] = word.Reason,
            });
        }
    }

    internal static JsonObject? PageOf(JsonObject structure, int page) =>
        (structure["pages"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(one => (int?)one["page"] == page);
}
