using Simulators.OtherRegistre.Catalogue;
using Simulators.OtherRegistre.Desks;
using Simulators.OtherRegistre.Http;

namespace Simulators.OtherRegistre.Pages;

/// <summary>The search forms. Choosing a circonscription or a cadastre sends the whole page back.</summary>
internal sealed class SearchForms(World world)
{
    private const string Reformat = "function fFormtLot(champ) { var lot = champ.value.replace(/ /g, ''); if (/^[0-9]{4,}$/.test(lot)) champ.value = ' ' + lot.replace(/\\B(?=([0-9]{3})+$)/g, ' '); }\r\n";

    private readonly OtherShape _shape = world.Shape;
    private readonly Sheet _sheet = world.Sheet;

    /// <summary>The types of acte.</summary>
    public static IReadOnlyList<Choice> Types { get; } = [new("AC", "Acte"), new("AA", "Avis d'adresse"), new("RA", "Radiation"), new("AD", "Acte divers")];

    public Reply Lots(Asked asked, string? message)
    {
        var index = asked.At(Places.Index);
        var district = Districts.Find(asked.Field("selCircnFoncr"));
        var cadastre = district is null ? null : Districts.FindCadastre(district.Text, asked.Field("selCadst"));
        var secondaries = Districts.Secondaries(cadastre?.Text);
        List<string> rows = [_sheet.Row("Circonscription foncière", "selCircnFoncr", District(district, asked.Path))];
        if (index || district is not null)
            rows.Add(_sheet.Row("Cadastre", "selCadst", Buttons.Select("selCadst", [("000000", Prompt("un cadastre")), .. Dressed(district is null ? [] : Cadastres(district.Text), isPlace: true)], cadastre?.Value, Change(asked.Path))));
        rows.Add(_sheet.Row("Numéro de lot", "txtNumrtLot", _sheet.Text("txtNumrtLot", asked.Field("txtNumrtLot") ?? "", extra: _shape.LotField == LotField.Reformats ? " maxlength=\"15\" onblur=\"fFormtLot(this)\"" : "")));
        if (secondaries.Count > 0)
            rows.Add(_sheet.Row("Désignation secondaire", "selDesgnSecnd", Buttons.Select("selDesgnSecnd", [("A", ""), .. Dressed(secondaries, isPlace: true)], asked.Field("selDesgnSecnd"), "")));
        if (index)
        {
            rows.Add(_sheet.Row("Modalité de consultation", "rdModltConsl", "<input type=\"radio\" name=\"rdModltConsl\" value=\"NULL\" checked> Toutes les inscriptions <input type=\"radio\" name=\"rdModltConsl\" value=\"P\"> Par période"));
            rows.Add(_sheet.Row("Période", "txtPerd", _sheet.Text("txtPerd")));
            rows.Add(_sheet.Row("Ordre d'affichage", "rdOrdreAffch", "<input type=\"radio\" name=\"rdOrdreAffch\" value=\"C\" checked> Chronologique <input type=\"radio\" name=\"rdOrdreAffch\" value=\"I\"> Inverse"));
        }

        return Page(index ? "Index des immeubles" : "Plan cadastral", asked.Path, message, rows, "Soumettre", "");
    }

    public Reply Actes(Asked asked, string? message, string list)
    {
        var district = Districts.Find(asked.Field("selCircnFoncr"));
        List<string> rows =
        [
            _sheet.Row("Circonscription foncière", "selCircnFoncr", Buttons.Select("selCircnFoncr", Circumscriptions(), district?.Value, "")),
            _sheet.Row("Type de document", "selTypeDocmn", Buttons.Select("selTypeDocmn", [("NULL", Prompt("un type")), .. Dressed(Types)], asked.Field("selTypeDocmn"), "")),
            _sheet.Row("Numéro d'inscription", "txtNoReqst", _sheet.Text("txtNoReqst", asked.Field("txtNoReqst") ?? "")),
        ];
        return Page("Critères de recherche", Places.Actes, message, rows, "Rechercher", list);
    }

    private Reply Page(string title, string path, string? message, List<string> rows, string button, string below)
    {
        var (fragment, script) = _sheet.Message(message);
        var name = button == "Rechercher" ? "btnRechr" : "btnSoumt";
        var press = _shape.SearchButton switch { SearchButton.Button => Press.Button, SearchButton.Image => Press.Image, SearchButton.Script => Press.Script, _ => Press.Input };
        var hidden = press == Press.Script ? _sheet.Hidden(("txtEtat", "valdr"), ("txtBoutn", "")) : _sheet.Hidden(("txtEtat", "valdr"));
        var form = $"<p>Saisissez l'information demandée puis cliquez sur le bouton « {button} »</p><form name=\"frmRechr\" action=\"{path}\" method=\"post\">{hidden}{_sheet.Rows(rows)}{_sheet.Ghost(button)}{Buttons.Make(press, name, button)}</form>{(_shape.Surroundings == Surroundings.Help ? Surround.Help : "")}";
        return _sheet.Page(title, _sheet.Placed(fragment, form) + below, script: _shape.LotField == LotField.Reformats ? Reformat + script : script);
    }

    private string District(Choice? chosen, string path) => Buttons.Select("selCircnFoncr", Circumscriptions(), chosen?.Value, Change(path));

    private IEnumerable<(string Value, string Text)> Circumscriptions()
    {
        var none = _shape.Placeholder == Placeholder.Blank ? "" : "NULL";
        var frequent = Districts.All.Where(district => district.Text is "Montréal" or "Québec" or "Laval");
        return [(none, Prompt("une circonscription foncière")), .. _shape.ChoiceOrder == ChoiceOrder.FrequentFirst ? [.. Dressed(frequent, isPlace: true), (none, "--------------------")] : Array.Empty<(string, string)>(), .. Dressed(Districts.All, isPlace: true)];
    }

    private IEnumerable<Choice> Cadastres(string district)
    {
        var all = Districts.Cadastres(district);
        return _shape.ChoiceOrder switch
        {
            ChoiceOrder.RenovatedLast => all.Skip(1).Append(all[0]),
            ChoiceOrder.FrequentFirst => [all[0], new("000000", "--------------------"), .. all],
            _ => all,
        };
    }

    private string Prompt(string what) => _shape.Placeholder == Placeholder.Prompt ? $"-- Sélectionnez {what} --" : "";

    private string Change(string path) => _shape.Cascade == Cascade.GetReload
        ? $"window.location.href='{path}?selCircnFoncr='+this.form.selCircnFoncr.value+(this.form.selCadst?'&amp;selCadst='+this.form.selCadst.value:'')"
        : "this.form.txtEtat.value='rechg';this.form.submit()";

    private IEnumerable<(string Value, string Text)> Dressed(IEnumerable<Choice> choices, bool isPlace = false) => choices.Select(choice =>
    {
        var text = isPlace ? _sheet.Place(choice.Text) : choice.Text;
        return (choice.Value, _shape.OptionText switch
        {
            OptionText.Capitals => French.Capitals(text),
            OptionText.Padded => $" {text}   ",
            OptionText.WithCode => $"{choice.Value} - {text}",
            _ => text,
        });
    });
}
