using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Simulators.Strangers.Supabase.Storage;

/// <summary>What Storage reads from the bodies of requests.</summary>
internal static class StorageReading
{
    /// <summary>An upload: the raw body with its headers.</summary>
    public static StorageUpload Upload(StrangerRequest request) => new(
        request.Body,
        request["Content-Type"] is { Length: > 0 } type ? type : "application/octet-stream",
        request["Cache-Control"] is { Length: > 0 } cache ? cache : "no-cache",
        Metadata(request["x-metadata"]));

    /// <summary>The file of a form and its fields, as the raw upload that means the same; any other request as it is.</summary>
    public static async Task<StrangerRequest> UnwrapAsync(StrangerRequest request)
    {
        if (!request["Content-Type"].StartsWith("multipart/form-data", StringComparison.Ordinal))
        {
            return request;
        }

        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request["Content-Type"]).Boundary).Value ?? throw StorageFault.NoContent();
        var reader = new MultipartReader(boundary, new MemoryStream(request.Body));
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        (byte[] Bytes, string Type)? file = null;
        while (await reader.ReadNextSectionAsync() is { } section)
        {
            using var bytes = new MemoryStream();
            await section.Body.CopyToAsync(bytes);
            var disposition = ContentDispositionHeaderValue.Parse(section.ContentDisposition);
            if (disposition.FileName.HasValue)
            {
                file ??= (bytes.ToArray(), section.ContentType ?? "application/octet-stream");
            }
            else
            {
                fields[HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? ""] = Encoding.UTF8.GetString(bytes.ToArray());
            }
        }

        var found = file ?? throw StorageFault.NoContent();
        var metadata = fields.GetValueOrDefault("metadata") ?? fields.GetValueOrDefault("userMetadata");
        return (request with { Body = found.Bytes })
            .With("Content-Type", fields.GetValueOrDefault("contentType", found.Type))
            .With("Cache-Control", fields.TryGetValue("cacheControl", out var seconds) ? $"max-age={seconds}" : null)
            .With("x-metadata", metadata is null ? null : Convert.ToBase64String(Encoding.UTF8.GetBytes(metadata)));
    }

    /// <summary>A JSON object that must hold <paramref name="required"/>.</summary>
    public static JsonObject Json(StrangerRequest request, string required)
    {
        try
        {
            var body = JsonNode.Parse(request.Body) as JsonObject ?? throw StorageFault.BadRequest("body must be object");
            return body.ContainsKey(required) ? body : throw StorageFault.BadRequest($"body must have required property '{required}'");
        }
        catch (JsonException broken)
        {
            throw StorageFault.BadRequest(broken.Message);
        }
    }

    /// <summary>A size in bytes, or with a unit: 20GB, 20MB, 30KB, 3B.</summary>
    public static long? Size(JsonNode? told)
    {
        if (told is not JsonValue value)
        {
            return null;
        }

        if (value.GetValueKind() is JsonValueKind.Number)
        {
            return value.GetValue<long>();
        }

        var text = value.GetValue<string>().ToUpperInvariant();
        foreach (var (unit, bytes) in new[] { ("GB", 1e9), ("MB", 1e6), ("KB", 1e3), ("B", 1d) })
        {
            if (text.EndsWith(unit, StringComparison.Ordinal) && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            {
                return (long)(number * bytes);
            }
        }

        throw StorageFault.BadRequest("Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B");
    }

    private static string? Metadata(string base64) =>
        base64.Length > 0
        && Convert.TryFromBase64String(base64, new byte[base64.Length], out _)
            ? Encoding.UTF8.GetString(Convert.FromBase64String(base64))
            : null;
}
