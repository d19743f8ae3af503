using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Workers.Hosting;
using Workers.Jobs;

namespace Workers.Documents;

/// <summary>Names of buckets and objects (pure). Storage refuses anything but ASCII.</summary>
internal static partial class DocumentKey
{
    private const int LongestPart = 80;

    /// <summary>With the hash, and with what is added to a file that is not whole yet, a file system's 255 bytes hold the name.</summary>
    private const int LongestWords = 130;

    public static IReadOnlyList<string> Buckets { get; } = [Bucket(DocumentSource.Index), Bucket(DocumentSource.Acte), Bucket(DocumentSource.PlanCadastraux)];

    public static string Bucket(DocumentSource source) => source switch
    {
        DocumentSource.Index => "index",
        DocumentSource.Acte => "actes",
        _ => "plans-cadastraux",
    };

    /// <summary><c>number-circonscription-cadastre-sha256.pdf</c>; parts that are not known are left out.</summary>
    public static string Of(DocumentName name)
    {
        string?[] parts = [name.Number.Replace(" ", "", StringComparison.Ordinal), name.Circonscription, name.Cadastre];
        var words = string.Join('-', parts.Where(part => !string.IsNullOrWhiteSpace(part)).Select(part => Fold(part!)));
        return $"{(words.Length <= LongestWords ? words : words[..LongestWords])}-{name.ContentSha256}.pdf";
    }

    /// <summary>The SHA-256 that a key of ours ends in; null for keys of an older system.</summary>
    public static string? Sha256Of(string key) => ShaAtEnd().Match(key) is { Success: true } match ? match.Groups["sha"].Value : null;

    /// <summary>Letters without accents, digits, hyphens; an underscore for anything else.</summary>
    internal static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in text.Trim().Replace("œ", "oe", StringComparison.OrdinalIgnoreCase).Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(character) is not UnicodeCategory.NonSpacingMark)
            {
                folded.Append(char.IsAsciiLetterOrDigit(character) || character == '-' ? character : '_');
            }
        }

        return folded.Length <= LongestPart ? folded.ToString() : folded.ToString(0, LongestPart);
    }

    [GeneratedRegex(@"-(?<sha>[0-9a-f]{64})\.pdf\z", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex ShaAtEnd();
}
