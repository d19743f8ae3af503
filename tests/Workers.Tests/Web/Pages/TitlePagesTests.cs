using System.Net;
using Shouldly;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Operations.Titles;
using Workers.Support;
using Workers.Web.Pages.Title;
using Xunit;

namespace Workers.Web.Pages;

/// <summary>A lot's title on a page and as a file.</summary>
public sealed class TitlePagesTests(PostgresFixture postgres, RedisFixture redis)
{
    [Fact]
    public async Task A_lot_s_deeds_are_told_with_what_is_missing_and_what_it_costs()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        await world.Dev.ExecuteAsync(SeededQueue.TitleSql);
        using var visitor = new PageVisitor(world.Address);
        await visitor.SignInAsync(await world.KeyAsync(AccessRole.Reader));

        (await visitor.GetAsync("/title")).Said.ShouldContain("name=\"lot\"");
        var page = await visitor.GetAsync($"/title?lot={Uri.EscapeDataString("1 234 567")}");
        page.Status.ShouldBe(HttpStatusCode.OK);
        page.Said.ShouldContain("10 000 001");
        page.Said.ShouldContain("1 acte manquant");
        page.Said.ShouldContain("Pour commander ce qui manque");
        var file = await visitor.GetAsync($"/title.csv?lot={Uri.EscapeDataString("1 234 567")}");
        (file.Response.Content.Headers.ContentType!.MediaType, file.Response.Content.Headers.ContentDisposition!.DispositionType).ShouldBe(("text/csv", "attachment"));
        file.Text.TrimStart('\uFEFF').Split('\n')[0].ShouldBe("number,date,nature,acte_type,page,line,state,outcome,open_doubts,number_in_doubt,document");
        file.Text.ShouldContain("10 000 001,2001-02-03,Vente,Acte,1,1,missing,,0,false,");

        var nobody = await visitor.GetAsync("/title?lot=9999999");
        nobody.Status.ShouldBe(HttpStatusCode.NotFound);
        nobody.Said.ShouldContain("9999999");
        (await visitor.GetAsync($"/title?lot={new string('1', 201)}")).Status.ShouldBe(HttpStatusCode.BadRequest);
        using var other = new PageVisitor(world.Address);
        await other.SignInAsync(await world.KeyAsync(AccessRole.Operator, world.Staging));
        (await other.GetAsync("/title?lot=1234567")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_is_missing_is_ordered_once_after_its_price_was_shown()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        await world.Dev.ExecuteAsync(SeededQueue.TitleSql);
        using var office = new PageVisitor(world.Address);
        await office.SignInAsync(await world.KeyAsync(AccessRole.Office));
        using var reader = new PageVisitor(world.Address);
        await reader.SignInAsync(await world.KeyAsync(AccessRole.Reader));
        var before = await world.Dev.ReadAsync<long>("select count(*) from extraction_queue");
        (await office.GetAsync("/title?lot=1234567")).Said.ShouldContain("Commander ce qui manque…");
        (await reader.GetAsync("/title?lot=1234567&order=1")).Said.ShouldNotContain("expected");

        const string Place = "/title?lot=1234567&order=1&dossier=2026-0412";
        (await office.GetAsync(Place)).Said.ShouldContain("En commander 1 pour ");
        var form = await office.FieldsAsync(Place, "/title");
        (await reader.PostAsync("/title", form)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await office.PostAsync("/title", form.Where(field => field.Name != PageForms.Token))).Status.ShouldBe(HttpStatusCode.Forbidden);
        var other = await office.PostAsync("/title", (await office.FieldsAsync(Place, "/title")).Select(field => field.Name == TitlePage.Expected ? (field.Name, "another") : field));
        other.Status.ShouldBe(HttpStatusCode.Conflict);
        other.Said.ShouldContain("En commander 1 pour ");
        (await world.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(before);

        var late = await office.FieldsAsync(Place, "/title");
        var ordered = await office.PostAsync("/title", form);
        ordered.Status.ShouldBe(HttpStatusCode.SeeOther, ordered.Said);
        ordered.Location.ShouldBe("/title?lot=1234567&ordered=1");
        (await office.PostAsync("/title", form)).Location.ShouldBe(ordered.Location);
        (await office.PostAsync("/title", late)).Status.ShouldBe(HttpStatusCode.Conflict);
        (await world.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(before + 1);
        (await world.Dev.ReadAsync<string>("select document_number || '|' || acte_type || '|' || dossier || '|' || status_id from extraction_queue where document_number = '10000001'")).ShouldBe("10000001|Acte|2026-0412|1");
        (await office.GetAsync(ordered.Location!)).Said.ShouldContain("1 acte commandé");
        (await world.Dev.ReadAsync<long>("select count(*) from access_calls where verb = 'add' and status = 200")).ShouldBe(1);
    }

    [Fact]
    public void What_a_spreadsheet_would_take_for_a_formula_is_a_text()
    {
        var report = new TitleReport(
            TargetEnvironment.Dev, "1", "", "", "", null, [], [], [new("=1+1", "@a", "-b", "Acte", 1, 2, DeedState.Failed, Guid.Empty, "+c", 3, InDoubt: true)], []);

        TitlePage.LinesOf(report).Last().ShouldBe("\"'=1+1\",\"'@a\",\"'-b\",Acte,1,2,failed,\"'+c\",3,true,00000000-0000-0000-0000-000000000000");
    }
}
