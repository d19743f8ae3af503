using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Workers.Hosting.Http;

/// <summary>
/// What a server sent, whatever its bytes (an HTML page of a gateway as much as JSON): never more of it than asked for, read as UTF-8 whatever its headers say, and no odd byte of it
/// throws. What is not JSON, or not of the kind that is looked for, is null.
/// </summary>
internal sealed class ForeignBody : IDisposable
{
    /// <summary>How much of an error answer is read.</summary>
    public const int MostOfAnError = 64 * 1024;

    private const int MostShown = 200;
    private readonly byte[] _bytes;
    private readonly BoundedBytes? _held;
    private readonly Lazy<JsonDocument?> _json;

    private ForeignBody(byte[] bytes, BoundedBytes? held = null)
    {
        (_bytes, _held) = (bytes, held);
        _json = new(() => Parse(bytes));
    }

    /// <summary>The JSON value; null where the body is none.</summary>
    public JsonElement? Json => _json.Value?.RootElement;

    /// <summary>The JSON value; null where the body is none, or no object.</summary>
    public JsonElement? Object => Json is { ValueKind: JsonValueKind.Object } root ? root : null;

    /// <summary>The bytes as they came.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>It begins as an object or a list does, whatever follows: what does not was written by somebody else than an API.</summary>
    public bool BeginsAsJson => _bytes.AsSpan().TrimStart("\uFEFF \t\r\n"u8) is [(byte)'{' or (byte)'[', ..];

    /// <summary>The body for people: one line, without markup's white space, not long.</summary>
    public string Shown => Show(Encoding.UTF8.GetString(_bytes));

    /// <param name="content">Of an answer whose headers were read.</param>
    /// <param name="most">What is longer is cut there.</param>
    /// <param name="cancellation">Bounds the reading.</param>
    /// <param name="secret">Taken out: a server may say again what it was sent.</param>
    /// <param name="large">Where more than a little is held only by few, until this is disposed.</param>
    /// <exception cref="IOException">The connection broke (also as <see cref="HttpRequestException"/>).</exception>
    public static async Task<ForeignBody> ReadAsync(HttpContent content, int most, CancellationToken cancellation, string? secret = null, LargeAnswers? large = null)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        var bytes = await BoundedBytes.ReadAsync(stream, most, large, cancellation);
        return new(Without(secret, bytes.All), bytes);
    }

    public static ForeignBody Of(byte[] bytes) => new(bytes);

    /// <summary>A member of a JSON object, the last one of that name; null where there is none.</summary>
    public static JsonElement? Member(JsonElement? holder, string name)
    {
        try
        {
            return holder is { ValueKind: JsonValueKind.Object } value && value.TryGetProperty(name, out var member) ? member : null;
        }
        catch (InvalidOperationException)
        {
            // Names are compared without their escapes, and one of them is half of a character.
            return null;
        }
    }

    /// <summary>A text member of a JSON object; null where it is missing, no text, or half of a character.</summary>
    public static string? Text(JsonElement? holder, string name)
    {
        try
        {
            return Member(holder, name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // An escape for one half of a surrogate pair is valid JSON and no text.
            return null;
        }
    }

    /// <inheritdoc cref="Text(JsonElement?, string)"/>
    public string? Text(string name) => Text(Object, name);

    /// <summary>Foreign text as it may stand in a message: one line, without control characters and marks that turn the text around, not long; of a web page its title.</summary>
    public static string Show(string text, int most = MostShown)
    {
        var line = new StringBuilder();
        foreach (var rune in (TitleOf(text) ?? text).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format)
            {
                continue;
            }

            var isSpace = Rune.IsWhiteSpace(rune) || Rune.IsControl(rune);
            if (!isSpace || (line.Length > 0 && line[^1] != ' '))
            {
                line.Append(isSpace ? " " : rune.ToString());
            }

            if (line.Length >= most)
            {
                return line.Append('…').ToString();
            }
        }

        return line.ToString().TrimEnd();
    }

    public void Dispose()
    {
        if (_json.IsValueCreated)
        {
            _json.Value?.Dispose();
        }

        _held?.Dispose();
    }

    /// <returns>Null for what is no page, or has no title.</returns>
    private static string? TitleOf(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith("<"))
        {
            return null;
        }

        var start = text.IndexOf("<title>", StringComparison.OrdinalIgnoreCase) + "<title>".Length;
        var end = start < "<title>".Length ? -1 : text.IndexOf("</title>", start, StringComparison.OrdinalIgnoreCase);
        return end < 0 || string.IsNullOrWhiteSpace(text[start..end]) ? null : WebUtility.HtmlDecode(text[start..end]);
    }

    private static byte[] Without(string? secret, byte[] bytes) =>
        secret is not { Length: > 0 } || bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)) < 0
            ? bytes
            : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace(secret, "(the key)", StringComparison.Ordinal));

    private static JsonDocument? Parse(byte[] bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
