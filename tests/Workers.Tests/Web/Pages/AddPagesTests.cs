using System.Net;
using System.Text;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Workers.Web.Endpoints;
using Xunit;

namespace Workers.Web.Pages;

/// <summary>Documents added on pages: one, a list, and a PDF that the office has.</summary>
public sealed class AddPagesTests(PostgresFixture postgres, RedisFixture redis) : FileWorld(postgres, redis, 1)
{
    private const string Deed = "/add?document_source=acte&document_number=10%20000%20001&circonscription_fonciere=Montr%C3%A9al&acte_type=Acte&dossier=2026-0412";

    private const string List = "document_source,document_number,circonscription_fonciere,cadastre,acte_type\r\nacte,10 000 001,Montréal,,Acte\r\nindex,2 000 001,Laval,Cadastre du Québec,\r\n";

    [Fact]
    public async Task A_document_is_priced_and_then_added_once()
    {
        using var visitor = await VisitAsync();
        var priced = await visitor.GetAsync(Deed);
        priced.Status.ShouldBe(HttpStatusCode.OK);
        priced.Said.ShouldContain("L’ajouter pour ");
        (await RowsAsync()).ShouldBe(0);

        var form = await visitor.FieldsAsync(Deed, "/add");
        var added = await visitor.PostAsync("/add", form);
        added.Status.ShouldBe(HttpStatusCode.SeeOther, added.Said);
        var again = await visitor.PostAsync("/add", form);
        again.Location.ShouldBe(added.Location);
        (await World.Dev.ReadAsync<string>("select document_source || '|' || document_number || '|' || circonscription_fonciere || '|' || acte_type || '|' || dossier || '|' || status_id from extraction_queue"))
            .ShouldBe("acte|10 000 001|Montréal|Acte|2026-0412|1");
        (await visitor.GetAsync(added.Location!)).Said.ShouldContain("Il est ajouté.");
        (await World.Dev.ReadAsync<long>("select count(*) from access_calls where verb = 'add'")).ShouldBe(1);
        (await visitor.GetAsync(Deed)).Said.ShouldContain("déjà en attente");
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field_and_what_was_typed_stays()
    {
        using var visitor = await VisitAsync();
        const string Wrong = "/add?document_source=index&document_number=1%20234&circonscription_fonciere=Laval&priority=%3Cb%3Elots";
        var refused = await visitor.GetAsync(Wrong);
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        FaultOf(refused, "cadastre").ShouldContain("cadastre manque");
        FaultOf(refused, "priority").ShouldContain("priority «\u00A0<b>lots\u00A0» n’est pas un nombre entier de -1000 à 1000");
        refused.Text.ShouldNotContain("<b>lots");
        refused.Said.ShouldContain("name=\"document_number\" value=\"1 234\"");
        refused.Said.ShouldContain("name=\"priority\" value=\"<b>lots\"");
        refused.Text.ShouldNotContain("document_number-fault");

        var form = await visitor.FieldsAsync(Deed, "/add");
        var posted = await visitor.PostAsync("/add", form.Select(field => field.Name == "acte_type" ? (field.Name, Value: "Testament") : field));
        posted.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        FaultOf(posted, "acte_type").ShouldContain("acte_type «\u00A0Testament\u00A0» est inconnu\u00A0; admis\u00A0: Acte, Avis d'adresse");
        posted.Said.ShouldContain("name=\"dossier\" value=\"2026-0412\"");
        (await RowsAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Only_who_may_add_adds_and_only_from_a_page_of_the_session()
    {
        using var visitor = await VisitAsync();
        using var reader = await VisitAsync(await World.KeyAsync(AccessRole.Reader));
        using var nobody = new PageVisitor(World.Address);
        var token = (await reader.FieldsAsync("/", "/sign-out")).Single();
        (await visitor.GetAsync("/")).Text.ShouldContain("href=\"/add\"");
        (await reader.GetAsync("/")).Text.ShouldNotContain("href=\"/add\"");
        var form = await visitor.FieldsAsync(Deed, "/add");
        foreach (var path in new[] { "/add", "/add/list", "/add/file" })
        {
            (await reader.GetAsync(path)).Status.ShouldBe(HttpStatusCode.Forbidden, path);
            (await visitor.GetAsync(path)).Status.ShouldBe(HttpStatusCode.OK, path);
        }

        IEnumerable<(string Name, string Value)> bare = form.Where(field => field.Name != PageForms.Token);
        (await reader.PostAsync("/add", [.. bare, token])).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await visitor.PostAsync("/add", bare)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await visitor.PostAsync("/add", [.. bare, token])).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await nobody.PostAsync("/add", form)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await visitor.PostAsync("/add", form, ("Sec-Fetch-Site", "cross-site"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await visitor.SendAsync("/add/file", FileOf(BroughtPdf.Deed("10 000 001"), "10 000 001", [.. bare.Where(field => field.Name == PageForms.Order)]))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await visitor.SendAsync("/add/list", ListOf(List, [.. bare.Where(field => field.Name == PageForms.Order)]))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await RowsAsync(), StoredFiles(), Left()).ShouldBe((0L, 0, 0));
    }

    [Fact]
    public async Task A_pdf_that_the_office_has_is_brought_in_once()
    {
        using var visitor = await VisitAsync();
        var form = await visitor.FieldsAsync("/add/file", "/add/file");
        var pdf = BroughtPdf.Deed("10 000 001");
        var brought = await visitor.SendAsync("/add/file", FileOf(pdf, "10 000 001", form));
        brought.Status.ShouldBe(HttpStatusCode.SeeOther, brought.Said);
        (await visitor.SendAsync("/add/file", FileOf(pdf, "10 000 001", form))).Location.ShouldBe(brought.Location);
        (await World.Dev.ReadAsync<string>("select document_number || '|' || status_id from extraction_queue")).ShouldBe("10 000 001|3");
        (await visitor.GetAsync(brought.Location!)).Said.ShouldContain("Il est apporté.");
        (StoredFiles(), Left()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_pdf_that_names_itself_otherwise_is_kept_after_somebody_looked()
    {
        using var visitor = await VisitAsync();
        var first = await visitor.GetAsync("/add/file");
        first.Text.ShouldNotContain("accept_other");
        var pdf = BroughtPdf.Deed("20 000 002");
        var refused = await visitor.SendAsync("/add/file", FileOf(pdf, "10 000 001", await visitor.FieldsAsync("/add/file", "/add/file")));
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Text.ShouldContain("name=\"accept_other\"");
        refused.Said.ShouldContain("name=\"document_number\" value=\"10 000 001\"");
        (await RowsAsync()).ShouldBe(0);

        var damaged = await visitor.SendAsync("/add/file", FileOf("no PDF"u8.ToArray(), "10 000 001", await visitor.FieldsAsync("/add/file", "/add/file")));
        damaged.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        damaged.Text.ShouldNotContain("accept_other");

        var kept = await visitor.SendAsync("/add/file", FileOf(pdf, "10 000 001", [.. PageVisitor.FieldsOf(refused.Text, "/add/file"), ("accept_other", "true")]));
        kept.Status.ShouldBe(HttpStatusCode.SeeOther, kept.Said);
        (await RowsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_list_is_shown_with_its_price_and_then_added_once()
    {
        using var visitor = await VisitAsync();
        var shown = await visitor.SendAsync("/add/list/preview", ListOf(List, await visitor.FieldsAsync("/add/list", "/add/list/preview")));
        shown.Status.ShouldBe(HttpStatusCode.OK, shown.Said);
        shown.Said.ShouldContain("En ajouter 2 pour ");
        (await RowsAsync()).ShouldBe(0);

        var form = PageVisitor.FieldsOf(shown.Text, "/add/list/preview");
        var other = await visitor.SendAsync("/add/list", ListOf(List + "acte,10 000 002,Montréal,,Acte\r\n", form));
        other.Status.ShouldBe(HttpStatusCode.Conflict);
        other.Said.ShouldContain("En ajouter 3 pour ");
        (await RowsAsync()).ShouldBe(0);

        var added = await visitor.SendAsync("/add/list", ListOf(List, form));
        added.Location.ShouldBe("/add/list?added=2&existing=0", added.Said);
        (await visitor.SendAsync("/add/list", ListOf(List, form))).Location.ShouldBe(added.Location);
        (await RowsAsync()).ShouldBe(2);
        (await visitor.GetAsync(added.Location!)).Said.ShouldContain("2 ajoutés");
    }

    [Fact]
    public async Task A_list_tells_each_row_that_is_refused_by_its_line()
    {
        using var visitor = await VisitAsync();
        var form = await visitor.FieldsAsync("/add/list", "/add/list/preview");
        var bad = Encoding.UTF8.GetBytes(List + "acte,10 000 002,Montréal,,Testament\r\n");
        var refused = await visitor.SendAsync("/add/list/preview", ListOf("", form, bad));
        refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Said.ShouldContain("ligne 4");
        refused.Said.ShouldContain("«\u00A0Testament\u00A0» est inconnu");
        refused.Said.ShouldNotContain("formaction");
        refused.Said.ShouldContain("10 000 002,Montréal");

        var form2 = PageVisitor.FieldsOf(refused.Text, "/add/list/preview");
        (await visitor.SendAsync("/add/list", ListOf("", [.. form2, (Add.AddListPage.Shown, Add.AddListPage.HashOf(Encoding.UTF8.GetString(bad)))], bad))).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var unread = await visitor.SendAsync("/add/list/preview", ListOf("number\r\n1\r\n", form2));
        unread.Status.ShouldBe(HttpStatusCode.BadRequest);
        unread.Said.ShouldContain("ligne 1\u00A0: colonne inconnue «\u00A0number\u00A0»");
        (await RowsAsync()).ShouldBe(0);
    }

    private static MultipartFormDataContent FileOf(byte[] pdf, string number, IReadOnlyList<(string Name, string Value)> hidden)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in (IEnumerable<(string, string)>)[.. hidden, ("document_source", "acte"), ("document_number", number), ("circonscription_fonciere", "Montréal"), ("acte_type", "Acte"), ("cadastre", "")])
        {
            form.Add(new StringContent(value), name);
        }

        form.Add(new ByteArrayContent(pdf), "file", "deed.pdf");
        return form;
    }

    private static MultipartFormDataContent ListOf(string text, IReadOnlyList<(string Name, string Value)> hidden, byte[]? file = null)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in (IEnumerable<(string, string)>)[.. hidden, ("list", text)])
        {
            form.Add(new StringContent(value), name);
        }

        form.Add(new ByteArrayContent(file ?? []), "file", "list.csv");
        return form;
    }

    /// <summary>What stands beside a field.</summary>
    private static string FaultOf(Shown page, string column)
    {
        var start = page.Text.IndexOf($"id=\"{column}-fault\"", StringComparison.Ordinal);
        return start < 0 ? "" : WebUtility.HtmlDecode(page.Text[start..page.Text.IndexOf("</div>", start, StringComparison.Ordinal)]);
    }

    private Task<long> RowsAsync() => World.Dev.ReadAsync<long>("select count(*) from extraction_queue");

    private async Task<PageVisitor> VisitAsync(string? key = null)
    {
        var visitor = new PageVisitor(World.Address);
        await visitor.SignInAsync(key ?? Key);
        return visitor;
    }
}
