using Simulators.OtherRegistre.Catalogue;
using Simulators.OtherRegistre.Desks;
using Simulators.OtherRegistre.Http;
using Simulators.OtherRegistre.Pdf;

namespace Simulators.OtherRegistre.Pages;

/// <summary>The page that asks before a document is shown.</summary>
internal sealed class ConfirmPages(World world)
{
    private readonly OtherShape _shape = world.Shape;
    private readonly Places _places = world.Places;
    private readonly Sheet _sheet = world.Sheet;

    private string Extra() => _shape.ConfirmExtra switch
    {
        ConfirmExtra.Tariff => "<table border=\"1\"><tr><th>Service</th><th>Quantité</th><th>Tarif</th></tr><tr><td>Consultation</td><td>1</td><td align=\"right\">1,50&nbsp;$</td></tr><tr><td>Copie certifiée</td><td>0</td><td align=\"right\">9,00&nbsp;$</td></tr><tr><td colspan=\"2\">Total</td><td align=\"right\">1,50&nbsp;$</td></tr></table>",
        ConfirmExtra.ServiceRadios => "<p><input type=\"radio\" name=\"rdServc\" value=\"C\" checked> Consulter (1,50 $) <input type=\"radio\" name=\"rdServc\" value=\"O\"> Commander une copie (9,00 $)</p>",
        _ => "",
    };

    private string Offer() => _shape.CopyOffer switch
    {
        CopyOffer.RadioChosen => "<p><input type=\"radio\" name=\"rdTypeServc\" value=\"C\"> Consulter (1,50 $) <input type=\"radio\" name=\"rdTypeServc\" value=\"O\" checked> Commander une copie certifiée (9,00 $)</p>",
        CopyOffer.RadioAfterLabel => "<table><tr><td>Commander</td><td><input type=\"radio\" name=\"rdTypeServc\" value=\"O\" checked></td><td>Consulter</td><td><input type=\"radio\" name=\"rdTypeServc\" value=\"C\"></td></tr></table>",
        CopyOffer.NothingChosen => "<p><label><input type=\"radio\" name=\"rdTypeServc\" value=\"O\"><b>Commander</b></label> <label><input type=\"radio\" name=\"rdTypeServc\" value=\"C\"><b>Consulter</b></label></p>",
        CopyOffer.TickedAsWell => "<p><input type=\"checkbox\" name=\"chkCopie\" value=\"O\" checked> Commander aussi une copie certifiée (9,00 $)</p>",
        _ => "",
    };

    public Reply Show(Order order)
    {
        var document = order.Document;
        var note = _shape.ConfirmNote switch
        {
            _ when order.Again => "<p>Des frais de 1,50 $ seront portés à votre compte pour cette consultation.</p>",
            ConfirmNote.Cost => "<p>Le coût de cette consultation est de 1,50 $. Ce montant sera porté à votre compte.</p>",
            ConfirmNote.Size => $"<p>Le document demandé contient {document.Pages} page(s) ({document.Pages * 212} Ko). Le temps de transmission peut être de plusieurs minutes.</p>",
            _ => "<p>Vous avez demandé la consultation du document suivant :</p>",
        };
        var press = _shape.ConfirmButton switch { ConfirmButton.Button => Press.Button, ConfirmButton.Image => Press.Image, ConfirmButton.Link => Press.Link, _ => Press.Input };
        var ask = _shape.ConfirmButton == ConfirmButton.ScriptConfirm ? " onclick=\"return confirm('Confirmez-vous la demande ?')\"" : "";
        var confirm = Buttons.Make(press, "btnConfr", "Confirmer", $" accesskey=\"C\" tabindex=\"11\"{ask}");
        var cancel = Buttons.Make(Press.Input, _places.Cancel, "Annuler", " accesskey=\"A\" tabindex=\"12\"");
        var buttons = _shape.ConfirmNote switch
        {
            ConfirmNote.OrderBeside => $"{Buttons.Make(Press.Input, _places.Command, "Commander")} {confirm} {cancel}",
            ConfirmNote.CancelFirst => $"{cancel} {confirm}",
            _ => $"{confirm} {cancel}",
        };
        List<(string, string)> fields = [("txtEtat", "valdr")];
        if (press == Press.Link)
            fields.Add(("txtBoutn", ""));
        if (_shape.OrderState == OrderState.Address)
            fields.Add((_places.Token, order.Key));
        var hidden = _sheet.Hidden([.. fields]);
        var what = _sheet.Rows(
            new[] { ("Document", Papers.Title(document)), ("Circonscription foncière", document.District), ("Cadastre", document.Cadastre), ("Désignation secondaire", document.Secondary), (document.Kind == DocumentKind.Acte ? "Numéro d'inscription" : "Numéro de lot", French.Grouped(document.Number)) }
                .Where(field => field.Item2 is not null)
                .Select(field => $"<tr><td>{field.Item1}&nbsp;:</td><td>{Markup.Escape(_sheet.Place(field.Item2!))}</td></tr>"));
        return _sheet.Page("Confirmation de la demande", $"{note}{what}<form name=\"frmConfr\" action=\"{Places.Confirm}\" method=\"post\">{hidden}{Extra()}{Offer()}{_sheet.Ghost("Confirmer")}{buttons}</form>");
    }
}
