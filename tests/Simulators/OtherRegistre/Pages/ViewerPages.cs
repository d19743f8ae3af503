using System.Globalization;
using Simulators.OtherRegistre.Desks;
using Simulators.OtherRegistre.Http;
using Simulators.OtherRegistre.Pdf;

namespace Simulators.OtherRegistre.Pages;

/// <summary>The viewer: its frames, the menu with Sauvegarder, and the page itself.</summary>
internal sealed class ViewerPages(World world)
{
    private readonly OtherShape _shape = world.Shape;
    private readonly Places _places = world.Places;
    private readonly Sheet _sheet = world.Sheet;

    /// <summary>The page that reloads itself until the document is there.</summary>
    public Reply PreparingPage(Order order)
    {
        var again = Query(Places.Viewer, order);
        var seconds = Math.Max(1, (int)Math.Round(world.Scaled(5).TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        const string text = "<p>Votre document est en préparation. Veuillez patienter...</p><img src=\"/Sirf/images/sablier.gif\" alt=\"\">";
        return _shape.Preparing == Preparing.Script
            ? _sheet.Raw("Document en préparation", $"<body onload=\"setTimeout('{_places.Function("Rafrc")}()', {seconds}000)\">{text}{_sheet.Script($"function {_places.Function("Rafrc")}() {{ window.location.replace('{again}'); }}")}</body>")
            : _sheet.Raw("Document en préparation", $"<body>{text}</body>", $"<meta http-equiv=\"refresh\" content=\"{seconds};url={again}\">");
    }

    /// <summary>The page that leads on to the viewer by itself.</summary>
    public Reply InterimPage(Order order)
    {
        const string text = "<p>Transmission de la demande en cours...</p>";
        if (_shape.Interim == Interim.RefreshHeader)
            return _sheet.Raw("SIRF", $"<body>{text}</body>") with { Refresh = $"1;url={Query(Places.Viewer, order)}" };
        var token = _shape.OrderState == OrderState.Session ? "" : $"<input type=\"hidden\" name=\"{_places.Token}\" value=\"{order.Key}\">";
        return _sheet.Raw("SIRF", $"<body onload=\"document.frmTrait.submit()\"><form name=\"frmTrait\" action=\"{Places.Viewer}\" method=\"post\">{token}{text}</form></body>");
    }

    public Reply Show(Order order)
    {
        var inner = Panes(order);
        if (_shape.Frames == Frames.None)
            return _sheet.Page("Consultation", $"<table><tr><td class=\"menuBoutnCentr\">{SaveMarkup(order)}</td></tr></table>{Body(order)}", navigation: false, script: SaveScript(order));
        if (_shape.SaveControl == SaveControl.TopLink)
            return _sheet.Raw("Consultation", $"<body><table width=\"100%\"><tr><td class=\"fondOrang\">{SaveMarkup(order)}</td></tr></table>{_sheet.Script(SaveScript(order))}<iframe name=\"menu\" src=\"{Query(Places.Menu, order)}\" width=\"100%\" height=\"40\"></iframe><iframe name=\"page\" src=\"{Query(Places.Page, order)}\" width=\"100%\" height=\"600\"></iframe></body>");
        return _shape.Frames == Frames.Deeper
            ? _sheet.Raw("Consultation", $"<frameset rows=\"60,*\"><frame name=\"entet\" src=\"{Places.Header}\"><frame name=\"docmn\" src=\"{Query(Places.Deeper, order)}\"></frameset>")
            : _sheet.Raw("Consultation", inner);
    }

    public Reply Inner(Order order) => _sheet.Raw("Consultation", Panes(order));

    public Reply Menu(Order order)
    {
        if (!world.Ready(order))
            return _sheet.Raw("Menu", "<body class=\"fondOrang\">Chargement en cours...</body>", $"<meta http-equiv=\"refresh\" content=\"1;url={Query(Places.Menu, order)}\">");
        var save = _shape.SaveControl == SaveControl.TopLink ? "&nbsp;" : SaveMarkup(order);
        return _sheet.Raw("Menu", $"<body class=\"fondOrang\"><table><tr><td class=\"menuBoutnCentr\"><a href=\"{_places.Welcome}\" target=\"_top\">Fermer</a></td>{Beside(order)}<td class=\"menuBoutnCentr\">{save}</td></tr></table>{_sheet.Script(SaveScript(order))}</body>");
    }

    private string Beside(Order order) => _shape.ViewerMenu == ViewerMenu.Short ? "" : string.Concat(
        new[] { ("Aide", Places.Header, "_blank"), ("Commander", $"{_places.Order}?NoDocmn={order.Key}", "_top"), ("Nouvelle recherche", Places.Index, "_top") }
            .Select(link => $"<td class=\"menuBoutnCentr\"><a href=\"{link.Item2}\" target=\"{link.Item3}\" title=\"{link.Item1} le document\">{link.Item1}</a></td>"));

    public Reply Page(Order order) => _sheet.Raw("Page", $"<body>{Body(order)}</body>");

    private string Panes(Order order)
    {
        var menu = Query(Places.Menu, order);
        string Set(string rows, string first, string last, string extra = "") =>
            $"<frameset rows=\"{rows}\" border=\"0\"{extra}>{first}<frame name=\"menu\" src=\"{(extra.Length == 0 ? menu : Places.Blank)}\" scrolling=\"no\"><frame name=\"page\" src=\"{Query(Places.Page, order)}\">{last}</frameset>";
        return _shape.FrameSet switch
        {
            FrameSet.MenuByScript => Set("45,*", "", "", $" onload=\"if (!window.pret) {{ window.pret = true; window.frames['menu'].location.replace('{menu}'); }}\""),
            FrameSet.Decoys => Set("20,45,*,20", $"<frame name=\"menuHaut\" src=\"{Places.Header}\">", $"<frame name=\"pagePied\" src=\"{Places.Blank}\">"),
            FrameSet.NoFrames => Set("45,*", "", "<noframes><body><p>Votre navigateur n'affiche pas les cadres. Le document demandé ne peut être affiché.</p></body></noframes>"),
            _ => Set("45,*", "", ""),
        };
    }

    private string Query(string path, Order order) => path + _places.Query(order.Key);

    private string SaveMarkup(Order order) => _shape.SaveExtra switch
    {
        SaveExtra.HelpFirst => $"<a href=\"{Places.News}\" target=\"aide\" title=\"Comment sauvegarder ou imprimer un document\">Aide : Sauvegarder</a> {SaveControlMarkup(order)}",
        SaveExtra.Twice => $"{SaveControlMarkup(order)} {SaveControlMarkup(order)}",
        _ => SaveControlMarkup(order),
    };

    private string SaveControlMarkup(Order order)
    {
        const string title = "title=\"Sauvegarder ou imprimer le document\"";
        var href = Query(Places.Save, order);
        return _shape.SaveControl switch
        {
            SaveControl.Image => $"<a href=\"{href}\" {title}><img src=\"/Sirf/images/sauvg.gif\" alt=\"Sauvegarder\" width=\"32\" height=\"32\" border=\"0\"></a>",
            SaveControl.Script => $"<a href=\"javascript:fRechrDocmnPDF()\" {title}>Sauvegarder</a>",
            SaveControl.NewWindow => $"<a href=\"{href}\" target=\"_blank\" {title}>Sauvegarder</a>",
            SaveControl.Button => $"<form action=\"{Places.Save}\" method=\"get\">{(_shape.OrderState == OrderState.Session ? "" : $"<input type=\"hidden\" name=\"{_places.Token}\" value=\"{order.Key}\">")}<input type=\"submit\" value=\"Sauvegarder\" {title}></form>",
            _ => $"<a href=\"{href}\" {title} onmouseup=\"fRechrDocmnPDF()\">Sauvegarder</a>",
        };
    }

    private string SaveScript(Order order) =>
        _shape.SaveControl == SaveControl.Script ? $"function fRechrDocmnPDF() {{ window.location.href = '{Query(Places.Save, order)}'; }}" : "function fRechrDocmnPDF() { return true; }";

    private string Body(Order order) => order.Document.Computerised && order.Document.Kind == DocumentKind.Index
        ? IndexTables.Make(order.Document, _shape.IndexTable, _shape.IndexRows)
        : $"<img src=\"/Sirf/images/page.gif\" alt=\"Page 1 de {order.Document.Pages}\" width=\"600\" height=\"780\">";
}

/// <summary>The table of a computerised index.</summary>
internal static class IndexTables
{
    private static readonly string[] Heads = ["Date de présentation", "Numéro d'inscription", "Nature de l'acte", "Qualité", "Nom des parties", "Remarques", "Avis d'adresse", "Radiations"];

    public static string Make(OtherDocument document, IndexTable form, IndexRows between)
    {
        var head = string.Concat(Heads.Select(text => form == IndexTable.PlainCells ? $"<td class=\"enteteTabl\"><b>{text}</b></td>" : $"<th>{text}</th>"));
        var rows = string.Concat(Papers.Rows(document).Select((row, i) => Rows(row, form) + between switch
        {
            IndexRows.HeadsRepeated when i % 4 == 3 => $"<tr>{head}</tr>",
            IndexRows.Rules => "<tr><td colspan=\"8\"><hr></td></tr>",
            _ => "",
        }));
        if (between == IndexRows.Rules)
            rows += "<tr><td colspan=\"8\" align=\"center\">*** Fin de l'index des immeubles ***</td></tr>";
        var table = $"<table border=\"1\" class=\"indx\"><tr>{head}</tr>{rows}</table>";
        var title = $"<p>Circonscription foncière : {document.District}<br>Cadastre : {document.Cadastre}<br>Lot : {Catalogue.French.Grouped(document.Number)}</p>";
        return form == IndexTable.Nested ? $"{title}<table><tr><td>{table}</td></tr></table>" : title + table;
    }

    private static string Rows(string[] row, IndexTable form)
    {
        var number = $"<a href=\"{Places.Actes}?txtNoReqst={row[1].Replace(" ", "", StringComparison.Ordinal)}\">{row[1]}</a>";
        string Cells(string[] texts) => string.Concat(texts.Select(text => $"<td>{(text.Length == 0 ? "&nbsp;" : text)}</td>"));
        string[] parties = [Cells([row[3], row[4]]), Cells([row[5], row[6]])];
        return form switch
        {
            IndexTable.BlankCells => $"<tr>{Cells([row[0], number, row[2]])}{parties[0]}{Cells([row[7], "", ""])}</tr><tr>{Cells(["", "", ""])}{parties[1]}{Cells(["", "", ""])}</tr>",
            IndexTable.Nested => $"<tr>{Cells([row[0], number, row[2]])}<td colspan=\"2\"><table><tr>{parties[0]}</tr><tr>{parties[1]}</tr></table></td>{Cells([row[7], "", ""])}</tr>",
            _ => $"<tr><td rowspan=\"2\">{row[0]}</td><td rowspan=\"2\">{number}</td><td rowspan=\"2\">{row[2]}</td>{parties[0]}<td rowspan=\"2\">{row[7]}&nbsp;</td><td rowspan=\"2\">&nbsp;</td><td rowspan=\"2\">&nbsp;</td></tr><tr>{parties[1]}</tr>",
        };
    }
}
