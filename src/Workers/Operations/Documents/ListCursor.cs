using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Workers.Hosting.Environments;
using Workers.Jobs.Search;

namespace Workers.Operations.Documents;

/// <summary>Where a list goes on; as text it is one word that people copy. Pure.</summary>
/// <param name="Place">Null begins with the environment's first document.</param>
internal sealed record ListCursor(TargetEnvironment Environment, DocumentSort Sort, bool Descending, ListPlace? Place)
{
    public static bool TryParse(string text, [NotNullWhen(true)] out ListCursor? cursor)
    {
        cursor = null;
        try
        {
            cursor = JsonSerializer.Deserialize<ListCursor>(Base64Url.DecodeFromChars(text));
        }
        catch (Exception odd) when (odd is FormatException or JsonException)
        {
            // It is none.
        }

        if (cursor is not null && (!Enum.IsDefined(cursor.Environment) || !Enum.IsDefined(cursor.Sort) || cursor.Place is { Key: null }))
        {
            cursor = null;
        }

        return cursor is not null;
    }

    public override string ToString() => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(this));
}
