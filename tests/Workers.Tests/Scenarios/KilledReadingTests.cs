using System.Security.Cryptography;
using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Simulators.Servers;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>kill -9 while the model reads: what was answered is paid once, what was cut off is told as such.</summary>
public sealed class KilledReadingTests(PostgresFixture postgres)
{
    private const int Pages = 12;
    private const int Hanging = 7;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(120);

    [Fact]
    public async Task No_page_that_was_answered_is_paid_again_and_the_ledger_is_the_bill_to_the_token()
    {
        await using var world = await ScenarioWorld.StartAsync(postgres, "[]");
        await AddAsync(world);
        world.Gemini.Faults.Add(new(GeminiFaultKind.Slow, Page: Hanging, Milliseconds: 600_000));
        await using (var first = world.StartDaemon("run", "--pools", "ocr"))
        {
            await Loopback.WaitAsync(async () => await world.Database.ReadAsync<long>("select count(*) from ocr_pages") == Pages - 1, () => false, Bound);
            first.Kill();
            await first.WaitForExitAsync(Bound);
        }

        // The lease of the dead process is not waited for.
        await world.Database.ExecuteAsync("update extraction_queue set lease_expires_at = now() - interval '1 second' where status_id = 2");
        await using var second = world.StartDaemon("run", "--pools", "ocr");
        await Loopback.WaitAsync(async () => await world.CountUnfinishedAsync() == 0, () => false, Bound);

        (await world.ReadEndsAsync()).ShouldBe(["2784195 4"], second.Log);
        var bill = world.Gemini.Bill.Answers;
        bill.Count.ShouldBe(Pages);
        (await world.Database.ListAsync<string>("""
            select concat_ws(' ', count(*) filter (where settled_at is not null), count(*) filter (where settled_at is null),
              sum(input_tokens), sum(cached_tokens), sum(output_tokens), string_agg(pages, ',') filter (where settled_at is null)) from ocr_calls
            """)).ShouldBe([$"{Pages} 1 {bill.Sum(answer => answer.Input)} {bill.Sum(answer => answer.Cached)} {bill.Sum(answer => answer.Output)} {Hanging}"]);

        var (_, explained) = await world.RunAsync("explain", (await world.Database.ListAsync<string>("select id::text from extraction_queue"))[0]);
        explained.ShouldContain($"reading: {Pages + 1} questions for ");
        explained.ShouldContain("not settled");
    }

    private static async Task AddAsync(ScenarioWorld world)
    {
        var paper = new PaperDocument { Kind = PaperKind.Index, Number = "2784195", Circonscription = "Montréal", Cadastre = "Cadastre du Québec", Pages = Pages, Seed = 5 };
        var content = await world.PrintAsync(paper);
        var local = world.Write("index.pdf", "");
        await File.WriteAllBytesAsync(local, content);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var path = await new FolderDocumentStore(TargetEnvironment.Dev, world.Settings["DEV_DOCUMENTS_PATH"], project: null)
            .PutAsync(new(DocumentSource.Index, paper.Number, paper.Circonscription, null, sha256), local, CancellationToken.None);
        await world.Database.ExecuteAsync($"""
            insert into extraction_queue (document_source, document_number, document_number_normalized, circonscription_fonciere, cadastre, status_id, supabase_path, content_sha256, available_at)
            values ('index', '2784195', '2784195', 'Montréal', 'Cadastre du Québec', 3, '{path}', '{sha256}', now())
            """);
    }
}
