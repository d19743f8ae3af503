using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Workers.Operations;
using Workers.Operations.Files;

namespace Workers.Web.Endpoints;

/// <summary>A form with columns and one file, which goes to the disk as it comes and is never whole in memory.</summary>
/// <param name="Fields">By their names in small letters.</param>
/// <param name="Sha256">Of the file.</param>
internal sealed record FileForm(Dictionary<string, string> Fields, string Sha256)
{
    /// <summary>The part that is the file.</summary>
    public const string FilePart = "file";

    private const int Chunk = 80 * 1024;
    private const int LongestField = 4096;
    private const int MostFields = 20;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <param name="file">Where the file goes.</param>
    /// <param name="admit">Throws where what stands before the file does not let it in.</param>
    /// <exception cref="RequestFaultException">It is no form that is taken.</exception>
    public static async Task<FileForm> ReadAsync(HttpContext context, string file, TimeProvider time, Action<IReadOnlyDictionary<string, string>>? admit = null)
    {
        if (MediaTypeOf(context.Request) is not { } type || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= 200 } boundary)
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType, "Content-Type: allowed: multipart/form-data, a form with the columns of the document and the part 'file'."));
        }

        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        string? sha256 = null;
        var reader = new MultipartReader(boundary, context.Request.Body) { HeadersLengthLimit = LongestField, HeadersCountLimit = MostFields };
        try
        {
            while (await reader.ReadNextSectionAsync(context.RequestAborted) is { } part)
            {
                var name = part.GetContentDispositionHeader() is { } told ? HeaderUtilities.RemoveQuotes(told.Name).Value ?? "" : "";
                if (name == FilePart && sha256 is null)
                {
                    admit?.Invoke(fields);
                    sha256 = await SaveAsync(context, part.Body, file, time);
                }
                else if (name is "" or FilePart || fields.Count >= MostFields || !fields.TryAdd(name.ToLowerInvariant(), await ReadFieldAsync(part, name, context.RequestAborted)))
                {
                    throw new RequestFaultException(Problems.BadRequest($"The form has a part that is none of a document's, or twice: '{name}'."));
                }
            }
        }
        catch (InvalidDataException odd)
        {
            throw new RequestFaultException(Problems.BadRequest($"The form cannot be read: {odd.Message}"));
        }
        catch (IOException cut) when (cut is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            throw new RequestFaultException(Problems.BadRequest("The form ends before its last boundary."));
        }

        return new(fields, sha256 ?? throw new RequestFaultException(Problems.BadRequest($"The form has no part '{FilePart}': send the PDF as it.")));
    }

    private static async Task<string> ReadFieldAsync(MultipartSection part, string name, CancellationToken cancellation)
    {
        var buffer = new byte[LongestField + 1];
        var read = await part.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        return read > LongestField ? throw new RequestFaultException(Problems.BadRequest($"{name}: is longer than {LongestField} bytes.")) : Encoding.UTF8.GetString(buffer, 0, read);
    }

    /// <summary>To the disk as it comes.</summary>
    /// <returns>The SHA-256 of what came.</returns>
    public static async Task<string> SaveAsync(HttpContext context, Stream body, string file, TimeProvider time)
    {
        using var bound = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, bound.Token);
        try
        {
            await using var target = OpenTarget(file);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[Chunk];
            int read;
            while ((read = await body.ReadAsync(buffer, either.Token)) > 0)
            {
                hash.AppendData(buffer, 0, read);
                await WriteAsync(target, buffer.AsMemory(0, read), either.Token);
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            throw new RequestFaultException(new(StatusCodes.Status408RequestTimeout, ProblemCode.BadRequest, "The file did not end within ten minutes. Bring it in pieces: /v1/uploads."));
        }
    }

    /// <exception cref="OperationException">The disk refused: nothing is wrong with what was sent.</exception>
    private static FileStream OpenTarget(string file)
    {
        try
        {
            return new(file, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw DiskFaults.Of(disk);
        }
    }

    /// <inheritdoc cref="OpenTarget"/>
    private static async Task WriteAsync(FileStream target, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        try
        {
            await target.WriteAsync(bytes, cancellation);
        }
        catch (IOException disk)
        {
            throw DiskFaults.Of(disk);
        }
    }

    public static MediaTypeHeaderValue? MediaTypeOf(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type : null;
}
