using System.Text.Json;
using Workers.Hosting.Http;

namespace Workers.Documents;

/// <summary>A bucket as Storage describes it (pure).</summary>
/// <param name="MostBytes">Its file_size_limit; null: the project's.</param>
/// <param name="MimeTypes">Its allowed_mime_types; none: all.</param>
internal sealed record StorageBucket(string Name, bool IsPublic, double? MostBytes, IReadOnlyList<string> MimeTypes)
{
    public const string Pdf = "application/pdf";

    /// <summary>
    /// The least that a bucket must take, in bytes: what the smallest plan of Supabase lets a whole project take, so no plan is too small, and
    /// a bucket below it was narrowed by somebody who thought of pictures. Deeds and plans are scans of many pages.
    /// </summary>
    public const long Needed = 50_000_000;

    /// <returns>Null for what is no description of a bucket of that name.</returns>
    public static StorageBucket? Read(ForeignBody body, string name) =>
        body.Object is { } told
        && body.Text("id") == name
        && told.TryGetProperty("public", out var isPublic) && isPublic.ValueKind is JsonValueKind.True or JsonValueKind.False
        && TryLimit(told, out var limit)
        && TryTypes(told, out var types)
            ? new(name, isPublic.ValueKind is JsonValueKind.True, limit, types)
            : null;

    /// <summary>Why documents cannot be kept in it, with the next step.</summary>
    public IEnumerable<string> Faults()
    {
        if (IsPublic)
        {
            yield return $"The bucket {Name} is public: whoever has an address reads documents that were paid for. Make it private in the project's Storage settings; rows that hold its public addresses are read all the same.";
        }

        if (MimeTypes.Count > 0 && !MimeTypes.Any(TakesPdf))
        {
            yield return $"The bucket {Name} takes only {ForeignBody.Show(string.Join(", ", MimeTypes))}: add {Pdf} to its allowed MIME types, or take all of them off.";
        }

        if (MostBytes < Needed)
        {
            yield return $"The bucket {Name} takes files up to {MostBytes:0} bytes, a document may have {Needed}: raise its file size limit, or take it off.";
        }
    }

    /// <summary>As Storage compares: the type itself or all of its kind, without parameters.</summary>
    private static bool TakesPdf(string type) => type.Split(';')[0].Trim().ToLowerInvariant() is Pdf or "application/*";

    private static bool TryLimit(JsonElement told, out double? limit)
    {
        limit = null;
        if (!told.TryGetProperty("file_size_limit", out var value) || value.ValueKind is JsonValueKind.Null)
        {
            return true;
        }

        limit = value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;
        return limit is not null;
    }

    private static bool TryTypes(JsonElement told, out IReadOnlyList<string> types)
    {
        types = [];
        if (!told.TryGetProperty("allowed_mime_types", out var value) || value.ValueKind is JsonValueKind.Null)
        {
            return true;
        }

        if (value.ValueKind is not JsonValueKind.Array || value.EnumerateArray().Any(type => type.ValueKind is not JsonValueKind.String))
        {
            return false;
        }

        types = [.. value.EnumerateArray().Select(type => type.GetString()!)];
        return true;
    }
}
