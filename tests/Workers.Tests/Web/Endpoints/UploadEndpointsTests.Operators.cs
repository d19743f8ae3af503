using System.Globalization;
using System.Net;
using System.Text;
using Shouldly;
using Workers.Access;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Keeping;
using Workers.Operations.Keeping;
using Xunit;

namespace Workers.Web.Endpoints;

/// <summary>What an operator sees of uploads, and does about those that are stuck.</summary>
public sealed partial class UploadEndpointsTests
{
    [Fact]
    public async Task A_purge_that_nobody_carries_on_says_what_ends_it_to_whoever_brings_the_same_file()
    {
        var pdf = BroughtPdf.Deed("12 345 678");
        (await PatchAsync(await BeginAsync(pdf.Length, "12 345 678"), 0, pdf)).Status.ShouldBe(HttpStatusCode.NoContent);
        var stored = await World.Dev.ReadAsync<Guid>("select id from extraction_queue");
        await World.Dev.ExecuteAsync($"update extraction_queue set status_id = 4 where id = '{stored}'");
        await using var functions = World.Dev.OpenFunctions();
        (await new KeepingStore(functions).BeginAsync([stored], "a test", CancellationToken.None))[0].Result.ShouldBe(PurgeStart.Begun);

        var second = await BeginAsync(pdf.Length, "12 345 678");
        var held = await PatchAsync(second, 0, pdf);

        held.Status.ShouldBe(HttpStatusCode.ServiceUnavailable, held.Text);
        held.Json["detail"]!.ToString().ShouldContain($"the same file is document {stored}'s, whose purge has begun and is not over: an operator ends it (purge {stored} --yes), then send it again");
        (await PurgeDocuments.RunAsync(World.Queues, new(TargetEnvironment.Dev, [stored], null, Apply: true, "a test"), CancellationToken.None))[0].Result.ShouldBe(PurgeResult.Purged);
        (await HeadAsync(second)).Header("Document-Id").ShouldNotBeEmpty();
        StoredFiles().ShouldBe(1);
    }

    [Fact]
    public async Task Uploads_of_the_whole_environment_are_listed_page_by_page_and_an_operator_ends_one_of_any_key()
    {
        var places = new List<string>();
        for (var made = 0; made < 3; made++)
        {
            var more = $"{MetadataOf("12 345 678")},filename {Convert.ToBase64String(Encoding.UTF8.GetBytes(made == 2 ? "" : $"acté {made}\u0007.pdf"))}";
            places.Add((await PostAsync(1000 + made, "12 345 678", new byte[made * 10], ("Upload-Metadata", more))).Headers.Location!.ToString());
        }

        var (other, operators) = (await World.KeyAsync(AccessRole.Office), await World.KeyAsync(AccessRole.Operator, World.Staging));
        var first = (await World.GetAsync("/v1/uploads?limit=2", other)).Json;
        var rest = (await World.GetAsync($"/v1/uploads?limit=2&after={first["next"]}", other)).Json;
        var all = first["uploads"]!.AsArray().Concat(rest["uploads"]!.AsArray()).ToList();

        (first["uploads"]!.AsArray().Count, rest["uploads"]!.AsArray().Count).ShouldBe((2, 1));
        all.Select(one => (string)one!["id"]!).ShouldBe(places.AsEnumerable().Reverse().Select(place => IdOf(place).ToString()));
        all.Select(one => ((long)one!["length"]!, (long)one["offset"]!, (string?)one["file_name"])).ShouldBe([(1002, 20, null), (1001, 10, "acté 1\u0007.pdf"), (1000, 0, "acté 0\u0007.pdf")]);
        all.ShouldAllBe(one => DateTimeOffset.Parse((string)one!["began_at"]!, CultureInfo.InvariantCulture) < DateTimeOffset.Parse((string)one["expires_at"]!, CultureInfo.InvariantCulture));
        rest["next"].ShouldBeNull();
        (await World.GetAsync("/v1/uploads", operators)).Json["uploads"]!.AsArray().ShouldBeEmpty("another environment's");
        (await World.GetAsync("/v1/uploads", await World.KeyAsync(AccessRole.Reader))).Status.ShouldBe(HttpStatusCode.Forbidden);
        foreach (var query in new[] { "limit=0", "limit=501", "limit=x", "after=x", "colour=red" })
        {
            (await World.GetAsync($"/v1/uploads?{query}", other)).Status.ShouldBe(HttpStatusCode.BadRequest, query);
        }

        (StoredFiles(), await PiecesAsync()).ShouldBe((2, 2));
        (await CommandAsync("list")).ShouldSatisfyAllConditions(told => told.ExitCode.ShouldBe(ExitCode.Success, told.Error), told => told.Output.ShouldContain($"{IdOf(places[1])}  12 345 678  waits  10 of 1001"));
        await World.Dev.ExecuteAsync($"update document_uploads set holder = gen_random_uuid(), held_until = now() + interval '1 hour' where id = '{IdOf(places[1])}'");
        (await CommandAsync("end", $"{IdOf(places[1])}")).ShouldSatisfyAllConditions(told => told.ExitCode.ShouldBe(ExitCode.Data), told => told.Error.ShouldContain("a server works on it"));
        await World.Dev.ExecuteAsync("update document_uploads set held_until = now()");

        (await CommandAsync("end", $"{IdOf(places[1])}"[..13], "--by", "the notary")).ShouldSatisfyAllConditions(told => told.ExitCode.ShouldBe(ExitCode.Success, told.Error), told => told.Output.ShouldEndWith("is given up.\n"));

        (StoredFiles(), await PiecesAsync()).ShouldBe((1, 1));
        (await PatchAsync(places[1], 10, new byte[9])).Json["detail"]!.ToString().ShouldContain("an operator gave it up (the notary)");
        (await World.GetAsync("/v1/uploads", other)).Json["uploads"]!.AsArray().Count.ShouldBe(2);
        (await CommandAsync("end", $"{IdOf(places[1])}")).ExitCode.ShouldBe(ExitCode.Data, "it is over");
    }

    [Fact]
    public async Task A_document_whose_bringer_could_not_be_written_down_is_there_and_the_log_says_so()
    {
        var pdf = BroughtPdf.Deed("12 345 678");
        var place = await BeginAsync(pdf.Length, "12 345 678");
        await World.Dev.ExecuteAsync(
            """
            alter function workers_call_open(jsonb) rename to kept;
            create function workers_call_open(request jsonb) returns json language plpgsql security definer set search_path = '' as
              $w$ begin if request->>'verb' = 'bring' then raise exception 'it went away' using errcode = '57P01'; end if; return public.kept(request); end $w$
            """);

        var brought = await PatchAsync(place, 0, pdf);

        (brought.Status, brought.Header("Document-Id")).ShouldBe((HttpStatusCode.NoContent, await World.Dev.ReadAsync<string>("select id::text from extraction_queue where status_id = 3")));
        World.Log.Lines.ShouldContain(line => line.Contains($"Document {brought.Header("Document-Id")} has the file that was uploaded, and who brought it could not be written down"));
    }

    private async Task<(int ExitCode, string Output, string Error)> CommandAsync(params string[] arguments)
    {
        await File.WriteAllLinesAsync(Folder.File("env"), [$"DEV_SUPABASE_DB_URL='{World.Dev.Url}'", $"DEV_DOCUMENTS_PATH='{Folder.File("documents")}'", $"OCR_TEMP_DIR='{Folder.File("work")}'"]);
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await Cli.CommandLine.InvokeAsync(["uploads", .. arguments, "--env-file", Folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
