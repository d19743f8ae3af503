using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Workers.Web.Endpoints;
using Xunit;

namespace Workers.Cli;

/// <summary><c>bring</c>: a PDF that the office has, by the rules and words of the API.</summary>
public sealed class BringCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await File.WriteAllTextAsync(_folder.File("env"), $"REDIS_URL=redis://127.0.0.1:9\nDEV_SUPABASE_DB_URL={_database.Url}\nDEV_DOCUMENTS_PATH={_folder.File("documents")}\nOCR_TEMP_DIR={_folder.File("work")}\n");
        await File.WriteAllBytesAsync(_folder.File("deed.pdf"), BroughtPdf.Deed("12 345 678"));
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_is_brought_as_a_new_document_or_for_one_that_waits()
    {
        var brought = await RunAsync("--source", "acte", "--number", "12 345 678", "--circonscription", "Laval", "--acte-type", "Acte", "--key", "deed-1");
        brought.ExitCode.ShouldBe(ExitCode.Success, brought.Error);
        var id = await _database.ReadAsync<Guid>("select id from extraction_queue where status_id = 3");
        brought.Output.ShouldBe($"{id} DEV brought in, at 3 COMPLETE\n");
        (await RunAsync("--source", "acte", "--number", "12 345 678", "--circonscription", "Laval", "--acte-type", "Acte", "--key", "deed-1")).Output.ShouldBe($"{id} DEV has this very file already: 3 COMPLETE\n");

        await _database.ExecuteAsync("insert into extraction_queue (document_source, document_number, circonscription_fonciere, acte_type, status_id) values ('acte', '12 345 678', 'Laval', 'Acte', 1)");
        var waiting = await _database.ReadAsync<Guid>("select id from extraction_queue where status_id = 1");
        (await RunAsync("--to", waiting.ToString()[..8])).Output.ShouldBe($"{waiting} DEV has its file and is not bought\n");
        (await _database.ListAsync<string>("select distinct reason from job_events where kind = 'brought'")).ShouldBe(["Me"]);
    }

    [Fact]
    public async Task What_is_refused_is_told_with_its_reason_and_changes_nothing()
    {
        var other = await RunAsync("--source", "acte", "--number", "99 999 999", "--circonscription", "Laval", "--acte-type", "Acte");
        (other.ExitCode, other.Output).ShouldBe((ExitCode.Data, ""));
        other.Error.ShouldContain("the file names itself as the number 12 345 678");
        (await RunAsync("--source", "acte", "--number", "1")).ExitCode.ShouldBe(ExitCode.Data);
        (await RunAsync()).ExitCode.ShouldBe(ExitCode.Usage);
        (await RunAsync("--to", Guid.NewGuid().ToString(), "--number", "1")).ExitCode.ShouldBe(ExitCode.Usage);
        (await RunAsync("--to", Guid.NewGuid().ToString())).Error.ShouldContain("there is no such document");
        (await _database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] words)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync(["bring", _folder.File("deed.pdf"), "--by", "Me", "--env-file", _folder.File("env"), .. words], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
