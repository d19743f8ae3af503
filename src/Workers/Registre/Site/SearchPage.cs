using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Registre.Browser;

namespace Workers.Registre.Site;

/// <summary>A search, filled in and ready to be submitted.</summary>
/// <param name="Circonscription">As the site spells it.</param>
/// <param name="Cadastre">As the site spells it; null for an acte.</param>
internal sealed record FilledSearch(string Circonscription, string? Cadastre, string? Designation);

/// <summary>The search form of one kind of document.</summary>
internal sealed class SearchPage(SiteTab tab, DocumentSource source)
{
    private const string ActeType = "#selTypeDocmn";
    private const string Inscription = "#txtNoReqst";
    private const string SubmitButton = "[name='btnSoumt'], input[value='Soumettre']";
    private const string SearchButton = "input[value*='Rechercher']";

    private readonly SearchForm _form = new(tab);

    public static string PathOf(DocumentSource source) => source switch
    {
        DocumentSource.Index => "Script/13_01_11/pf_13_01_11_02_indx_immbl.asp",
        DocumentSource.Acte => "Script/13_01_11/pf_13_01_11_08_reqst.asp",
        _ => "Script/13_01_11/pf_13_01_11_10_plan_cadst.asp",
    };

    /// <exception cref="RegistreFailure">The form is not there, or the names have no certain place in its lists.</exception>
    public async Task<FilledSearch> FillAsync(DocumentRequest request)
    {
        await _form.OpenAsync(PathOf(source));
        return source is DocumentSource.Acte ? await FillActeAsync(request) : await FillLotAsync(request);
    }

    public Task SearchAsync(TimeSpan bound)
    {
        var button = source is DocumentSource.Acte ? SearchButton : SubmitButton;
        return tab.SendFormAsync(button, "submit", bound);
    }

    private async Task<FilledSearch> FillLotAsync(DocumentRequest request)
    {
        var circonscription = await _form.ChooseAsync(SearchForm.Circonscription, request.Circonscription, "circonscription", reloads: true);
        var cadastre = await _form.ChooseAsync(SearchForm.Cadastre, request.Cadastre ?? "", "cadastre", reloads: true);
        string? designation = null;
        if (request.Designation is { } wanted)
        {
            designation = await _form.HasAsync(SearchForm.Designation)
                ? await _form.ChooseAsync(SearchForm.Designation, wanted, "désignation secondaire", reloads: false)
                : throw RegistreFailure.Business(OutcomeCodes.NotFound, "search", $"'{cadastre}' has no désignation secondaire, but '{wanted}' was asked for");
        }

        await _form.FillAsync(SearchForm.Lot, WithoutSpaces(request.Number));
        return new(circonscription, cadastre, designation);
    }

    private async Task<FilledSearch> FillActeAsync(DocumentRequest request)
    {
        var circonscription = await _form.ChooseAsync(SearchForm.Circonscription, request.Circonscription, "circonscription", reloads: await ReloadsAsync());
        await _form.ChooseAsync(ActeType, request.ActeType ?? "", "type de document", reloads: false);
        await _form.FillAsync(Inscription, WithoutSpaces(request.Number));
        return new(circonscription, null, null);
    }

    /// <summary>The acte form has no list that depends on the circonscription; it reloads only where the page says so.</summary>
    private Task<bool> ReloadsAsync() => tab.DoAsync(
        page => page.Locator(SearchForm.Circonscription).EvaluateAsync<bool>("list => list.onchange !== null"), "search", tab.Options.SelectTimeout);

    private static string WithoutSpaces(string number) => string.Concat(number.Where(c => !char.IsWhiteSpace(c)));
}
