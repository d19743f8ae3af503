using System.Text;
using System.Text.RegularExpressions;

namespace Simulators.OtherRegistre.Pages;

/// <summary>Gives a page the handwriting of the shape: case, quotes, ids.</summary>
internal static partial class Markup
{
    /// <summary>Rewrites every tag; what stands between script tags stays as it is.</summary>
    public static string Dress(string html, OtherShape shape)
    {
        var dressed = new StringBuilder(html.Length);
        var at = 0;
        while (at < html.Length)
        {
            var open = html.IndexOf('<', at);
            if (open < 0)
                break;
            dressed.Append(html, at, open - at);
            var tag = Tag().Match(html, open);
            if (!tag.Success || tag.Index != open)
            {
                dressed.Append('<');
                at = open + 1;
                continue;
            }

            dressed.Append(Rewritten(tag, shape));
            at = open + tag.Length;
            if (!tag.Groups["name"].Value.Equals("script", StringComparison.OrdinalIgnoreCase) || tag.Groups["slash"].Length > 0)
                continue;
            var end = html.IndexOf("</script", at, StringComparison.OrdinalIgnoreCase);
            dressed.Append(html, at, end - at);
            at = end;
        }

        return dressed.Append(html, at, html.Length - at).ToString();
    }

    public static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);

    private static string Rewritten(Match tag, OtherShape shape)
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
                text.Append('=').Append(Quoted(attribute.Groups["value"].Value, shape.Quotes));
        }

        return text.Append('>').ToString();
    }

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
