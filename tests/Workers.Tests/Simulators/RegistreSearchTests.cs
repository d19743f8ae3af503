using System.Net;
using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Xunit;

namespace Workers.Simulators;

public sealed class RegistreSearchTests : IAsyncLifetime
{
    private static readonly RegisteredDocument Index = new()
    {
        Source = PaperKind.Index,
        Number = "2784195",
        Circonscription = "Montréal",
        Cadastre = "Cadastre du Québec",
    };

    private static readonly RegisteredDocument Acte = new()
    {
        Source = PaperKind.Acte,
        Number = "25616321",
        Circonscription = "Montréal",
        ActeType = "Acte",
        Look = PaperLook.Scanned,
    };

    private static readonly RegisteredDocument Plan = new()
    {
        Source = PaperKind.Plan,
        Number = "399-184",
        Circonscription = "Chambly",
        Cadastre = "Paroisse de Saint-Bruno",
        Pages = 1,
        PlanChoices = 3,
        Inactive = true,
    };

    private RegistreSite site = null!;
    private RegistreVisitor visitor = null!;

    public async ValueTask InitializeAsync()
    {
        site = await RegistreSite.StartAsync(stop: TestContext.Current.CancellationToken);
        site.Catalogue.Add(Index, Acte, Plan);
        visitor = new RegistreVisitor(site);
        await visitor.LoginAsync();
    }

    public async ValueTask DisposeAsync()
    {
        visitor.Dispose();
        await site.DisposeAsync();
    }

    [Fact]
    public async Task An_index_without_confirmation_is_billed_at_submit_and_comes_after_four_redirects()
    {
        await visitor.SearchLotAsync(SitePaths.IndexSearch, "Montréal", "Cadastre du Québec", " 2 784 195");

        visitor.Redirects.ShouldBe(4);
        visitor.Text.ShouldContain("<frame name=\"page\"");
        var line = site.Bill.All().ShouldHaveSingleItem();
        line.Document.ShouldBe(Index.ToPaper());
        line.Account.ShouldBe("12A3456");
        line.Price.ShouldBe(1.50m);

        await visitor.SaveAsync();
        visitor.Last.Content.Headers.ContentDisposition.ShouldNotBeNull().DispositionType.ShouldBe("attachment");
        visitor.Bytes.ShouldBe(await PaperPress.PrintAsync(Index.ToPaper(), TestContext.Current.CancellationToken));
        site.Bill.All().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_plan_is_chosen_confirmed_and_billed_only_then()
    {
        await visitor.SearchLotAsync(SitePaths.PlanSearch, "Chambly", "Paroisse de Saint-Bruno", "399-184");
        visitor.Path.ShouldContain(SitePaths.PlanChoice);
        visitor.Message.ShouldBe("Le lot 399-184 est inactif.");
        visitor.Text.Split("type=\"radio\"").Length.ShouldBe(4);

        await visitor.PostAsync(SitePaths.PlanChoice, ("rdPlan", "2"), ("btnSoumt", "Soumettre"));
        visitor.Text.ShouldContain("<input class=\"BoutnStand\" type=\"submit\" id=\"btnConfr\" name=\"btnConfr\" accesskey=\"C\" tabindex=\"11\" value=\"Confirmer\">");
        site.Bill.All().ShouldBeEmpty();

        await visitor.PostAsync(SitePaths.Confirmation, ("btnConfr", "Confirmer"));
        site.Bill.All().ShouldHaveSingleItem().Document.ShouldBe(Plan.ToPaper());
        visitor.Redirects.ShouldBe(4);
    }

    [Fact]
    public async Task Confirming_again_buys_nothing()
    {
        await visitor.SearchLotAsync(SitePaths.PlanSearch, "Chambly", "Paroisse de Saint-Bruno", "399-184");
        await visitor.PostAsync(SitePaths.PlanChoice, ("rdPlan", "2"), ("btnSoumt", "Soumettre"));
        await visitor.PostAsync(SitePaths.Confirmation, ("btnConfr", "Confirmer"));
        await visitor.PostAsync(SitePaths.Confirmation, ("btnConfr", "Confirmer"));

        visitor.Path.ShouldContain(SitePaths.Welcome);
        site.Bill.All().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_does_not_exist_is_said_in_the_words_of_its_page_and_costs_nothing()
    {
        await visitor.SearchLotAsync(SitePaths.IndexSearch, "Montréal", "Cadastre du Québec", "9999999");
        visitor.Message.ShouldBe("La fiche immobilière demandée est inexistante.");
        await visitor.SearchLotAsync(SitePaths.IndexSearch, "Laval", "Cadastre du Québec", "2784195");
        visitor.Message.ShouldBe("Le lot n'existe pas dans la circonscription foncière demandée.");
        await visitor.SearchLotAsync(SitePaths.PlanSearch, "Chambly", "Paroisse de Chambly", "399-184");
        visitor.Message.ShouldBe("Aucune information ne correspond aux critères de sélection.");
        await visitor.SearchActeAsync("Montréal", "Radiation", "25616321");
        visitor.Message.ShouldBe("Le document demandé est inexistant.");

        site.Bill.All().ShouldBeEmpty();
    }

    [Fact]
    public async Task Similar_actes_are_listed_with_paper_only_rows_marked()
    {
        site.Catalogue.Add(
            Acte with { Number = "53850", PaperOnly = true },
            Acte with { Number = "53851", SimilarTo = "53850" });

        await visitor.SearchActeAsync("Montréal", "Acte", "53 850");
        visitor.Message.ShouldBe("Nous vous proposons une liste de document(s) dont le numéro est semblable.");
        visitor.Text.IndexOf("53 851", StringComparison.Ordinal).ShouldBeLessThan(visitor.Text.IndexOf("BPD.GIF", StringComparison.Ordinal));

        await visitor.PostAsync(SitePaths.ActeSearch, ("rdDocmn", "1"), ("btnSoumt", "Soumettre"));
        visitor.Message.ShouldNotBeNull().ShouldContain("conservé au Bureau");
        site.Bill.All().ShouldBeEmpty();

        await visitor.PostAsync(SitePaths.ActeSearch, ("rdDocmn", "0"), ("btnSoumt", "Soumettre"));
        site.Bill.All().ShouldHaveSingleItem().Document.Number.ShouldBe("53851");
    }

    [Fact]
    public async Task The_secondary_designation_appears_only_with_a_cadastre_that_has_some()
    {
        site.Catalogue.Add(Index with { Number = "24b", Circonscription = "Terrebonne", Cadastre = "Paroisse de Saint-Hippolyte", Designation = "Rang 5 Canton Abercrombie" });

        await visitor.GetAsync(SitePaths.IndexSearch);
        visitor.Text.ShouldNotContain("selDesgnSecnd");
        await visitor.SearchLotAsync(SitePaths.IndexSearch, "Terrebonne", "Paroisse de Saint-Hippolyte", "24b");
        visitor.Message.ShouldBe("La fiche immobilière demandée est inexistante.");
        await visitor.SearchLotAsync(SitePaths.IndexSearch, "Terrebonne", "Paroisse de Saint-Hippolyte", "24b", "Rang 5 Canton Abercrombie");
        site.Bill.All().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Pages_are_windows_1252_and_say_so()
    {
        await visitor.GetAsync(SitePaths.IndexSearch);

        visitor.Last.Content.Headers.ContentType.ShouldNotBeNull().CharSet.ShouldBe("windows-1252");
        visitor.Bytes.ShouldContain((byte)0xE9);
        visitor.Text.ShouldContain(">Montréal<");
        visitor.Text.ShouldContain("<option value=\"NULL\"></option>");
    }

    [Fact]
    public async Task A_computerised_index_is_also_a_table_in_the_page_frame()
    {
        await visitor.SearchLotAsync(SitePaths.IndexSearch, "Montréal", "Cadastre du Québec", "2784195");
        await visitor.GetAsync($"{SitePaths.ViewerPage}?noConsl=1");

        var rows = PaperPress.Write(Index.ToPaper()).Pages.SelectMany(page => page.Inscriptions).ToArray();
        visitor.Text.Split("<tr>").Length.ShouldBe(2 + rows.Sum(row => row.Parties.Count));
        rows.ShouldAllBe(row => visitor.Text.Contains($"txtNoReqst={row.Number}\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_paid_by_another_account_is_not_shown()
    {
        site.Accounts.Put(new Account("98Z7654", "autre"));
        await visitor.SearchLotAsync(SitePaths.IndexSearch, "Montréal", "Cadastre du Québec", "2784195");
        using var other = new RegistreVisitor(site);
        await other.LoginAsync("98Z7654", "autre");

        await other.GetAsync($"{SitePaths.Save}?noConsl=1");

        other.Last.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_range_makes_documents_exist_without_listing_them()
    {
        site.Catalogue.Add(new DocumentRange { Source = PaperKind.Acte, First = 10_000_000, Last = 10_000_999 });

        await visitor.SearchActeAsync("Gaspé", "Radiation", "10000999");
        await visitor.SearchActeAsync("Gaspé", "Radiation", "10001000");

        visitor.Message.ShouldBe("Le document demandé est inexistant.");
        site.Bill.All().ShouldHaveSingleItem().Document.Number.ShouldBe("10000999");
    }
}
