using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Workers.Gemini;
using Workers.Hosting;
using Workers.Ocr;
using Workers.Ocr.Pages;
using Workers.Ocr.Prompts;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Words;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built daemon and the built commands: a document is followed over a kill -9 to a reading in doubt, and people decide it.</summary>
public sealed partial class ReviewedReadingTests(PostgresFixture postgres)
{
    private const string Registry =
        """[{ "document_source": "index", "document_number": "399-184", "circonscription_fonciere": "Chambly", "cadastre": "Paroisse de Saint-Bruno", "pages": 1, "look": "digital", "seed": 3 }]""";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_reading_in_doubt_is_followed_over_a_kill_decided_and_cleared()
    {
        await using var world = await ScenarioWorld.StartAsync(postgres, Registry);
        var (_, added) = await world.RunAsync("enqueue", "--source", "index", "--number", "399-184", "--circonscription", "Chambly", "--cadastre", "Paroisse de Saint-Bruno");
        var id = Id().Match(added).Value;
        await using var watch = world.StartDaemon("watch", id, "--json");
        await using (var buyer = world.StartDaemon("--pools", "registre"))
        {
            await buyer.WaitForAsync("Stored in", Soon);
            await buyer.WaitForAsync(async _ => await world.Database.ReadAsync<int>("select status_id from extraction_queue") == 3, Soon);
            buyer.Kill();
            await buyer.WaitForExitAsync(Soon);
        }

        await PutInDoubtAsync(world);
        await using var reader = world.StartDaemon("--pools", "ocr");

        (await watch.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Differs, watch.Log + reader.Log);
        var steps = watch.Log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var percents = steps.Select(step => step.GetProperty("percent").GetInt32()).ToList();
        percents.ShouldBe(percents.Order());
        percents[^1].ShouldBe(100);
        steps.ShouldContain(step => step.GetProperty("sequence").ValueKind == JsonValueKind.String);

        var (_, shown) = await world.RunAsync("review", "show", id);
        shown.ShouldContain("item-");
        var items = await world.Database.ListAsync<Guid>("select id from ocr_reviews order by line");
        items.Count.ShouldBe(3, shown);
        (await world.RunAsync("review", "correct", $"{items[0]}", "--value", "Bail")).ExitCode.ShouldBe(ExitCode.Success);
        (await world.RunAsync("review", "accept", $"{items[1]}")).ExitCode.ShouldBe(ExitCode.Success);

        // Its only page says that it is the first of two: a doubt about the document, which has no line.
        (await world.RunAsync("review", "accept", $"{items[2]}")).Text.ShouldContain($"{id} n’a plus besoin de révision");

        (await world.Database.ReadAsync<string>("select concat_ws('|', needs_review, review_reason, boosted_file_content like '%Nature de l''acte : Bail%', file_content like '%: Bail%') from extraction_queue")).ShouldBe("f|t|f");
        (await world.RunAsync("watch", id)).ExitCode.ShouldBe(ExitCode.Success);
        var (_, told) = await world.RunAsync("explain", id);
        told.ShouldContain("all 3 doubts are decided, the last by ");
        told.ShouldContain("review: all 3 doubts are decided");
    }

    /// <summary>The page as it would have been read with two values that a witness disputes: the daemon pays for no page again.</summary>
    private static async Task PutInDoubtAsync(ScenarioWorld world)
    {
        Dispute[] disputes =
        [
            new(1, "nature", Standing.Disputed, "Hypothèque", "Bail", Witness.TextLayer, new PageBox(100, 200, 200, 212)),
            new(2, "nature", Standing.Disputed, "Vente", "Legs", Witness.TextLayer, null),
        ];
        var read = SampleReadings.Index(2) with { Header = new("Chambly", "Paroisse de Saint-Bruno", "399-184", "") };
        var page = new PageResult<IndexPage>(Guid.NewGuid(), read, ["line 1", "line 2"], 1, PageView.Prepared, default) { Disputes = disputes };
        var json = JsonSerializer.Serialize(page, ReadingJson.Options).Replace("'", "''", StringComparison.Ordinal);
        await world.Database.ExecuteAsync($"""
            insert into ocr_pages (content_sha256, page, kind, model, prompt_hash, result, finish_reason)
            select content_sha256, 1, 'index', '{new GeminiOptions().IndexModel}', '{Prompt.IndexPage.Hash}', '{json}', 'STOP' from extraction_queue
            """);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Id();
}
