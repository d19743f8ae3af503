using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Search;

namespace Workers.Operations.Documents;

/// <summary>Where a list goes on; as text it is one word that people copy. Pure.</summary>
/// <param name="Place">Null begins with the environment's first document.</param>
internal sealed partial record ListCursor(TargetEnvironment Environment, DocumentSort Sort, bool Descending, ListPlace? Place)
{
    private const int Longest = 2000;

    public static bool TryParse(string text, [NotNullWhen(true)] out ListCursor? cursor)
    {
        cursor = null;
        if (text.Length > Longest)
        {
            return false;
        }

        try
        {
            cursor = JsonSerializer.Deserialize<ListCursor>(Base64Url.DecodeFromChars(text));
        }
        catch (Exception odd) when (odd is FormatException or JsonException)
        {
            // It is none.
        }

        if (cursor is not null && (!Enum.IsDefined(cursor.Environment) || !Enum.IsDefined(cursor.Sort) || cursor.Place is { } place && !IsKey(cursor.Sort, place.Key)))
        {
            cursor = null;
        }

        return cursor is not null;
    }

    /// <summary>Whether the database could have written it of a document.</summary>
    private static bool IsKey(DocumentSort sort, string? key) => key is not null && sort switch
    {
        DocumentSort.Number => !key.Contains('\0', StringComparison.Ordinal),
        DocumentSort.Priority => int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        _ => Moment().Match(key) is { Success: true } moment
            && DateTime.TryParseExact(moment.Groups["at"].Value, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
    };

    [GeneratedRegex(@"\A(?<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?:\.\d{1,6})?[+-](?:0\d|1[0-5])(?::[0-5]\d){0,2}\z", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex Moment();

    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));
}
