using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Operations.Intake;

/// <summary>The items of a JSON array of documents. Comments and a comma behind the last item are allowed.</summary>
internal static partial class JsonRows
{
    // What is behind it cannot be had from a number by every program that wrote the file.
    private const int MostDigits = 15;

    private static readonly string[] Figures = ["document_number", "priority", "max_attempts", "idempotency_key", "dossier"];

    /// <exception cref="FormatException">It is no array of objects whose members are columns.</exception>
    public static IReadOnlyList<FileRow> Parse(FileText file)
    {
        var utf8 = Encoding.UTF8.GetBytes(file.Text);
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (json.RootElement.ValueKind is not JsonValueKind.Array)
            {
                throw new FormatException($"found {KindOf(json.RootElement)}; a JSON file must be an array of documents: [{{\"document_source\": \"index\", …}}, …]. Put [ and ] around them.");
            }

            OrderFile.RefuseTooMany(json.RootElement.GetArrayLength());
            return [.. json.RootElement.EnumerateArray().Select((item, index) => RowOf(item, string.Create(CultureInfo.InvariantCulture, $"item {index + 1}"), file.IsGuessed))];
        }
        catch (JsonException fault)
        {
            throw new FormatException($"{PlaceOf(utf8, fault)}: the file is not JSON: {Position().Replace(fault.Message, "")}", fault);
        }
    }

    private static FileRow RowOf(JsonElement item, string place, bool isGuessed)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException($"{place}: {KindOf(item)} is not an object; allowed: {{\"document_source\": \"index\", …}}");
        }

        var row = new FileRow(place);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in item.EnumerateObject())
        {
            var name = NameOf(member, place, isGuessed);
            if (!seen.Add(name))
            {
                row.Refuse(name, name, "the member is named twice. Keep one of them.");
            }
            else if (member.Value.ValueKind is not JsonValueKind.Null)
            {
                row.Put(name, CellOf(name, member.Value, isGuessed), name);
            }
        }

        return row;
    }

    private static string NameOf(JsonProperty member, string place, bool isGuessed)
    {
        var name = TextOf(() => member.Name, isGuessed);
        var lower = name.Text.ToLowerInvariant();
        OrderFile.RefuseUnknown(place, name.Fault is { } fault ? throw new FormatException($"{place}: the name of a member {fault}") : [lower]);
        return lower;
    }

    private static Cell CellOf(string name, JsonElement value, bool isGuessed)
    {
        var isFigure = Figures.Contains(name, StringComparer.Ordinal);
        return value.ValueKind switch
        {
            JsonValueKind.String => TextOf(() => value.GetString()!, isGuessed),
            JsonValueKind.Number when isFigure && Whole().IsMatch(value.GetRawText()) && value.GetRawText().Length <= MostDigits => new(value.GetRawText()),
            JsonValueKind.Number when isFigure => new(
                "", string.Create(CultureInfo.InvariantCulture, $"found the number {TypedText.Show(value.GetRawText())}; allowed: a text, or up to {MostDigits} digits without fraction and exponent. Write it in quotes.")),
            _ => new("", $"found {KindOf(value)}; allowed: a text{(isFigure ? " or a whole number" : "")}. Write it in quotes, one document an item."),
        };
    }

    /// <summary>Half of a pair of surrogates, written as \ud83d, is JSON and is no text.</summary>
    private static Cell TextOf(Func<string> read, bool isGuessed)
    {
        try
        {
            return Cell.Read(read(), isGuessed);
        }
        catch (InvalidOperationException)
        {
            return new("", "holds half a character (\\ud800 to \\udfff without its other half). Type the text anew.");
        }
    }

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => value.GetRawText(),
    };

    /// <summary>Line and character, both from 1; the reader counts lines from 0 and bytes.</summary>
    private static string PlaceOf(ReadOnlySpan<byte> utf8, JsonException fault)
    {
        var rest = utf8;
        for (var line = 0L; line < (fault.LineNumber ?? 0) && rest.IndexOf((byte)'\n') is >= 0 and var end; line++)
        {
            rest = rest[(end + 1)..];
        }

        var before = rest[..(int)Math.Min(fault.BytePositionInLine ?? 0, rest.Length)];
        return string.Create(CultureInfo.InvariantCulture, $"line {(fault.LineNumber ?? 0) + 1}, character {Encoding.UTF8.GetCharCount(before) + 1}");
    }

    [GeneratedRegex("^-?[0-9]+$", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Whole();

    [GeneratedRegex(@" (?:Path: \S+ \| )?LineNumber: [0-9]+ \| BytePositionInLine: [0-9]+\.", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Position();
}
