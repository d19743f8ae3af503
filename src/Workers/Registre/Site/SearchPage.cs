using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Office;
using Workers.Registre.Browser;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>A search, filled in and ready to be submitted.</summary>
/// <param name="Circonscription">As the site spells it.</param>
/// <param name="Cadastre">As the site spells it; null for an acte.</param>
/// <param name="Circonscriptions">All that the site knows.</param>
/// <param name="Corrections">Names that the row spells with a typing error.</param>
internal sealed record FilledSearch(
    string Circonscription, string? Cadastre, string? Designation, IReadOnlyList<string> Circonscriptions, IReadOnlyList<ChosenName> Corrections);

/// <summary>The search form of one kind of document.</summary>
internal sealed class SearchPage(SiteTab tab, DocumentSource source)
{
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

    /// <summary>How the filled form is sent, and what the page showed before.</summary>
    /// <exception cref="RegistreFailure">Nothing on the form sends it, or what does would order a copy.</exception>
    public async Task<(Func<TimeSpan, Task> Send, PageSight Before)> ReadyAsync()
    {
        var page = await tab.RecogniseAsync("search", TimeSpan.Zero);
        if (page.Kind is not (PageKind.Search or PageKind.List))
        {
            throw SitePage.Unexpected(page, "search", "the search form");
        }

        var frame = page.Sight.Frames[page.Frame];
        var controls = frame.Fields.FirstOrDefault(field => field.IsCalled(SiteFacts.Circonscription)) is { } list ? Recogniser.ControlsFor(frame, list) : frame.Controls;
        var button = (source is DocumentSource.Acte ? Recogniser.Find(controls.Where(control => control.Sends), SiteFacts.SearchWords[..1]) : null)
            ?? controls.FirstOrDefault(control => control.IsCalled(SiteFacts.Submit) && !Recogniser.Orders(control))
            ?? Recogniser.Find(controls.Where(control => control.Sends), SiteFacts.SearchWords)
            ?? Recogniser.Find(controls.Where(control => !control.LeadsTo(SiteFacts.SearchAddress)), SiteFacts.SearchWords)
            ?? throw new RegistreFailure(RegistreFault.SiteChanged, "search", "nothing on the search form sends it");
        return await SentForm.ReadyAsync(tab, page, button, "submit");
    }

    private async Task<FilledSearch> FillLotAsync(DocumentRequest request)
    {
        var circonscription = await _form.ChooseAsync(SiteFacts.Circonscription, request.Circonscription, "circonscription", reloads: true);
        var cadastre = await _form.ChooseAsync(SiteFacts.Cadastre, request.Cadastre ?? "", "cadastre", reloads: true);
        ChosenName? designation = null;
        if (request.Designation is { } wanted)
        {
            designation = await _form.HasAsync(SiteFacts.Designation)
                ? await _form.ChooseAsync(SiteFacts.Designation, wanted, "désignation secondaire", reloads: false)
                : throw RegistreFailure.Business(OutcomeCodes.NotFound, "search", Remark.Of("why.no_designation", new() { ["cadastre"] = Remark.Quoted(cadastre.Chosen), ["wanted"] = Remark.Quoted(wanted) }));
        }

        await _form.FillAsync(SiteFacts.Lot, WithoutSpaces(request.Number));
        return new(circonscription.Chosen, cadastre.Chosen, designation?.Chosen, circonscription.All, Corrected(circonscription, cadastre, designation));
    }

    private async Task<FilledSearch> FillActeAsync(DocumentRequest request)
    {
        var circonscription = await _form.ChooseAsync(
            SiteFacts.Circonscription, request.Circonscription, "circonscription", reloads: await _form.ReloadsAsync(SiteFacts.Circonscription));
        var type = await _form.ChooseAsync(SiteFacts.ActeType, request.ActeType ?? "", "type de document", reloads: false);
        await _form.FillAsync(SiteFacts.Inscription, WithoutSpaces(request.Number));
        return new(circonscription.Chosen, null, null, circonscription.All, Corrected(circonscription, type));
    }

    private static IReadOnlyList<ChosenName> Corrected(params IEnumerable<ChosenName?> names) => [.. names.OfType<ChosenName>().Where(name => name.IsCorrected)];

    private static string WithoutSpaces(string number) => string.Concat(number.Where(c => !char.IsWhiteSpace(c)));
}
