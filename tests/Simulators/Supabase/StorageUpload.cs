using Microsoft.AspNetCore.Http;

namespace Simulators.Supabase;

/// <summary>What somebody uploads: the body itself, or the first file of a form.</summary>
internal sealed record StorageUpload(byte[] Content, string MimeType)
{
    /// <returns>Null for a form without a file.</returns>
    public static async Task<StorageUpload?> ReadAsync(HttpRequest request)
    {
        if (request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) is not true)
        {
            return new(await BytesAsync(request.Body), request.ContentType ?? "application/octet-stream");
        }

        var form = await request.ReadFormAsync();
        if (form.Files.Count == 0)
        {
            return null;
        }

        await using var file = form.Files[0].OpenReadStream();
        var named = form["contentType"].ToString();
        return new(await BytesAsync(file), named.Length > 0 ? named : form.Files[0].ContentType);
    }

    private static async Task<byte[]> BytesAsync(Stream body)
    {
        using var content = new MemoryStream();
        await body.CopyToAsync(content);
        return content.ToArray();
    }
}
