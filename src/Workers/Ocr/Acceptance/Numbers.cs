using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Ocr.Acceptance;

/// <summary>The shapes that numbers of the registry have. Pure.</summary>
internal static partial class Numbers
{
    /// <summary>Without spaces: local series of one to six digits, one series of seven or eight since 2001, at times a letter before or after.</summary>
    public static bool IsPublicationNumber(string text) => PublicationNumber().IsMatch(Compact(text));

    /// <summary>Whether two spellings name the same lot or number: "Lot 2 784 195" and "2784195".</summary>
    public static bool AreSame(string one, string other) =>
        string.Equals(Bare(one), Bare(other), StringComparison.OrdinalIgnoreCase);

    /// <summary>Without any kind of space.</summary>
    public static string Compact(string text) => string.Concat(text.Where(character => !char.IsWhiteSpace(character)));

    private static string Bare(string text) => LotWord().Replace(Compact(text), "").Trim('.', ':', '#');

    [GeneratedRegex("^[A-Z]{0,2}[0-9]{1,8}[A-Z]?$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternBound.Milliseconds)]
    private static partial Regex PublicationNumber();

    [GeneratedRegex("^(lot|no|n°|num[ée]ro)[.:]*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, PatternBound.Milliseconds)]
    private static partial Regex LotWord();
}
