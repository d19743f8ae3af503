using System.Text;
using Simulators.OtherRegistre.Http;
using static Simulators.OtherRegistre.Pages.Markup;

namespace Simulators.OtherRegistre.Pages;

/// <summary>What every page has: its shell, the navigation bar, fields, buttons and messages, in the shape's manner.</summary>
internal sealed class Sheet(OtherShape shape, Places places)
{
    public static Encoding Windows { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public Encoding Encoding => shape.Charset == Charset.Utf8 ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Windows;

    private string CharsetName => shape.Charset == Charset.Utf8 ? "utf-8" : "windows-1252";

    /// <summary>A page with a bar at its left once somebody is logged in.</summary>
    public Reply Page(string title, string body, bool navigation = true, string script = "", string head = "", int status = 200)
    {
        var inner = navigation && shape.Frames != Frames.WholeSite ? $"<table width=\"100%\"><tr><td class=\"barNavgt\" valign=\"top\" width=\"160\">{Navigation()}</td><td valign=\"top\">{body}</td></tr></table>" : body;
        var framed = shape.Layout switch
        {
            Layout.Nested => $"<table width=\"100%\" border=\"0\"><tr><td><table border=\"0\" cellpadding=\"0\"><tr><td><img src=\"/Sirf/images/spacer.gif\" alt=\"\"></td><td><table width=\"98%\"><tr><td>{inner}</td></tr></table></td></tr></table></td></tr></table>",
            Layout.Blocks => $"<div id=\"entete\"><img src=\"/Sirf/images/entete.gif\" alt=\"Registre foncier du Québec\"></div><div id=\"contenu\">{inner}</div><div id=\"pied\">&copy; Gouvernement du Québec</div>",
            _ => $"<table width=\"760\" border=\"0\"><tr><td class=\"titrePage\"><b>{title}</b></td></tr><tr><td>{inner}</td></tr></table>",
        };
        return Raw(title, $"<body bgcolor=\"#FFFFFF\">{framed}{Script(script)}</body>", head, status);
    }

    /// <summary>A document whose body or frameset is given.</summary>
    public Reply Raw(string title, string body, string head = "", int status = 200)
    {
        var meta = $"<meta http-equiv=\"Content-Type\" content=\"text/html; charset={CharsetName}\">";
        var html = $"<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01 Transitional//EN\">\r\n<html>\r\n<head>{meta}<title>{title}</title>{head}</head>\r\n{body}\r\n</html>";
        return new(status, shape.Charset == Charset.MetaOnly ? "text/html" : $"text/html; charset={CharsetName}", Encoding.GetBytes(Dress(html, shape)));
    }

    public string Script(string code) => code.Length == 0 ? "" : $"<script language=\"JavaScript\">\r\n{code}\r\n</script>";

    public string Navigation()
    {
        var target = shape.Frames == Frames.WholeSite ? " target=\"contn\"" : "";
        string Link(string href, string text) => shape.Welcome == Welcome.Pictures ? $"<a href=\"{href}\"{target}><img src=\"/Sirf/images/nav.gif\" alt=\"{text}\" width=\"140\" height=\"20\" border=\"0\"></a><br>" : $"<a href=\"{href}\"{target}>{text}</a><br>";
        var history = shape.HistoryLink switch
        {
            HistoryLink.Image => $"<a href=\"{places.History}\"{target}><img src=\"/Sirf/images/histr_factr.gif\" alt=\"Historique des factures\" width=\"140\" height=\"20\" border=\"0\"></a><br>",
            HistoryLink.ClientFile => "",
            HistoryLink.Script => $"<a href=\"#\" onclick=\"{(shape.Frames == Frames.WholeSite ? "parent.contn.location" : "window.location")}.href='{places.History}'; return false;\">Historique des factures</a><br>",
            _ => Link(places.History, "Historique des factures"),
        };
        return "<b>Consultation</b><br>" + Link(Places.Index, "Index des immeubles") + Link(Places.Actes, "Acte, radiation et avis d'adresse") + Link(Places.Plans, "Plan cadastral")
            + "<b>Services</b><br>" + Link(places.ClientFile, "Dossier client") + history + Link(places.Logout, shape.Welcome == Welcome.Greeting ? "Fin de session" : "Quitter");
    }

    /// <summary>One labelled field, as a row of a two-column table.</summary>
    public string Row(string label, string id, string control) => shape.Labels switch
    {
        Labels.LabelFor => $"<tr><td><label for=\"{id}\">{label}</label></td><td>{control}</td></tr>",
        Labels.Below => $"<tr><td colspan=\"2\">{control}<br><font size=\"1\">{label}</font></td></tr>",
        _ => $"<tr><td class=\"libl\">{label}&nbsp;:</td><td>{control}</td></tr>",
    };

    public string Rows(params IEnumerable<string> rows) => $"<table border=\"0\">{string.Concat(shape.FieldOrder == FieldOrder.Reversed ? rows.Reverse() : rows)}</table>";

    public string Text(string name, string value = "", string type = "text") => $"<input type=\"{type}\" name=\"{name}\" id=\"{name}\" value=\"{Escape(value)}\">";

    /// <summary>The given hidden fields, with others beside them where the shape is talkative.</summary>
    public string Hidden(params (string Name, string Value)[] fields)
    {
        var all = shape.HiddenFields == HiddenFields.Many ? [("txtNoVersn", "4.02"), .. fields, ("txtDatSystm", "20010903"), ("__ecran", "SIRF")] : fields;
        return string.Concat(all.Select(field => $"<input type=\"hidden\" name=\"{field.Name}\" value=\"{Escape(field.Value)}\">"));
    }

    /// <summary>A message of the site as a fragment of the page and a script; both empty for no message.</summary>
    public (string Fragment, string Script) Message(string? text)
    {
        if (text is null)
            return ("", "");
        const string icon = "<td><img src=\"/Sirf/images/image_message.gif\" alt=\"\"></td>";
        string Cell(string inner) => $"<table class=\"Cadre\"><tr>{icon}<td class=\"contValErr\">{inner}</td></tr></table>";
        return shape.MessageForm switch
        {
            MessageForm.Font => ($"<p><font color=\"red\" size=\"2\"><b>{Escape(text)}</b></font></p>", ""),
            MessageForm.SecondCell => ($"<table class=\"Cadre\"><tr>{icon}<td class=\"contValErr\">&nbsp;</td><td class=\"contValErr\">{Escape(text)}</td></tr></table>", ""),
            MessageForm.Alert => ("", $"alert(\"{text}\");"),
            MessageForm.Entities => (Cell(Entities(text)), ""),
            MessageForm.Broken => (Cell(Escape(text).Replace(" d", "\r\n<br>d", StringComparison.Ordinal).Replace(" e", "\r\n   e", StringComparison.Ordinal)), ""),
            MessageForm.Capitals => (Cell(Escape(text.ToUpperInvariant())), ""),
            _ => (Cell(Escape(text)), ""),
        };
    }

    /// <summary>A page that is nothing but a refusal.</summary>
    public Reply Refusal(string title, string text)
    {
        var (fragment, script) = Message(text);
        return Page(title, fragment + "<p><a href=\"javascript:history.back()\">Retour</a></p>", script: script);
    }

    private static string Entities(string text)
    {
        var entities = new StringBuilder();
        foreach (var c in text)
            entities.Append(c switch { 'é' => "&eacute;", 'è' => "&egrave;", 'à' => "&agrave;", 'É' => "&Eacute;", '\'' => "&#39;", ' ' when entities.Length % 7 == 0 => "&nbsp;", _ => c.ToString() });
        return entities.ToString();
    }
}
