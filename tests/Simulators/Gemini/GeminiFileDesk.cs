using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Simulators.Gemini;

/// <summary>The Files API: uploads in progress and files, which are gone after 48 hours.</summary>
internal sealed class GeminiFileDesk(TimeSpan processing, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(48);

    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Stored> _files = new(StringComparer.Ordinal);

    private sealed record Upload(string MimeType, long Length, string DisplayName);

    private sealed record Stored(string Name, string Address, byte[] Content, Upload Upload, DateTimeOffset Created, bool IsBroken);

    public int Count => _files.Count;

    /// <returns>The upload's id.</returns>
    public string Start(string mimeType, long length, string displayName)
    {
        var id = Guid.NewGuid().ToString("n");
        _uploads[id] = new(mimeType, length, displayName);
        return id;
    }

    public JsonObject Finish(string uploadId, byte[] content, Uri origin, bool isBroken = false)
    {
        if (!_uploads.TryRemove(uploadId, out var upload))
        {
            throw GeminiRefusal.Invalid("Upload has already been terminated.");
        }

        if (upload.Length != content.Length)
        {
            throw GeminiRefusal.Invalid($"Upload of {content.Length} bytes, {upload.Length} were declared.");
        }

        var name = "files/" + Guid.NewGuid().ToString("n")[..12];
        var stored = new Stored(name, new Uri(origin, "/v1beta/" + name).AbsoluteUri, content, upload, time.GetUtcNow(), isBroken);
        _files[name] = stored;
        return Describe(stored);
    }

    public JsonObject Get(string name) => Describe(Find(name));

    public void Delete(string name)
    {
        if (!_files.TryRemove(name, out _))
        {
            throw GeminiRefusal.NoFile(name);
        }
    }

    /// <summary>The bytes behind a file's address, once it is ready.</summary>
    public (ReadOnlyMemory<byte> Content, string MimeType) Open(string address)
    {
        var at = address.IndexOf("files/", StringComparison.Ordinal);
        var stored = Find(at < 0 ? address : address[at..]);
        return StateOf(stored) is "ACTIVE"
            ? (stored.Content, stored.Upload.MimeType)
            : throw GeminiRefusal.Invalid($"The File {stored.Name} is not in an ACTIVE state and usage is not allowed.");
    }

    private Stored Find(string name) =>
        _files.TryGetValue(name, out var stored) && time.GetUtcNow() - stored.Created < Lifetime ? stored : throw GeminiRefusal.NoFile(name);

    private string StateOf(Stored stored) =>
        time.GetUtcNow() - stored.Created < processing ? "PROCESSING"
        : stored.IsBroken || (stored.Upload.MimeType is "application/pdf" && !stored.Content.AsSpan().StartsWith("%PDF"u8)) ? "FAILED"
        : "ACTIVE";

    private JsonObject Describe(Stored stored)
    {
        var state = StateOf(stored);
        var file = new JsonObject
        {
            ["name"] = stored.Name,
            ["displayName"] = stored.Upload.DisplayName,
            ["mimeType"] = stored.Upload.MimeType,
            ["sizeBytes"] = stored.Content.Length.ToString(CultureInfo.InvariantCulture),
            ["createTime"] = stored.Created.ToString("O", CultureInfo.InvariantCulture),
            ["expirationTime"] = (stored.Created + Lifetime).ToString("O", CultureInfo.InvariantCulture),
            ["uri"] = stored.Address,
            ["state"] = state,
            ["source"] = "UPLOADED",
        };
        if (state is "FAILED")
        {
            file["error"] = new JsonObject { ["code"] = 3, ["message"] = "The file could not be processed." };
        }

        return file;
    }
}
