using System.Text.RegularExpressions;
using Shouldly;
using Simulators.Paper;
using Simulators.Registre;
using Workers.Cli;
using Workers.Hosting;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Registre;

/// <summary>Another document than asked for was bought: a person looks at it with <c>accept</c>, and it is kept without buying again.</summary>
[Collection(RegistreCollection.Name)]
public sealed partial class AcceptTests(RegistreWorld world, RedisFixture redis) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public async ValueTask InitializeAsync()
    {
        await world.StartAsync();
        await File.WriteAllTextAsync(
            _folder.File("env"),
            $"DEV_SUPABASE_DB_URL='{world.Database.Url}'\nDEV_DOCUMENTS_PATH={_folder.Path}\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={redis.NewPrefix()}\nWORKERS_DATA_PATH={world.DataPath}\n");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        world.NothingWasBoughtTwice();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_wrong_lot_is_refused_with_its_field_shown_accepted_and_stored_without_another_purchase_or_login()
    {
        var id = await RefuseAsync("10000601");
        var shown = await RunAsync("accept", id);
        shown.ShouldBe((
            ExitCode.Success,
            $"""
            environment: DEV
            asked for: acte, 10000601, Montréal, Acte
            purchase: rejected with 12A3456 at <time> for 1.50 CAD the registry delivered the number 9 999 999 instead of 10000601 (Montréal)
              differs: number: asked for 10000601, the document says 9 999 999
              same: circonscription: asked for Montréal, the document says Montréal
              same: type: asked for Acte, the document says acte
            pages: 2
            bytes: <number>, SHA-256 <sha>
            file: {world.DataPath}/registre/received/<id>.pdf
            Look at the file. 'accept <id> --yes' keeps it as this document; 'retry <id> --allow-repurchase' refuses it and buys again. Nothing was changed.

            """,
            ""));
        (await world.StateAsync("10000601")).ShouldBe("rejected");

        var kept = await RunAsync("accept", id, "--yes", "--by", "the notary", "--reason", "the registry renumbered it");
        kept.ExitCode.ShouldBe(ExitCode.Success, kept.Error);
        kept.Output.ShouldContain("accepted by the notary at <time>: the registry renumbered it");
        kept.Output.ShouldEndWith("<id>: accepted; it goes on from EN_ATTENTE with these bytes, nothing is bought\n");

        // The site answers nobody: what is accepted needs no page of it.
        world.Site.Faults.Switch(new(FaultName.Maintenance));
        await world.RestartAsync();
        var stored = (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();

        ((string?)stored.Document.Details!["accepted"]!["by"]).ShouldBe("the notary");
        stored.Document.SupabasePath.ShouldContain("10000601");
        (await world.StateAsync("10000601")).ShouldBe("stored");
        (await world.Database.ReadAsync<int>($"select status_id from extraction_queue where id = '{id}'")).ShouldBe(3);
        world.ChargesOf("10000601").ShouldBe(1);
        (await RunAsync("accept", id, "--yes")).Output.ShouldEndWith("<id>: was accepted before; it is at COMPLETE\n");
        (await RunAsync("explain", id)).Output.ShouldContain("accepted by the notary at <time>");
    }

    [Fact]
    public async Task Bytes_that_are_gone_are_told_and_nothing_changes()
    {
        var id = await RefuseAsync("10000602");
        File.Delete(await FileOfAsync("10000602"));

        var (exitCode, _, error) = await RunAsync("accept", id, "--yes");

        exitCode.ShouldBe(ExitCode.Data);
        error.ShouldContain("its bytes are gone");
        (await world.StateAsync("10000602")).ShouldBe("rejected");
        (await world.Database.ReadAsync<int>($"select status_id from extraction_queue where id = '{id}'")).ShouldBe(5);
    }

    [Fact]
    public async Task Other_bytes_than_the_accepted_ones_are_refused_again_and_kept()
    {
        var id = await RefuseAsync("10000603");
        (await RunAsync("accept", id, "--yes")).ExitCode.ShouldBe(ExitCode.Success);
        var file = await FileOfAsync("10000603");
        await File.AppendAllTextAsync(file, "% more", TestContext.Current.CancellationToken);

        var failed = (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Failed>();

        failed.Outcome.ShouldBe(OutcomeCodes.WrongDocument);
        failed.Cause.ShouldContain("accepted are no longer on the disk");
        (await world.StateAsync("10000603")).ShouldBe("rejected");
        world.ChargesOf("10000603").ShouldBe(1);
        Directory.GetFiles(Path.Combine(world.DataPath, "registre", "set-aside", Path.GetFileNameWithoutExtension(file))).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_an_invoice_with_the_number_alone_opens_is_shown_field_by_field_and_kept_by_a_person()
    {
        const string Number = "10000604";
        var other = world.Shelve(PaperKind.Acte, Number, document => document with { Look = PaperLook.Digital, Circonscription = "Laval" });
        world.Site.Bill.Charge(RegistreWorld.Account, other, 1.50m, DateTimeOffset.UtcNow, dailyCap: 0).ShouldNotBeNull();
        world.Site.Faults.Switch(new(FaultName.Error503) { At = Step.Submit, Times = 1 });

        var failed = (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, Number, maxAttempts: 1))).ShouldBeOfType<JobOutcome.Failed>();

        failed.Outcome.ShouldBe(OutcomeCodes.WrongDocument, failed.Cause);
        failed.Cause.ShouldContain("an invoice that shows the number alone");
        var id = $"{await world.Database.ReadAsync<Guid>($"select id from extraction_queue where document_number = '{Number}'")}";
        var shown = await RunAsync("accept", id);
        shown.Output.ShouldContain("  differs: circonscription: asked for Montréal, the document says Laval\n");
        shown.Output.ShouldContain($"  same: number: asked for {Number}, the document says 10 000 604\n");
        (await RunAsync("accept", id, "--yes")).ExitCode.ShouldBe(ExitCode.Success);
        (await world.RunNextAsync()).ShouldBeOfType<JobOutcome.Stored>();
        world.ChargesOf(Number).ShouldBe(1);
    }

    /// <returns>The document whose purchase brought another one.</returns>
    private async Task<string> RefuseAsync(string number)
    {
        world.Shelve(PaperKind.Acte, number, document => document with { Look = PaperLook.Digital });
        world.Site.Faults.Switch(new(FaultName.WrongDocument) { Number = number, Times = 1 });
        (await world.FetchAsync(RegistreWorld.Ask(DocumentSource.Acte, number))).ShouldBeOfType<JobOutcome.Failed>().Outcome.ShouldBe(OutcomeCodes.WrongDocument);
        return $"{await world.Database.ReadAsync<Guid>($"select id from extraction_queue where document_number = '{number}'")}";
    }

    private Task<string> FileOfAsync(string number) =>
        world.Database.ReadAsync<string>($"select local_path from registre_consultations where document_number = '{number}'");

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, Marked(output), Marked(error));
    }

    private static string Marked(StringWriter text) =>
        Bytes().Replace(Time().Replace(Sha().Replace(Id().Replace(text.ToString(), "<id>"), "<sha>"), "<time>"), "<number>");

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, 1000)]
    private static partial Regex Id();

    [GeneratedRegex("[0-9a-f]{64}", RegexOptions.None, 1000)]
    private static partial Regex Sha();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ", RegexOptions.None, 1000)]
    private static partial Regex Time();

    [GeneratedRegex(@"(?<=bytes: )\d+", RegexOptions.None, 1000)]
    private static partial Regex Bytes();
}
