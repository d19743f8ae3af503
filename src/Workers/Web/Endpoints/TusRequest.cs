using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Workers.Operations.Files;

namespace Workers.Web.Endpoints;

/// <summary>The headers of the TUS protocol, version 1.0.0 (tus.io/protocols/resumable-upload), as a request has them. Pure.</summary>
internal static class TusRequest
{
    public const string Version = "1.0.0";
    public const string Extensions = "creation,creation-with-upload,checksum,expiration,termination";
    public const string ChecksumAlgorithms = "sha1,sha256";
    public const string VersionHeader = "Tus-Resumable";
    public const string OffsetHeader = "Upload-Offset";
    public const string LengthHeader = "Upload-Length";
    public const string MetadataHeader = "Upload-Metadata";
    public const string ExpiresHeader = "Upload-Expires";
    public const string ChecksumHeader = "Upload-Checksum";
    public const string BytesType = "application/offset+octet-stream";

    /// <summary>The protocol's own status of a checksum that does not fit.</summary>
    public const int ChecksumMismatch = 460;

    private const int LongestMetadata = 8192;

    /// <summary>Of another protocol version nothing is done.</summary>
    /// <exception cref="RequestFaultException">It is none that is spoken here.</exception>
    public static void RequireVersion(HttpContext context)
    {
        context.Response.Headers[VersionHeader] = Version;
        if (context.Request.Headers[VersionHeader] != Version)
        {
            context.Response.Headers["Tus-Version"] = Version;
            throw new RequestFaultException(new(StatusCodes.Status412PreconditionFailed, ProblemCode.BadRequest, $"{VersionHeader}: allowed: {Version}."));
        }
    }

    /// <exception cref="RequestFaultException">It is no whole number of bytes.</exception>
    public static long NumberOf(HttpRequest request, string header) =>
        long.TryParse(request.Headers[header], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new RequestFaultException(Problems.BadRequest($"{header}: found '{request.Headers[header]}'; allowed: a whole number of bytes."));

    /// <summary>Pairs of a name and a value in base64, with commas between.</summary>
    /// <exception cref="RequestFaultException">It is not written so.</exception>
    public static Dictionary<string, string> MetadataOf(string? header)
    {
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        if (header is { Length: > LongestMetadata })
        {
            throw new RequestFaultException(Problems.BadRequest($"{MetadataHeader}: is longer than {LongestMetadata} characters."));
        }

        foreach (var pair in (header ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = pair.Split(' ');
            var value = words.Length == 1 ? [] : BytesOf(words[1]);
            if (words.Length > 2 || value is null || !told.TryAdd(words[0].ToLowerInvariant(), Encoding.UTF8.GetString(value)))
            {
                throw new RequestFaultException(Problems.BadRequest($"{MetadataHeader}: '{words[0]}' is named twice, or its value is no base64."));
            }
        }

        return told;
    }

    /// <param name="metadata">As it was taken in.</param>
    /// <returns>Null where the sender named none.</returns>
    public static string? FileNameOf(string? metadata) =>
        MetadataOf(metadata) is var told && (told.GetValueOrDefault("filename") ?? told.GetValueOrDefault("name")) is { Length: > 0 } name ? name : null;

    /// <returns>Null where the sender says none.</returns>
    /// <exception cref="RequestFaultException">It is none that is known here.</exception>
    public static BytesChecksum? ChecksumOf(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(ChecksumHeader, out var header))
        {
            return null;
        }

        var words = header.ToString().Split(' ');
        HashAlgorithmName? algorithm = words[0] switch
        {
            "sha1" => HashAlgorithmName.SHA1,
            "sha256" => HashAlgorithmName.SHA256,
            _ => null,
        };
        return algorithm is { } known && words.Length == 2 && BytesOf(words[1]) is { } hash ? new(known, hash)
            : throw new RequestFaultException(Problems.BadRequest($"{ChecksumHeader}: allowed: one of {ChecksumAlgorithms}, a space, and the hash in base64."));
    }

    private static byte[]? BytesOf(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var written) ? bytes[..written] : null;
    }
}
