using System.Text.Json.Nodes;
using Workers.Jobs.Reviews;
using Workers.Office;

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
    public (CorrectedForm? Form, Remark? Fault) With(ReviewItem item, PersonWord word)
    {
        if (item.IsWhole)
        {
            return word.State is ReviewState.Corrected
                ? (null, Remark.Of("review.fault_whole", new() { ["what"] = Remark.Of(item.Field is "page" ? "review.whole_page" : "review.whole_document") }))
                : (this, null);
        }

        var structure = (JsonObject)Structure.DeepClone();
        if (FindDispute(structure, item) is not { } dispute)
        {
            return (null, Remark.Of("review.fault_gone"));
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
        if ((string?)structure["kind"] is "acte" && item.Field is "text")
        {
            LocatedWords.Set(structure, item, word.State, target);
        }
        else
        {
            SetValues(structure, item, word.State, target);
        }

        ListCorrection(structure, item, word, target, (string?)before?["item"]);
        return (new(structure, boosted!), null);
    }

    /// <summary>Of two that say the same of lines that were left out, the one at the item's place.</summary>
    private static JsonObject? FindDispute(JsonObject structure, ReviewItem item) => (structure["disputes"] as JsonArray ?? []).OfType<JsonObject>()
        .Where(one => (int?)one["page"] == item.Page && (int?)one["line"] == item.Line && (string?)one["field"] == item.Field
            && ((string?)one["read"] ?? "") == item.Read && ((string?)one["seen"] ?? "") == item.Seen)
        .MinBy(one => item.Box is { } box && (double?)one["box"]?["top"] is { } top ? Math.Abs(top - box.Top) : double.MaxValue);

    private static void SetValues(JsonObject structure, ReviewItem item, ReviewState state, string target)
    {
        var page = PageOf(structure, item.Page);
        foreach (var value in (page?["values"] as JsonArray ?? []).OfType<JsonObject>().Where(one => (int?)one["line"] == item.Line && (string?)one["field"] == item.Field))
        {
            (value["text"], value["rule"]) = (target, Rule);
            value["standing"] = state is ReviewState.Refused ? item.Standing : "confirmed";
        }
    }

    /// <param name="before">The item of the word that this one takes the place of.</param>
    private static void ListCorrection(JsonObject structure, ReviewItem item, PersonWord word, string target, string? before)
    {
        if (structure["corrections"] is not JsonArray corrections)
        {
            structure["corrections"] = corrections = [];
        }

        foreach (var earlier in corrections.OfType<JsonObject>().Where(one => (string?)one["rule"] == Rule && (int?)one["page"] == item.Page
            && (int?)one["line"] == item.Line && (string?)one["field"] == item.Field && (string?)one["from"] == item.Read && (string?)one["seen"] == item.Seen
            && (one["item"] is not { } listed || (string?)listed == before)).ToList())
        {
            corrections.Remove(earlier);
        }

        if (word.State is ReviewState.Corrected)
        {
            corrections.Add(new JsonObject
            {
                ["page"] = item.Page, ["line"] = item.Line, ["field"] = item.Field, ["from"] = item.Read, ["to"] = target,
                ["rule"] = Rule, ["seen"] = item.Seen, ["item"] = $"{word.Item:D}", ["by"] = word.By, ["because"] = word.Reason,
            });
        }
    }

    internal static JsonObject? PageOf(JsonObject structure, int page) =>
        (structure["pages"] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(one => (int?)one["page"] == page);
}
