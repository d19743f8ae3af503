using System.Text;
using Simulators.OtherRegistre.Http;
using static Simulators.OtherRegistre.Pages.Markup;

namespace Simulators.OtherRegistre.Pages;

/// <summary>What every page has: its shell, the navigation bar, fields, buttons and messages, in the shape's manner.</summary>
internal sealed class Sheet(OtherShape shape, Places places)
{
    public static Encoding Windows { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public Encoding Encoding => shape.Charset == Charset.Utf8 ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) : Windows;

    /// <summary>The request that is being answered, by which addresses and sessions are spelt.</summary>
    public Asked? Asked { get; set; }

    private readonly Surround _surround = new(shape, places);
    private int _stamp = 11_280;

    private string CharsetName => shape.Charset == Charset.Utf8 ? "utf-8" : shape.CharsetLabel == CharsetLabel.Latin1 ? "iso-8859-1" : "windows-1252";

    /// <summary>A page with a bar at its left once somebody is logged in.</summary>
    public Reply Page(string title, string body, bool navigation = true, string script = "", string head = "", int status = 200)
    {
        var bar = navigation && shape.Frames != Frames.WholeSite ? Navigation() : "";
        body = _surround.Around(body, bar);
        var inner = navigation && shape.Frames != Frames.WholeSite ? $"<table width=\"100%\"><tr><td class=\"barNavgt\" valign=\"top\" width=\"160\">{bar}</td><td valign=\"top\">{body}</td></tr></table>" : body;
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
        var unsaid = shape is { CharsetLabel: CharsetLabel.Absent, Charset: not Charset.Utf8 };
        var meta = unsaid ? "" : $"<meta http-equiv=\"Content-Type\" content=\"text/html; charset={CharsetName}\">";
        if (shape.Addresses == Addresses.BaseHref && Asked is not null)
            head = $"<base href=\"{Asked.Origin}{Places.Scripts}\">{head}";
        var html = $"{Shells.Opening(shape.Shell, CharsetName)}<head>{meta}<title>{title}</title>{head}</head>\r\n{(shape.Remarks == Remarks.None ? "" : Surround.OldMarkup)}{body}\r\n</html>";
        return new(status, unsaid || shape.Charset == Charset.MetaOnly ? "text/html" : $"text/html; charset={CharsetName}", Encoding.GetBytes(Dress(html, shape, Address)));
    }

    private string Address(string value)
    {
        var joint = value.Contains('?', StringComparison.Ordinal) ? "&amp;" : "?";
        return shape.Addresses switch
        {
            Addresses.AntiCache => $"{value}{joint}nocache={++_stamp}",
            Addresses.SessionId => $"{value}{joint}SIRFSID={Asked?.SessionId ?? "0"}",
            Addresses.BaseHref when Asked is not null => value.Replace(Places.Scripts, "", StringComparison.Ordinal),
            Addresses.FolderCase => value.Replace(Places.Scripts, "/sirf/SCRIPT/", StringComparison.Ordinal),
            Addresses.Absolute => Asked?.Origin + value,
            _ => value,
        };
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
        if (shape.Bar != Bar.Links)
            return _surround.Navigation(target);
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

    public string Text(string name, string value = "", string type = "text", string extra = "") => $"<input type=\"{type}\" name=\"{name}\" id=\"{name}\" value=\"{Escape(value)}\"{extra}>";

    /// <summary>The name of a place, with the shape's spaces and apostrophes.</summary>
    public string Place(string name) => Pen.Place(name, shape);

    /// <summary>A button that cannot be seen or pressed, before the true one; empty where the shape has none.</summary>
    public string Ghost(string text) => shape.Surroundings == Surroundings.HiddenCopies ? $"<div style=\"display:none\"><input type=\"submit\" name=\"btnInact\" value=\"{text}\" disabled></div>" : "";

    /// <summary>A message and its form, in the shape's order.</summary>
    public string Placed(string fragment, string form) => shape.MessagePlace switch { MessagePlace.Below => form + fragment, MessagePlace.Twice => fragment + form + fragment, _ => fragment + form };

    /// <summary>The given hidden fields, with others beside them where the shape is talkative.</summary>
    public string Hidden(params (string Name, string Value)[] fields)
    {
        var all = shape.HiddenFields == HiddenFields.Many ? [("txtNoVersn", "4.02"), .. fields, ("txtDatSystm", "20010903"), ("__ecran", "SIRF")] : fields;
        return string.Concat(all.Select(field => $"<input type=\"hidden\" name=\"{field.Name}\" value=\"{Escape(field.Value)}\">"));
    }

    /// <summary>A message of the site as a fragment of the page and a script; both empty for no message.</summary>
    public (string Fragment, string Script) Message(string? text)
    {
        const string icon = "<td><img src=\"/Sirf/images/image_message.gif\" alt=\"\"></td>";
        string Cell(string inner) => $"<table class=\"Cadre\"><tr>{icon}<td class=\"contValErr\">{inner}</td></tr></table>";
        if (text is null)
            return (shape.MessagePlace == MessagePlace.EmptyBox ? Cell("&nbsp;") : "", "");
        text = shape.MessageWords switch
        {
            MessageWords.Coded => $"SIRF-1311-0214 : {text}",
            MessageWords.Advised => $"{text} Pour obtenir de l'aide, communiquez avec le Centre de relation avec la clientèle au 1 866 226-0977.",
            _ => text,
        };
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
