using System.Text;
using System.Text.RegularExpressions;

namespace Simulators.OtherRegistre.Pages;

/// <summary>Gives a page the handwriting of the shape: case, quotes, ids, addresses, and what <see cref="Pen"/> does to its texts.</summary>
internal static partial class Markup
{
    /// <summary>Rewrites every tag; what stands between script tags stays as it is.</summary>
    /// <param name="address">Spells an address of the site as a page's attribute holds it.</param>
    public static string Dress(string html, OtherShape shape, Func<string, string> address)
    {
        var dressed = new StringBuilder(html.Length);
        var at = 0;
        while (at < html.Length)
        {
            var open = html.IndexOf('<', at);
            if (open < 0)
                break;
            dressed.Append(Pen.Text(html[at..open], shape));
            var tag = Tag().Match(html, open);
            if (!tag.Success || tag.Index != open)
            {
                dressed.Append('<');
                at = open + 1;
                continue;
            }

            dressed.Append(Pen.Tag(Rewritten(tag, shape, address), tag.Groups["name"].Value, opens: tag.Groups["slash"].Length == 0, shape));
            at = open + tag.Length;
            if (shape.Fonts == Fonts.Underlined && tag.Groups["name"].Value == "a" && tag.Groups["slash"].Length == 0 && char.IsAsciiLetter(html[at]))
                dressed.Append("<u>").Append(html[at++]).Append("</u>");
            if (!tag.Groups["name"].Value.Equals("script", StringComparison.OrdinalIgnoreCase) || tag.Groups["slash"].Length > 0)
                continue;
            var end = html.IndexOf("</script", at, StringComparison.OrdinalIgnoreCase);
            dressed.Append(html, at, end - at);
            at = end;
        }

        return dressed.Append(Pen.Text(html[at..], shape)).ToString();
    }

    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    private static string Rewritten(Match tag, OtherShape shape, Func<string, string> address)
    {
        var text = new StringBuilder("<").Append(tag.Groups["slash"].Value).Append(Cased(tag.Groups["name"].Value, shape.TagCase));
        var attributes = Attribute().Matches(tag.Groups["rest"].Value);
        var named = attributes.Any(attribute => attribute.Groups["name"].Value == "name");
        foreach (Match attribute in attributes)
        {
            var name = attribute.Groups["name"].Value;
            if (shape.Identifiers == Identifiers.NamesOnly && name == "id" && named)
                continue;
            text.Append(' ').Append(Cased(name, shape.TagCase));
            if (attribute.Groups["value"].Success)
                text.Append('=').Append(Quoted(Valued(name, attribute.Groups["value"].Value, shape, address), shape.Quotes));
            else if (shape.Shell == Shell.Xhtml)
                text.Append('=').Append(Quoted(name, shape.Quotes));
        }

        var isEmpty = tag.Groups["name"].Value is "img" or "input" or "br" or "meta" or "area" or "frame" or "hr" or "base";
        return text.Append(isEmpty && shape.Shell == Shell.Xhtml ? " />" : ">").ToString();
    }

    private static string Valued(string name, string value, OtherShape shape, Func<string, string> address) =>
        (name is "href" or "src" or "action") && value.StartsWith(Places.Root, StringComparison.Ordinal) && value.Contains(".asp", StringComparison.Ordinal) ? address(value) : Pen.Accented(value, shape.Accents);

    private static string Cased(string name, TagCase tagCase) => tagCase switch
    {
        TagCase.Upper => name.ToUpperInvariant(),
        TagCase.Mixed => char.ToUpperInvariant(name[0]) + name[1..],
        _ => name,
    };

    private static string Quoted(string value, Quotes quotes) => quotes switch
    {
        Quotes.Single when !value.Contains('\'', StringComparison.Ordinal) => $"'{value}'",
        Quotes.Bare when Bare().IsMatch(value) => value,
        _ => $"\"{value}\"",
    };

    [GeneratedRegex("<(?<slash>/?)(?<name>[a-zA-Z][a-zA-Z0-9]*)(?<rest>(?:[^>\"]|\"[^\"]*\")*)>", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Tag();

    [GeneratedRegex("(?<name>[a-zA-Z-]+)(?:=\"(?<value>[^\"]*)\")?", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Attribute();

    [GeneratedRegex("^[A-Za-z0-9_.#%-]+$", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Bare();
}
