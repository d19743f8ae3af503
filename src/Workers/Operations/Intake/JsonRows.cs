using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Office;

namespace Workers.Operations.Intake;

/// <summary>The items of a JSON array of documents. Comments and a comma behind the last item are allowed.</summary>
internal static partial class JsonRows
{
    private const string Example = "{\"document_source\": \"index\", …}";

    // What is behind it cannot be had from a number by every program that wrote the file.
    private const int MostDigits = 15;

    private static readonly string[] Figures = ["document_number", "priority", "max_attempts", "idempotency_key", "dossier"];

    /// <exception cref="FileFaultException">It is no array of objects whose members are columns.</exception>
    public static IReadOnlyList<FileRow> Parse(FileText file)
    {
        var utf8 = Encoding.UTF8.GetBytes(file.Text);
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (json.RootElement.ValueKind is not JsonValueKind.Array)
            {
                throw new FileFaultException("file.no_array", new() { ["found"] = KindOf(json.RootElement), ["example"] = $"[{Example}, …]" });
            }

            OrderFile.RefuseTooMany(json.RootElement.GetArrayLength());
            return [.. json.RootElement.EnumerateArray().Select((item, index) => RowOf(item, index + 1, file.IsGuessed))];
        }
        catch (JsonException fault)
        {
            throw new FileFaultException(Remark.Of("file.no_json", new() { ["place"] = PlaceOf(utf8, fault), ["what"] = Position().Replace(fault.Message, "") }), fault);
        }
    }

    private static FileRow RowOf(JsonElement item, int number, bool isGuessed)
    {
        var place = Remark.Of("place.item", new() { ["item"] = number });
        if (item.ValueKind is not JsonValueKind.Object)
        {
            throw new FileFaultException("file.no_object", new() { ["place"] = place, ["found"] = KindOf(item), ["example"] = Example });
        }

        var row = new FileRow(place);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in item.EnumerateObject())
        {
            var name = NameOf(member, place, isGuessed);
            if (!seen.Add(name))
            {
                row.Refuse(name, name, Remark.Of("cell.twice"));
            }
            else if (member.Value.ValueKind is not JsonValueKind.Null)
            {
                row.Put(name, CellOf(name, member.Value, isGuessed), name);
            }
        }

        return row;
    }

    private static string NameOf(JsonProperty member, Remark place, bool isGuessed)
    {
        var name = TextOf(() => member.Name, isGuessed);
        var lower = name.Text.ToLowerInvariant();
        OrderFile.RefuseUnknown(place, name.Fault is { } fault ? throw new FileFaultException("file.name", new() { ["place"] = place, ["what"] = fault }) : [lower]);
        return lower;
    }

    private static Cell CellOf(string name, JsonElement value, bool isGuessed)
    {
        var isFigure = Figures.Contains(name, StringComparer.Ordinal);
        return value.ValueKind switch
        {
            JsonValueKind.String => TextOf(() => value.GetString()!, isGuessed),
            JsonValueKind.Number when isFigure && Whole().IsMatch(value.GetRawText()) && value.GetRawText().Length <= MostDigits => new(value.GetRawText()),
            JsonValueKind.Number when isFigure => new("", Remark.Of("cell.number", new() { ["text"] = TypedText.Show(value.GetRawText()), ["most"] = MostDigits })),
            _ => new("", Remark.Of(isFigure ? "cell.no_text_or_number" : "cell.no_text", new() { ["found"] = KindOf(value) })),
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
            return new("", Remark.Of("cell.half"));
        }
    }

    private static Remark KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => Remark.Of("json.object"),
        JsonValueKind.Array => Remark.Of("json.array"),
        JsonValueKind.String => Remark.Of("json.text"),
        JsonValueKind.Number => Remark.Of("json.number"),
        _ => value.GetRawText(),
    };

    /// <summary>Line and character, both from 1; the reader counts lines from 0 and bytes.</summary>
    private static Remark PlaceOf(ReadOnlySpan<byte> utf8, JsonException fault)
    {
        var rest = utf8;
        for (var line = 0L; line < (fault.LineNumber ?? 0) && rest.IndexOf((byte)'\n') is >= 0 and var end; line++)
        {
            rest = rest[(end + 1)..];
        }

        var before = rest[..(int)Math.Min(fault.BytePositionInLine ?? 0, rest.Length)];
        return Remark.Of("place.character", new() { ["line"] = (fault.LineNumber ?? 0) + 1, ["character"] = Encoding.UTF8.GetCharCount(before) + 1 });
    }

    [GeneratedRegex("^-?[0-9]+$", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Whole();

    [GeneratedRegex(@" (?:Path: \S+ \| )?LineNumber: [0-9]+ \| BytePositionInLine: [0-9]+\.", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Position();
}
