using System.Globalization;
using System.Text.Json;

namespace Workers.Operations.Intake;

/// <summary>One row of a file, its columns by name, and where it stands.</summary>
/// <param name="Place">As people count: "line 3" of a CSV file, "item 3" of a JSON file.</param>
internal sealed record FileRow(string Place, IReadOnlyDictionary<string, string> Columns);

/// <summary>Reads a file of documents: CSV with a header line, or a JSON array of objects. The names are the columns of <c>extraction_queue</c>.</summary>
internal static class OrderFile
{
    /// <exception cref="FormatException">The file as a whole is not understood; the message says where.</exception>
    public static IReadOnlyList<FileRow> Parse(string text, bool isJson) => isJson ? ParseJson(text) : ParseCsv(text);

    private static List<FileRow> ParseCsv(string text)
    {
        var records = Csv.Parse(text);
        if (records.Count == 0)
        {
            throw new FormatException("the file is empty: the first line must name the columns");
        }

        var header = records[0].Fields.Select(name => name.Trim().ToLowerInvariant()).ToList();
        RefuseUnknown("line 1", header);
        if (header.Count != header.Distinct(StringComparer.Ordinal).Count())
        {
            throw new FormatException("line 1: a column is named twice");
        }

        return [.. records.Skip(1).Select(record => RowOf(record, header))];
    }

    private static FileRow RowOf(CsvRecord record, List<string> header)
    {
        var place = string.Create(CultureInfo.InvariantCulture, $"line {record.Line}");
        var columns = header.Zip(record.Fields).Where(pair => pair.Second.Length > 0).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        if (record.Fields.Count > header.Count)
        {
            columns[DocumentRow.TooMany] = record.Fields.Count.ToString(CultureInfo.InvariantCulture);
        }

        return new(place, columns);
    }

    private static List<FileRow> ParseJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            if (json.RootElement.ValueKind is not JsonValueKind.Array)
            {
                throw new FormatException("a JSON file must be an array of documents: [{\"document_source\": \"index\", …}, …]");
            }

            return [.. json.RootElement.EnumerateArray().Select((item, place) => RowOf(item, string.Create(CultureInfo.InvariantCulture, $"item {place + 1}")))];
        }
        catch (JsonException fault)
        {
            throw new FormatException($"the file is not JSON: {fault.Message}", fault);
        }
    }

    private static FileRow RowOf(JsonElement item, string place)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            throw new FormatException($"{place}: not an object");
        }

        var columns = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in item.EnumerateObject().Where(property => property.Value.ValueKind is not JsonValueKind.Null))
        {
            columns[property.Name.ToLowerInvariant()] = property.Value.ToString().Trim();
        }

        RefuseUnknown(place, columns.Keys);
        return new(place, columns);
    }

    private static void RefuseUnknown(string place, IEnumerable<string> names)
    {
        if (names.FirstOrDefault(name => !DocumentRow.Columns.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new FormatException($"{place}: unknown column '{unknown}'; known: {string.Join(", ", DocumentRow.Columns)}");
        }
    }
}
