using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Workers.Hosting;
using Workers.Hosting.Http;

namespace Workers.Gemini.Api;

/// <summary>A file at Google, usable in a prompt until it expires (48 hours) or is deleted.</summary>
/// <param name="Name"><c>files/…</c>.</param>
internal sealed record GeminiFile(string Name, Uri Address, string MediaType)
{
    public UriContent AsContent() => new(Address, MediaType);
}

/// <summary>The Files API: upload, wait until readable, delete.</summary>
internal sealed partial class GeminiFiles(GeminiTransport transport, GeminiOptions options, TimeProvider time, ILogger<GeminiFiles> log)
{
    private static readonly TimeSpan DeleteBound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan FirstPoll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(2);

    /// <summary>Uploads and returns when the model can read the file. A file that does not become readable is deleted again.</summary>
    /// <exception cref="GeminiException">Any failure; Invalid when the API cannot process the file.</exception>
    public async Task<GeminiFile> UploadAsync(ReadOnlyMemory<byte> content, string mediaType, string displayName, CancellationToken cancellation)
    {
        var session = await StartAsync(content.Length, mediaType, displayName, cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, session);
        request.Headers.Add("X-Goog-Upload-Offset", "0");
        request.Headers.Add("X-Goog-Upload-Command", "upload, finalize");
        request.Content = new ReadOnlyMemoryContent(content);
        var (answer, _) = await transport.SendAsync(request, options.RequestTimeout, cancellation);
        var told = Told.Of(answer, member: "file");
        if (told.Name is not { } name || !FileName().IsMatch(name))
        {
            throw new GeminiException(GeminiFailure.Unavailable, "Gemini's answer to an upload names no file.");
        }

        try
        {
            return await WaitUntilActiveAsync(told, name, mediaType, cancellation);
        }
        catch
        {
            await DeleteAsync(name, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Deletes if it is still there. Never throws: a file that stays expires by itself after 48 hours.</summary>
    public async Task DeleteAsync(string name, CancellationToken cancellation)
    {
        try
        {
            (await transport.SendAsync(HttpMethod.Delete, $"v1beta/{name}", null, DeleteBound, cancellation)).Dispose();
        }
        catch (Exception exception) when (exception is GeminiException or OperationCanceledException)
        {
            LogNotDeleted(name, exception.Message);
        }
    }

    private async Task<Uri> StartAsync(long length, string mediaType, string displayName, CancellationToken cancellation)
    {
        var metadata = new JsonObject { ["file"] = new JsonObject { ["display_name"] = displayName } };
        using var request = new HttpRequestMessage(HttpMethod.Post, transport.Address("upload/v1beta/files"));
        request.Headers.Add("X-Goog-Upload-Protocol", "resumable");
        request.Headers.Add("X-Goog-Upload-Command", "start");
        request.Headers.Add("X-Goog-Upload-Header-Content-Length", length.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("X-Goog-Upload-Header-Content-Type", mediaType);
        request.Content = new StringContent(metadata.ToJsonString(), new MediaTypeHeaderValue("application/json"));
        var (body, headers) = await transport.SendAsync(request, options.FileTimeout, cancellation);
        body.Dispose();
        return AddressOf(headers.TryGetValues("X-Goog-Upload-URL", out var addresses) ? addresses.First() : null)
            ?? throw new GeminiException(GeminiFailure.Unavailable, "Gemini gave no address to upload to.");
    }

    private async Task<GeminiFile> WaitUntilActiveAsync(Told told, string name, string mediaType, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var pause = FirstPoll;
        while (true)
        {
            switch (told.State)
            {
                case "ACTIVE":
                    return new(name, AddressOf(told.Address) ?? throw new GeminiException(GeminiFailure.Unavailable, "Gemini's file has no address."), mediaType);
                case "FAILED":
                    throw new GeminiException(GeminiFailure.Invalid, $"Gemini cannot process the file: {ForeignBody.Show(told.Fault ?? "no reason given")}.");
            }

            if (time.GetElapsedTime(started) + pause > options.FileTimeout)
            {
                throw new GeminiException(GeminiFailure.Unavailable, $"Gemini did not make the file readable within {options.FileTimeout.TotalSeconds:0} seconds.");
            }

            await Task.Delay(pause, time, cancellation);
            pause = pause * 2 < LongestPoll ? pause * 2 : LongestPoll;
            told = Told.Of(await transport.SendAsync(HttpMethod.Get, $"v1beta/{name}", null, options.FileTimeout, cancellation), member: null);
        }
    }

    private static Uri? AddressOf(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp) ? address : null;

    /// <summary>It becomes a part of an address.</summary>
    [GeneratedRegex(@"\Afiles/[A-Za-z0-9_-]+\z", RegexOptions.CultureInvariant, PatternBound.Milliseconds)]
    private static partial Regex FileName();

    [LoggerMessage(Level = LogLevel.Information, Message = "The uploaded file {Name} could not be deleted and expires by itself: {Reason}")]
    private partial void LogNotDeleted(string name, string reason);

    /// <summary>What the API says of a file at one moment.</summary>
    private readonly record struct Told(string? Name, string? State, string? Address, string? Fault)
    {
        /// <param name="body">Is disposed.</param>
        /// <param name="member">Where the file is in it; null when it is the answer itself.</param>
        public static Told Of(ForeignBody body, string? member)
        {
            using (body)
            {
                var file = member is null ? body.Object : ForeignBody.Member(body.Object, member);
                return new(
                    ForeignBody.Text(file, "name"), ForeignBody.Text(file, "state"), ForeignBody.Text(file, "uri"),
                    ForeignBody.Text(ForeignBody.Member(file, "error"), "message"));
            }
        }
    }
}
