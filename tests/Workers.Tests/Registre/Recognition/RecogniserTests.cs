using Microsoft.Playwright;
using Shouldly;
using Workers.Registre.Browser;
using Xunit;

namespace Workers.Registre.Recognition;

/// <summary>Pages of many shapes, shown by a real browser and read as the worker reads them.</summary>
public sealed partial class RecogniserTests : IAsyncLifetime
{
    private const string Navigation = """
        <table><tr><td><a href="/Sirf/Script/13_01_11/pf_13_01_11_02_indx_immbl.asp">Index des immeubles</a></td>
        <td><a href="/x.asp">Dossier client</a></td><td><a href="/y.asp">Historique des factures</a></td><td><a href="/z.asp">Fin de session</a></td></tr></table>
        """;

    private const string LoginForm = """
        <form method=post><table><tr><td>Code d'utilisateur</td><td><input name=txtVaCodeUtils></td></tr><tr><td>Mot de passe</td><td><input type=password name=txtMotPasse></td></tr></table>
        <input type=submit name=btnSoumt value=Soumettre></form>
        """;

    private const string SearchForm = """
        <form method=post><select name=selCircnFoncr><option value=NULL></option><option value=65>Montréal</option></select>
        <input name=txtNumrtLot><input type=radio name=rdModltConsl value=1><input type=submit value=Soumettre></form>
        """;

    private IPlaywright _driver = null!;
    private IBrowser _browser = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _driver = await Playwright.CreateAsync();
        _browser = await _driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = ChromiumLocation.Resolve(null, headless: true, File.Exists),
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        });
        _page = await _browser.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _driver.Dispose();
    }

    [Fact]
    public async Task Each_page_is_known_in_each_of_its_shapes()
    {
        List<string> wrong = [];
        foreach (var (kind, html) in Shapes())
        {
            var page = await ReadAsync(html);
            if (page.Kind != kind)
            {
                wrong.Add($"{kind} was taken for {page.Kind}: {html.Trim()}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("<table class=Cadre><tr><td><img src=image_message.gif></td><td class=contValErr>Le document demandé est inexistant</td></tr></table>", "Le document demandé est inexistant")]
    [InlineData("<FONT COLOR=red>LE DOCUMENT DEMANDÉ EST INEXISTANT</FONT>", "LE DOCUMENT DEMANDÉ EST INEXISTANT")]
    [InlineData("<table><tr><td>Message</td><td>Le document<br>demand&eacute; est inexistant</td></tr></table>", "demandé")]
    [InlineData("<p>Veuillez préciser la période.</p>", "Veuillez préciser la période.")]
    [InlineData("<div style='display:none' class=contValErr>Votre session est expirée</div>", null)]
    [InlineData("", null)]
    public async Task What_a_form_says_is_found_wherever_it_stands(string said, string? message)
    {
        var before = (await ReadAsync(Navigation + SearchForm)).Sight;

        var page = await ReadAsync(Navigation + said + SearchForm, before);

        page.Kind.ShouldBe(PageKind.Search);
        if (message is null)
        {
            page.Message.ShouldBeNull();
        }
        else
        {
            page.Message.ShouldNotBeNull().ShouldContain(message);
        }
    }

    [Fact]
    public async Task A_notice_that_stood_there_before_is_no_answer()
    {
        const string Notice = "<p>Le service sera temporairement indisponible samedi.</p>";
        var before = (await ReadAsync(Navigation + Notice + SearchForm)).Sight;

        (await ReadAsync(Navigation + Notice + SearchForm, before)).Answer.ShouldBe(SiteAnswer.None);
        (await ReadAsync(Navigation + Notice + "<p>Le document demandé est inexistant.</p>" + SearchForm, before)).Answer.ShouldBe(SiteAnswer.NotFound);
    }

    [Theory]
    [InlineData("<a href=consl.asp>Consulter</a>", true)]
    [InlineData("<a href=consl.asp><img src=i.gif alt=Consulter></a>", true)]
    [InlineData("<input type=button value=Consulter onclick=x()>", true)]
    [InlineData("<input type=image src=i.gif alt='Consulter le document'>", true)]
    [InlineData("<a href=comnd.asp>Commander</a>", false)]
    [InlineData("<a href=comnd_docmn.asp>Consulter</a>", false)]
    [InlineData("<a href=a.asp>Consultez l'aide</a>", false)]
    [InlineData("<a href=fact.asp>F-2026-118</a>", false)]
    [InlineData("<a href=a.asp style='display:none'>Consulter</a>", false)]
    public async Task Only_what_consults_is_found_to_consult(string control, bool isFound)
    {
        var page = await ReadAsync($"<table><tr><td>{control}</td></tr></table>");

        (Recogniser.Find(page.Sight.Controls, SiteFacts.ConsultWords) is not null).ShouldBe(isFound);
    }

    /// <summary>A page that watches over its session tells the browser the same, much later.</summary>
    [Theory]
    [InlineData("<meta http-equiv=refresh content='3;url=x.asp'>", "", true)]
    [InlineData("<meta http-equiv=refresh content='1200;url=x.asp'>", "", false)]
    [InlineData("", "onload=\"if (0) document.forms[0].submit()\"", true)]
    [InlineData("", "onload=\"window.focus()\"", false)]
    public async Task A_page_that_goes_on_by_itself_soon_is_told_from_one_that_stays(string head, string begins, bool goesOn)
    {
        var page = await ReadAsync($"<html><head>{head}</head><body {begins}><p>Un moment</p></body></html>");

        page.Sight.Frames[0].ReloadsItself.ShouldBe(goesOn);
    }

    [Fact]
    public async Task A_row_tells_what_reaches_down_to_it_and_a_hidden_one_is_not_there()
    {
        var rows = (await ReadAsync("""
            <table><tr><td rowspan=2>2026-11-28</td><td>a</td></tr><tr><td>b</td></tr><tr><td>c</td></tr></table>
            <div style="display:none"><table><tr><td>d</td></tr></table></div><table><tr><td>e</td></tr></table>
            """)).Sight.Frames[0].Rows;

        rows.Select(row => $"{string.Join(' ', row.Hanging)}|{string.Join(' ', row.Cells)}").ShouldBe(["|2026-11-28 a", "2026-11-28|b", "|c", "|e"]);
        rows[^1].Table.ShouldNotBe(rows[0].Table);
    }

    [Fact]
    public async Task What_is_pressed_is_what_was_seen_and_nothing_after_a_reload()
    {
        await ReadAsync("<a href='#' onclick=\"document.title='one'\">Un</a><a href='#' onclick=\"document.title='two'\">Deux</a>");
        var second = await PageReader.FindAsync(_page.MainFrame, 1);
        await second.ShouldNotBeNull().ClickAsync();
        (await _page.TitleAsync()).ShouldBe("two");

        await _page.GotoAsync("about:blank");

        (await PageReader.FindAsync(_page.MainFrame, 1)).ShouldBeNull();
    }

    /// <summary>Half a character, and what old libraries of scripts do to arrays and texts.</summary>
    [Theory]
    [InlineData("<p id=p>Document </p><script>document.getElementById('p').firstChild.data += String.fromCharCode(0xD83D); document.title = String.fromCharCode(0xDE00);</script>")]
    [InlineData("<script>Array.prototype.toJSON = function () { return '[' + this.length + ']'; }; String.prototype.toJSON = function () { return '\"' + this + '\"'; };</script>")]
    public async Task What_scripts_of_the_site_do_spoils_no_look(string html)
    {
        var page = await ReadAsync(html + LoginForm);

        page.Kind.ShouldBe(PageKind.Login);
    }

    [Fact]
    public async Task What_cannot_be_read_at_all_is_a_failure_of_the_browser()
    {
        await _page.SetContentAsync("<script>JSON.stringify = () => 'nothing';</script>");

        await Should.ThrowAsync<PlaywrightException>(() => PageReader.ReadAsync(_page.MainFrame, 0));
    }

    [Fact]
    public async Task What_is_pressed_is_pressed_once_although_a_script_keeps_the_event_to_itself()
    {
        await _page.SetContentAsync(
            """
            <script>
            window.pressed = 0;
            document.addEventListener('click', event => event.stopPropagation(), true);
            document.addEventListener('submit', event => { event.preventDefault(); window.pressed++; });
            </script>
            <form><input type=submit value=Confirmer></form>
            """);

        await MouseOrScript.PressAsync(_page, (await _page.QuerySelectorAsync("input"))!);

        (await _page.EvaluateAsync<int>("() => window.pressed")).ShouldBe(1);
    }

    [Theory]
    [InlineData("mousemove")]
    [InlineData("mousedown")]
    public async Task What_slides_away_under_the_mouse_is_pressed_and_what_takes_its_place_is_not(string when)
    {
        await _page.SetContentAsync(
            $$"""
            <div id=gap></div>
            <a id=wanted href="javascript:void 0" onclick="window.pressed.push('wanted')">Consulter</a><br>
            <script>
            window.pressed = [];
            window.addEventListener('{{when}}', () => {
              document.querySelector('#gap').innerHTML = '<a href="javascript:void 0" onclick="window.pressed.push(`other`)" onmousedown="window.pressed.push(`other`)">Commander une copie</a>';
            }, { once: true, capture: true });
            </script>
            """);

        await MouseOrScript.PressAsync(_page, (await _page.QuerySelectorAsync("#wanted"))!);

        (await _page.EvaluateAsync<string[]>("() => window.pressed")).ShouldBe(["wanted"]);
    }

    [Fact]
    public async Task What_is_covered_is_pressed_when_it_shows()
    {
        await _page.SetContentAsync(
            """
            <button onclick="window.pressed.push('wanted')">Confirmer</button>
            <div id=cover style="position: fixed; inset: 0" onclick="window.pressed.push('cover')"></div>
            <script>
            window.pressed = [];
            setTimeout(() => document.querySelector('#cover').remove(), 100);
            </script>
            """);

        await MouseOrScript.PressAsync(_page, (await _page.QuerySelectorAsync("button"))!);

        (await _page.EvaluateAsync<string[]>("() => window.pressed")).ShouldBe(["wanted"]);
    }

    private async Task<RecognisedPage> ReadAsync(string html, PageSight? before = null)
    {
        await _page.SetContentAsync(html, new() { WaitUntil = WaitUntilState.Load });
        var frames = _page.Frames;
        var sights = new List<FrameSight>();
        foreach (var frame in frames)
        {
            sights.Add(await PageReader.ReadAsync(frame, sights.Count));
        }

        return Recogniser.Read(new(sights, []), before);
    }

    private static IEnumerable<(PageKind Kind, string Html)> Shapes() =>
    [
        (PageKind.Entrance, "<map name=m><area shape=rect coords=0,0,9,9 href='/Sirf/Script/14_06_01-02/pf_14_06_01_reglr.asp' alt=Entrée></map><img usemap='#m' src=e.gif>"),
        (PageKind.Entrance, "<a href=x.asp><img src=images/entree_bandeau.gif alt='Consultez le Registre foncier'></a>"),
        (PageKind.Login, LoginForm),
        (PageKind.Login, LoginForm.Replace("name=", "NAME=", StringComparison.Ordinal)),
        (PageKind.Login, "<iframe srcdoc=\"<form><input name=u><input type=password name=p><button>Connexion</button></form>\"></iframe>"),
        (PageKind.Login, "<p>Votre session est expirée.</p>" + LoginForm),
        (PageKind.SessionOpen, "<p>Une session est déjà ouverte avec ce code d'utilisateur.</p><form><input type=submit value=\"Mettre fin à l'autre session\"></form>"),
        (PageKind.PasswordExpired, "<form><input type=password name=a><input type=password name=b><input type=submit value=Soumettre></form>"),
        (PageKind.PasswordExpired, "<p>Votre mot de passe est expiré.</p><a href=c.asp>Suite</a>"),
        (PageKind.IdentityQuestion, "<p>Question d'identification personnelle : nom de jeune fille de votre mère</p><form><input name=txtRepns><input type=submit value=Soumettre></form>"),
        (PageKind.Notice, "<h1>Avis important</h1><p>Les tarifs changent le 1er avril.</p><form><input type=submit value=Continuer></form>"),
        (PageKind.Welcome, Navigation + "<p>Bienvenue</p>"),
        (PageKind.Search, Navigation + SearchForm),
        (PageKind.Search, "<iframe srcdoc=\"<select id=selCircnFoncr><option>Laval</option></select>\"></iframe>"),
        (PageKind.List, SearchForm + "<h2>Résultat de la recherche</h2><table><tr><td><input type=radio name=r></td><td>53850</td></tr></table>"),
        (PageKind.List, "<table><tr><td><img src=images/BPD.GIF></td><td>53850</td></tr></table>"),
        (PageKind.Confirmation, Navigation + "<form><input type=submit id=btnConfr value=Confirmer><input type=submit value=Annuler></form>"),
        (PageKind.Confirmation, "<p>Des frais s'appliquent.</p><a href=c.asp><img src=c.gif alt=Confirmer></a><a href=d.asp>Annuler</a>"),
        (PageKind.Preparing, "<meta http-equiv=refresh content=5><p>Votre document est en préparation. Veuillez patienter.</p>"),
        (PageKind.Preparing, "<script>setTimeout(function () { location.reload(); }, 100000);</script><p>Chargement</p>"),
        (PageKind.Viewer, "<table><tr><td class=menuBoutnCentr><a title='Sauvegarder ou imprimer le document' href=impri_sauvg.asp>Sauvegarder</a></td></tr></table>"),
        (PageKind.Viewer, "<a href='javascript:fRechrDocmnPDF()'><img src=s.gif alt=''>D</a>"),
        (PageKind.Viewer, "<iframe srcdoc=\"<iframe srcdoc='<a href=s.asp><img src=s.gif alt=Sauvegarder></a>'></iframe>\"></iframe>"),
        (PageKind.Viewer, "<iframe name=page src='about:blank?Docmn=1'></iframe>"),
        (PageKind.Invoices, Navigation + "<h1>HISTORIQUE DES FACTURES</h1><table><tr><td>2026-04-05</td><td><a href=a>Consulter</a></td></tr></table>"),
        (PageKind.Invoices, Navigation + "<h3>Historique des factures</h3><form><table><tr><td>2026-04-05</td><td>1,50 $</td><td><input type=radio name=n></td></tr></table><input type=submit value=Commander><input type=submit value=Consulter></form>"),
        (PageKind.List, "<title>Historique des factures</title><form><table><tr><td>53850</td><td><input type=radio name=n></td></tr></table><input type=submit value=Soumettre></form>"),
        (PageKind.Entrance, Advertisement + "<a href=x.asp><img src=images/entree_bandeau.gif alt='Consultez le Registre foncier'></a>"),
        (PageKind.Welcome, "<a href=/Sirf/Script/13_01_01/nouv.asp>Nos tarifs</a>" + Advertisement + Navigation + "<p>Bienvenue</p>"),
        (PageKind.Entrance, "<a href=/Sirf/Script/13_01_01/entre.asp><img src=e.gif alt=''></a>"),
        (PageKind.Unknown, "<a href=/Sirf/Script/13_01_01/comnd.asp>Commander une copie</a>"),
        (PageKind.Preparing, "<p>Transmission de la demande en cours...</p>"),
        (PageKind.Invoices, "<title>Historique des factures</title><p>Aucune facture pour cette période.</p>"),
        (PageKind.Expired, "<p>Votre session est expirée.</p><a href=/Sirf/>Retour</a>"),
        (PageKind.Expired, "<title>Session expirée</title><p>Délai d'inactivité dépassé</p>"),
        (PageKind.Closed, "<h1>Le Registre foncier est temporairement indisponible</h1>"),
        (PageKind.Closed, "<p>Le service n'est pas accessible du vendredi 19 h au dimanche midi.</p>"),
        (PageKind.Closed, "<h2>Fermeture du site</h2><p>Le site sera ferm&eacute; du vendredi 19 h au dimanche 12 h.</p>"),
        (PageKind.Closed, "<p>En raison d'une mise à jour de nos systèmes, les services en ligne ne seront offerts qu'à compter de dimanche.</p>"),
        (PageKind.Search, "<p>Le site sera fermé du vendredi 19 h au dimanche 12 h.</p>" + Navigation + SearchForm),
        (PageKind.Welcome, Navigation + "<p>Le site sera fermé du vendredi 19 h au dimanche 12 h.</p>"),
        (PageKind.Entrance, "<p>Fermeture du site du vendredi 19 h au dimanche 12 h</p><a href=x.asp><img src=images/entree_bandeau.gif alt='Consultez le Registre foncier'></a>"),
        (PageKind.Unknown, "<p>Le site sera fermé vendredi.</p><form><input name=q><input type=submit value=Envoyer></form>"),
        (PageKind.Message, "<table class=Cadre><tr><td><img src=image_message.gif></td><td class=contValErr>Erreur 12</td></tr></table>"),
        (PageKind.Message, "<p>Aucune information ne correspond aux critères de sélection.</p>"),
        (PageKind.Unknown, "<h1>Sondage</h1><p>Que pensez-vous de nos services ?</p><form><input name=q><input type=submit value=Envoyer></form>"),
        (PageKind.Unknown, ""),
    ];
}
