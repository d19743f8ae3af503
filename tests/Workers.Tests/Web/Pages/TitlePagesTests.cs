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
    public void What_a_spreadsheet_would_take_for_a_formula_is_a_text()
    {
        var report = new TitleReport(
            TargetEnvironment.Dev, "1", "", "", "", null, [], [], [new("=1+1", "@a", "-b", "Acte", 1, 2, DeedState.Failed, Guid.Empty, "+c", 3, InDoubt: true)], []);

        TitlePage.LinesOf(report).Last().ShouldBe("\"'=1+1\",\"'@a\",\"'-b\",Acte,1,2,failed,\"'+c\",3,true,00000000-0000-0000-0000-000000000000");
    }
}
