using System.Globalization;
using Simulators.OtherRegistre.Http;
using Simulators.OtherRegistre.Pages;
using Simulators.OtherRegistre.Pdf;

namespace Simulators.OtherRegistre.Desks;

/// <summary>Dossier client and Historique des factures: what was billed, to be found and read again.</summary>
internal sealed class HistoryDesk(World world, OrderDesk orders)
{
    private const int RowsPerPage = 5;

    private readonly OtherShape _shape = world.Shape;
    private readonly Places _places = world.Places;
    private readonly Sheet _sheet = world.Sheet;
    private readonly HistoryRows _rows = new(world);

    public Reply ClientFile() => _sheet.Page("Dossier client", $"<p>Votre dossier</p><ul><li><a href=\"{_places.Welcome}\">Coordonnées</a></li><li><a href=\"{_places.History}\">Historique des factures</a></li></ul>");

    public Reply Show(Asked asked, Session session)
    {
        if (_shape.HistoryPaging == HistoryPaging.PeriodForm && asked.Field("txtDatDebut") is null)
            return Page(Form("", ""));
        var account = session.Account!;
        var due = world.Scaled(_shape.HistoryDelay switch { HistoryDelay.Short => 20, HistoryDelay.Long => 90, _ => 0 });
        IEnumerable<BilledConsultation> billed = [.. world.Past.Concat(world.Bill).Where(line => line.Account == account && line.When + due <= world.Now && world.Rules.Shows(line)).OrderBy(line => line.When)];
        if (_shape.HistoryOrder == HistoryOrder.NewestFirst)
            billed = billed.Reverse();
        var (from, to) = (asked.Field("txtDatDebut") ?? "", asked.Field("txtDatFin") ?? "");
        if (_shape.HistoryPaging == HistoryPaging.PeriodForm)
        {
            if (!Day(from, out var first) || !Day(to, out var last) || first > last)
                return Page(_sheet.Message("La période est invalide. Saisissez les dates dans le format AAAA-MM-JJ.").Fragment + Form(from, to));
            billed = billed.Where(line => Date(line) >= first && Date(line) <= last);
        }

        var lines = billed.ToArray();
        if (_shape.HistoryPaging != HistoryPaging.Pages)
            return Page((_shape.HistoryPaging == HistoryPaging.PeriodForm ? Form(from, to) : "") + (lines.Length == 0 ? "<p>Aucune facture.</p>" : _rows.Table(lines)));
        _ = int.TryParse(asked.Query.GetValueOrDefault("NoPage", "1"), CultureInfo.InvariantCulture, out var page);
        var pages = Math.Max(1, (lines.Length + RowsPerPage - 1) / RowsPerPage);
        page = Math.Clamp(page, 1, pages);
        var before = page > 1 ? $"<a href=\"{_places.History}?NoPage={page - 1}\">&lt;&lt; Précédent</a> " : "";
        var after = page < pages ? $" <a href=\"{_places.History}?NoPage={page + 1}\">Suivant &gt;&gt;</a>" : "";
        return Page((lines.Length == 0 ? "<p>Aucune facture.</p>" : _rows.Table([.. lines.Skip((page - 1) * RowsPerPage).Take(RowsPerPage)])) + $"<p>{before}{page} de {pages}{after}</p>");
    }

    public Reply Consult(Asked asked, Session session) => Line(asked, session) is { } billed
        ? asked.Pressed(_places.Command) ? orders.OrderCopy(session, billed.Document) : orders.Again(asked, session, billed)
        : _sheet.Refusal("Historique des factures", "La facture demandée est inexistante.");

    public Reply Order(Asked asked, Session session) => (Line(asked, session)?.Document ?? world.Order(asked.Field("NoDocmn"), session.Account!)?.Document) is { } document
        ? orders.OrderCopy(session, document)
        : _sheet.Refusal("Commande", "La facture demandée est inexistante.");

    public Reply Invoice(Asked asked, Session session) => Line(asked, session) is { } billed
        ? new(200, "application/pdf", Papers.Invoice(billed, _rows.Amount(billed.Price))) { Disposition = $"attachment; filename=\"Facture_{billed.Invoice}.pdf\"" }
        : _sheet.Refusal("Facture", "La facture demandée est inexistante.");

    private BilledConsultation? Line(Asked asked, Session session) =>
        world.Past.Concat(world.Bill).FirstOrDefault(line => line.Invoice == asked.Field("NoFactr") && line.Account == session.Account);

    private Reply Page(string body) => _sheet.Page("Historique des factures", $"<h3>Historique des factures</h3>{body}");

    private string Form(string from, string to) =>
        $"<form name=\"frmPerd\" action=\"{_places.History}\" method=\"post\">{_sheet.Rows(_sheet.Row("Du (AAAA-MM-JJ)", "txtDatDebut", _sheet.Text("txtDatDebut", from)), _sheet.Row("Au (AAAA-MM-JJ)", "txtDatFin", _sheet.Text("txtDatFin", to)))}{Buttons.Make(Press.Input, "btnRechr", "Rechercher")}</form>";

    private static bool Day(string text, out DateOnly day) => DateOnly.TryParseExact(text.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    private static DateOnly Date(BilledConsultation line) => DateOnly.FromDateTime(World.Local(line.When).DateTime);
}
