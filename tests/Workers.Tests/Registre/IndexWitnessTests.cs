using System.Text.Json.Nodes;
using Shouldly;
using Simulators.Paper;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre;

/// <summary>The table of a computerised index is kept beside the PDF, and whatever becomes of it the purchase is the same.</summary>
[Collection(RegistreCollection.Name)]
public sealed class IndexWitnessTests(RegistreWorld world) : IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await world.StartAsync();

    public ValueTask DisposeAsync()
    {
        world.NothingWasBoughtTwice();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Every_inscription_that_the_viewer_shows_is_kept_word_for_word()
    {
        var paper = world.Shelve(PaperKind.Index, "2000601", document => document with { Look = PaperLook.Digital, Pages = 2 }).ToPaper();

        var stored = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "2000601"))).ShouldBeOfType<JobOutcome.Stored>();

        var kept = await KeptAsync(stored);
        kept.IsWhole.ShouldBeTrue();
        kept.Entries.Select(entry => Told(
                entry["date"], entry["number"], entry["nature"], string.Join('+', entry["parties"]!.AsArray().Select(party => $"{party!["quality"]} {party["name"]}")), entry["remarks"], entry["address_notice"], entry["radiations"]))
            .ShouldBe(PaperPress.Write(paper).Pages.SelectMany(page => page.Inscriptions).Select(row => Told(
                FrenchText.Iso(row.Date), FrenchText.Grouped(row.Number), row.Nature, string.Join('+', row.Parties.Select(party => $"{party.Quality} {party.Name}")), row.Remarks, FrenchText.Grouped(row.AddressNotice ?? ""), FrenchText.Grouped(row.Radiation ?? ""))));
        world.ChargesOf("2000601").ShouldBe(1);
    }

    [Fact]
    public async Task A_scanned_index_has_no_rows_and_is_bought_all_the_same()
    {
        world.Shelve(PaperKind.Index, "2000602", document => document with { Look = PaperLook.Scanned });

        var stored = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "2000602"))).ShouldBeOfType<JobOutcome.Stored>();

        (await world.Database.ReadAsync<long>($"select count(*) from registre_index_rows where content_sha256 = '{stored.Document.ContentSha256}'")).ShouldBe(0);
    }

    [Fact]
    public async Task Rows_that_the_database_does_not_take_cost_the_purchase_nothing()
    {
        world.Shelve(PaperKind.Index, "2000603", document => document with { Look = PaperLook.Digital });
        await world.Database.ExecuteAsync("alter function public.workers_index_rows_save rename to index_rows_away");
        try
        {
            (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Index, "2000603"))).ShouldBeOfType<JobOutcome.Stored>();
        }
        finally
        {
            await world.Database.ExecuteAsync("alter function public.index_rows_away rename to workers_index_rows_save");
        }

        world.ChargesOf("2000603").ShouldBe(1);
    }

    private async Task<(IReadOnlyList<JsonNode> Entries, bool IsWhole)> KeptAsync(JobOutcome.Stored stored)
    {
        var where = $"from registre_index_rows where content_sha256 = '{stored.Document.ContentSha256}'";
        var rows = JsonNode.Parse(await world.Database.ReadAsync<string>($"select rows::text {where}"))!.AsArray();
        return ([.. rows.Select(row => row!)], await world.Database.ReadAsync<bool>($"select is_whole {where}"));
    }

    private static string Told(params object?[] texts) => string.Join('|', texts);
}
