using System.Text;
using System.Text.RegularExpressions;

namespace Simulators.OtherRegistre.Pages;

/// <summary>How texts are written between the tags, and what stands right at a tag.</summary>
internal static partial class Pen
{
    private const string Accentuated = "àâäçéèêëîïôöùûüÀÂÄÇÉÈÊËÎÏÔÖÙÛÜ«»©\u00A0\u2019";

    private static readonly string[] Named =
    [
        "agrave", "acirc", "auml", "ccedil", "eacute", "egrave", "ecirc", "euml", "icirc", "iuml", "ocirc", "ouml", "ugrave", "ucirc", "uuml",
        "Agrave", "Acirc", "Auml", "Ccedil", "Eacute", "Egrave", "Ecirc", "Euml", "Icirc", "Iuml", "Ocirc", "Ouml", "Ugrave", "Ucirc", "Uuml",
        "laquo", "raquo", "copy", "nbsp", "rsquo",
    ];

    /// <summary>A text that stands between two tags.</summary>
    public static string Text(string text, OtherShape shape)
    {
        text = shape.NumberSpaces switch
        {
            NumberSpaces.NoBreak => Groups().Replace(text, "&nbsp;"),
            NumberSpaces.Narrow => Groups().Replace(text, "&#8239;"),
            NumberSpaces.Ungrouped => Groups().Replace(text, ""),
            _ => text,
        };
        if (shape.Apostrophes == Apostrophes.Numeric)
            text = text.Replace("\u2019", "&#146;", StringComparison.Ordinal);
        return Accented(text, shape.Accents);
    }

    public static string Accented(string text, Accents accents)
    {
        if (accents == Accents.Raw)
            return text;
        var written = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var at = Accentuated.IndexOf(c, StringComparison.Ordinal);
            _ = at < 0 ? written.Append(c) : accents == Accents.Named ? written.Append('&').Append(Named[at]).Append(';') : written.Append("&#").Append((int)c).Append(';');
        }

        return written.ToString();
    }

    /// <summary>A name of a place.</summary>
    public static string Place(string name, OtherShape shape)
    {
        if (shape.Apostrophes != Apostrophes.Straight)
            name = name.Replace('\'', '\u2019');
        return shape.NameSpaces switch
        {
            NameSpaces.NoBreak => name.Replace(' ', '\u00A0'),
            NameSpaces.Doubled => name.Replace(" ", "  ", StringComparison.Ordinal),
            _ => name,
        };
    }

    /// <summary>A tag with the fonts and line ends at it, or nothing where its end goes without saying.</summary>
    public static string Tag(string tag, string name, bool opens, OtherShape shape)
    {
        var cell = name is "td" or "th";
        if (!opens && shape.EndTags == EndTags.Omitted && (name is "tr" or "option" or "li" || cell))
            tag = "";
        if (cell && shape.Fonts == Fonts.FontTags)
            tag = opens ? tag + "<font face=\"Verdana\" size=\"1\">" : "</font>" + tag;
        if (shape.Indents == Indents.Lines && (cell || name is "option" or "a" or "p"))
            tag = opens ? tag + "\r\n\t\t\t" : "\r\n\t\t" + tag;
        return tag;
    }

    [GeneratedRegex("(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", RegexOptions.None, 2000)]
    private static partial Regex Groups();
}
