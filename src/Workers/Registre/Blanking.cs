using System.IO.Compression;
using System.Net;
using System.Text;

namespace Workers.Registre;

/// <summary>Takes secrets out of what is kept for people: passwords and cookies, however a page, a form or JSON writes them.</summary>
internal sealed class Blanking
{
    /// <summary>Shorter values of cookies are flags, and occur everywhere.</summary>
    private const int ShortestCookie = 6;

    private readonly IReadOnlyList<(string Text, string Bytes)> _secrets;

    /// <param name="cookies">Their values.</param>
    public Blanking(string password, IEnumerable<string> cookies) =>
        _secrets = [.. cookies.Where(value => value.Length >= ShortestCookie).Append(password).SelectMany(Spellings).Distinct(StringComparer.Ordinal)
            .OrderByDescending(text => text.Length).Select(text => (text, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))))];

    public string Apply(string text) => _secrets.Aggregate(text, (blanked, secret) => blanked.Replace(secret.Text, "***", StringComparison.OrdinalIgnoreCase));

    /// <summary>Copies a zip with every file in it blanked.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public async Task CopyZipAsync(string from, string to)
    {
        using var raw = await ZipFile.OpenReadAsync(from);
        using var copy = await ZipFile.OpenAsync(to, ZipArchiveMode.Create);
        foreach (var entry in raw.Entries)
        {
            using var read = new MemoryStream();
            await using (var stream = await entry.OpenAsync())
            {
                await stream.CopyToAsync(read);
            }

            var text = Encoding.Latin1.GetString(read.GetBuffer(), 0, (int)read.Length);
            var blanked = _secrets.Aggregate(text, (all, secret) =>
                all.Replace(secret.Bytes, "***", StringComparison.OrdinalIgnoreCase).Replace(secret.Text, "***", StringComparison.OrdinalIgnoreCase));
            await using var written = await copy.CreateEntry(entry.FullName).OpenAsync();
            await written.WriteAsync(Encoding.Latin1.GetBytes(blanked));
        }
    }

    private static IEnumerable<string> Spellings(string secret) =>
    [
        secret,
        WebUtility.HtmlEncode(secret),
        WebUtility.UrlEncode(secret),
        Uri.EscapeDataString(secret),
        secret.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal),
    ];
}
