using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Jobs.Reviews;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Readings;
using Workers.Office;

namespace Workers.Ocr.Reviews;

/// <summary>A person's value in the pages of an index, and the corrected text anew from them. Pure.</summary>
internal static class IndexForm
{
    /// <summary>What an inscription holds, so that a line that was left out can be given whole.</summary>
    private static readonly string[] OfLine = ["publication_number", "presentation_date", "nature", "parties", "remarks", "radiation_number", "address_notices"];
    private static readonly string[] OfHeader = ["circonscription", "cadastre", "lot", "designation_secondaire"];
    private static readonly string[] OfPage = ["page_number", "other_text"];

    private const string Comma = ", ";

    /// <param name="target">What is to stand; comes back as it is spelled in the corrected form.</param>
    /// <param name="before">The mark of an earlier word, which is undone.</param>
    /// <param name="mark">Told what it takes to undo this one.</param>
    /// <returns>The corrected text, or why it cannot be done.</returns>
    public static (string? Boosted, Remark? Fault) Set(JsonObject structure, ReviewItem item, bool isCorrection, ref string target, JsonObject? before, JsonObject mark)
    {
        if (CorrectedForm.PageOf(structure, item.Page) is not { } page || page["inscriptions"] is not JsonArray lines)
        {
            return (null, Remark.Of("review.fault_no_page", new() { ["page"] = item.Page }));
        }

        var fault = item.Field is "line" ? SetLine(lines, item, isCorrection, target, before, mark) : SetField(page, lines, item, isCorrection, ref target, before, mark);
        return fault is null ? TextOf(structure) : (null, fault);
    }

    private static Remark? SetLine(JsonArray lines, ReviewItem item, bool isCorrection, string target, JsonObject? before, JsonObject mark)
    {
        Undo(lines, item, before);
        if (!isCorrection)
        {
            return null;
        }

        if (item.Line is not { } number)
        {
            return target is "" ? Remark.Of("review.fault_line_value") : Add(lines, target, mark);
        }

        if (Find(lines, number) is not { } line)
        {
            return Remark.Of("review.fault_no_line", new() { ["line"] = number });
        }

        if (target is "")
        {
            mark["removed"] = line.DeepClone();
            lines.Remove(line);
            return null;
        }

        mark["number"] = line["publication_number"]?.DeepClone();
        return Put(line, "publication_number", ref target);
    }

    private static void Undo(JsonArray lines, ReviewItem item, JsonObject? before)
    {
        if ((int?)before?["added"] is { } added && Find(lines, added) is { } extra)
        {
            lines.Remove(extra);
        }

        if (before?["number"] is { } number && item.Line is { } changed && Find(lines, changed) is { } line)
        {
            line["publication_number"] = number.DeepClone();
        }

        if (before?["removed"] is JsonObject removed)
        {
            var place = lines.OfType<JsonObject>().TakeWhile(one => (int)one["line"]! < (int)removed["line"]!).Count();
            lines.Insert(place, removed.DeepClone());
        }
    }

    private static Remark? Add(JsonArray lines, string value, JsonObject mark)
    {
        var number = lines.OfType<JsonObject>().Select(line => (int)line["line"]!).DefaultIfEmpty(0).Max() + 1;
        var line = (JsonObject)JsonSerializer.SerializeToNode(new Inscription(number, "", "", "", [], "", "", [], 100), ReadingJson.Options)!;
        var cells = new Dictionary<string, string>(StringComparer.Ordinal) { ["publication_number"] = value };
        if (value.StartsWith('{'))
        {
            try
            {
                cells = JsonSerializer.Deserialize<Dictionary<string, string>>(value) ?? [];
            }
            catch (JsonException)
            {
                return Remark.Of("review.fault_no_object", new() { ["shape"] = "{\"publication_number\": \"…\", …}", ["fields"] = string.Join(Comma, OfLine) });
            }
        }

        foreach (var (field, text) in cells)
        {
            var put = text;
            if (Put(line, field, ref put) is { } fault)
            {
                return fault;
            }
        }

        mark["added"] = number;
        lines.Add(line);
        return null;
    }

    private static Remark? SetField(JsonObject page, JsonArray lines, ReviewItem item, bool isCorrection, ref string target, JsonObject? before, JsonObject mark)
    {
        if (item.Line is { } number)
        {
            if (Find(lines, number) is not { } line)
            {
                return isCorrection ? Remark.Of("review.fault_no_line", new() { ["line"] = number }) : null;
            }

            if (FaultOfCell(item.Field) is { } unknown)
            {
                return isCorrection ? unknown : null;
            }

            Exchange(line, item.Field, isCorrection, before, mark);
            return isCorrection ? Put(line, item.Field, ref target) : null;
        }

        var holder = OfPage.Contains(item.Field, StringComparer.Ordinal) ? page : OfHeader.Contains(item.Field, StringComparer.Ordinal) ? page["header"] as JsonObject : null;
        if (holder is null)
        {
            return !isCorrection ? null : Remark.Of("review.fault_page_part", new() { ["field"] = item.Field });
        }

        Exchange(holder, item.Field, isCorrection, before, mark);
        if (isCorrection)
        {
            holder[item.Field] = target = Spelling.Tidy(target);
        }

        return null;
    }

    /// <summary>Takes an earlier word back, and keeps what stood before a new one.</summary>
    internal static void Exchange(JsonObject holder, string field, bool isCorrection, JsonObject? before, JsonObject mark)
    {
        if (before?.ContainsKey("was") is true)
        {
            holder[field] = before["was"]?.DeepClone();
        }

        if (isCorrection)
        {
            mark["was"] = holder[field]?.DeepClone();
        }
    }

    private static Remark? FaultOfCell(string field) =>
        OfLine.Contains(field, StringComparer.Ordinal) ? null : Remark.Of("review.fault_no_cell", new() { ["field"] = field, ["fields"] = string.Join(Comma, OfLine) });

    private static Remark? Put(JsonObject line, string field, ref string text)
    {
        if (FaultOfCell(field) is { } unknown)
        {
            return unknown;
        }

        text = field switch
        {
            "presentation_date" => Spelling.Date(text),
            "publication_number" or "radiation_number" => Spelling.Number(text),
            _ => Spelling.Tidy(text),
        };
        if (field is "publication_number" && text is not "" && !Numbers.IsPublicationNumber(text))
        {
            return Remark.Of("review.fault_no_number", new() { ["text"] = text });
        }

        line[field] = field switch
        {
            "parties" => Parties(line, text),
            "address_notices" => new JsonArray([.. Parts(text, ',', ';').Select(notice => (JsonNode)Spelling.Number(notice))]),
            _ => text,
        };
        return null;
    }

    /// <summary>Names with a semicolon between them; as many as before keep their roles.</summary>
    private static JsonArray Parties(JsonObject line, string text)
    {
        var names = Parts(text, ';').ToList();
        var roles = (line["parties"] as JsonArray ?? []).Select(party => (string?)party?["role"] ?? "").ToList();
        return new([.. names.Select((name, place) => (JsonNode)new JsonObject { ["name"] = name, ["role"] = roles.Count == names.Count ? roles[place] : "" })]);
    }

    /// <summary>A cell, or a field of the page where no line is named, as one text; lists have commas between.</summary>
    /// <returns>Null where the page has none.</returns>
    internal static string? TextOf(JsonObject page, int? number, string field) => number is { } wanted
        ? (page["inscriptions"] is JsonArray lines && Find(lines, wanted) is { } line ? Joined(line[field]) : null)
        : OfPage.Contains(field, StringComparer.Ordinal) ? Joined(page[field])
        : OfHeader.Contains(field, StringComparer.Ordinal) ? Joined(page["header"]?[field])
        : null;

    /// <summary>Whether a page has it once, not each of its lines.</summary>
    internal static bool IsOfPage(string field) => OfPage.Contains(field, StringComparer.Ordinal) || OfHeader.Contains(field, StringComparer.Ordinal);

    /// <summary>The same of a value as it was read or is given.</summary>
    internal static string Spelled(string field, string text) => field switch
    {
        "presentation_date" => Spelling.Date(text),
        "publication_number" or "radiation_number" => Spelling.Number(text),
        "parties" => string.Join(Comma, Parts(text, ';').Select(Spelling.Tidy)),
        "address_notices" => string.Join(Comma, Parts(text, ',', ';').Select(Spelling.Number)),
        _ => Spelling.Tidy(text),
    };

    private static string? Joined(JsonNode? value) => value switch
    {
        JsonArray list => string.Join(Comma, list.Select(one => one is JsonObject party ? (string?)party["name"] : (string?)one)),
        JsonValue text => (string?)text,
        _ => null,
    };

    private static string[] Parts(string text, params char[] between) =>
        text.Split(between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static JsonObject? Find(JsonArray lines, int number) => lines.OfType<JsonObject>().FirstOrDefault(line => (int?)line["line"] == number);

    private static (string? Text, Remark? Fault) TextOf(JsonObject structure)
    {
        var members = typeof(IndexPage).GetProperties().Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name)).ToList();
        List<(int Page, IndexPage Reading)> pages = [];
        foreach (var page in (structure["pages"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var number = (int)page["page"]!;
            try
            {
                var shape = new JsonObject(members.Where(page.ContainsKey).Select(name => KeyValuePair.Create(name, page[name]?.DeepClone())));
                pages.Add((number, shape.Deserialize<IndexPage>(ReadingJson.Options)!));
            }
            catch (JsonException)
            {
                return (null, Remark.Of("review.fault_old_shape", new() { ["page"] = number }));
            }
        }

        return (ReadingText.Of(pages), null);
    }
}
