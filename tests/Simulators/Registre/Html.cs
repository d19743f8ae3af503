using System.Text;

namespace Simulators.Registre;

/// <summary>The old markup that all pages share.</summary>
internal static class Html
{
    /// <summary>A page of someone who is logged in: navigation on the left, content on the right.</summary>
    public static string Page(string title, string content) => Plain(title, $"""
        <table width="100%" border="0"><tr><td width="170" valign="top" class="navgt">
        <a href="{SitePaths.IndexSearch}">Index des immeubles</a><br>
        <a href="{SitePaths.ActeSearch}">Acte, radiation ou avis d'adresse</a><br>
        <a href="{SitePaths.PlanSearch}">Plan cadastral</a><br>
        <a href="{SitePaths.Client}">Dossier client</a><br>
        <a href="{SitePaths.Logout}">Fermer la session</a>
        </td><td valign="top"><h1>{Text(title)}</h1>
        {content}
        </td></tr></table>
        """);

    public static string Plain(string title, string body) => Document(title, $"""
        <body bgcolor="#FFFFFF">
        <table width="100%"><tr><td><img src="{SitePaths.Images}/entete.gif" alt="Registre foncier du Québec en ligne"></td></tr></table>
        {body}
        </body>
        """);

    public static string Document(string title, string bodyOrFrameset) => $"""
        <html lang="fr">
        <head>
        <meta http-equiv="Content-Type" content="text/html; charset=windows-1252">
        <title>{Text(title)} - Registre foncier du Québec</title>
        </head>
        {bodyOrFrameset}
        </html>
        """;

    /// <summary>The box in which the site says what is wrong.</summary>
    public static string Message(string? text) => text is null ? "" : $"""
        <table class="Cadre" border="1"><tr>
        <td><img src="{SitePaths.Images}/image_message.gif" alt="Message"></td>
        <td class="contValErr">{Text(text)}</td>
        </tr></table>
        """;

    public static string Select(string id, IReadOnlyList<SelectOption> options, string? selected, string? onChange = null)
    {
        var html = new StringBuilder($"<select id=\"{id}\" name=\"{id}\"{(onChange is null ? "" : $" onchange=\"{onChange}\"")}>\n");
        foreach (var option in options)
        {
            html.Append("<option value=\"").Append(option.Value).Append('"')
                .Append(option.Value == selected ? " selected" : "").Append('>').Append(Text(option.Text)).Append("</option>\n");
        }

        return html.Append("</select>").ToString();
    }

    public static string Text(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal)
        .Replace("\"", "&quot;", StringComparison.Ordinal);
}
