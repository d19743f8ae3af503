using System.Text.Json.Nodes;
using Shouldly;
using Workers.Cli;
using Workers.Documents;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Backups;

/// <summary>What backs up and what does not, over the real Postgres and a disk; the way back with a daemon is in the scenarios.</summary>
public sealed class BackupTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await _database.ExecuteAsync("insert into extraction_queue (document_source, document_number) values ('acte', '1')");
        await WriteSettingsAsync(_database.Url);
        Write("documents/.workers-documents", "a disk");
        Write("documents/acte/1.pdf", "a document");
        Write("data/registre/received/2.pdf", "paid");
        Write("data/registre/received/3.pdf.part", "unfinished");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_backup_holds_database_documents_and_data_for_this_user_alone_and_comes_back_into_an_empty_place()
    {
        var made = await RunAsync("backup", _folder.File("backup"));
        made.ExitCode.ShouldBe(ExitCode.Success, made.Error);
        Directory.GetFiles(_folder.File("backup"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(_folder.File("backup"), file)).ShouldBe(
            ["backup.json", "dev.dump", "dev-documents/.workers-documents", "dev-documents/acte/1.pdf", "data/registre/received/2.pdf"], ignoreOrder: true);
        File.GetUnixFileMode(_folder.File("backup")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.ReadAllText(_folder.File("backup/backup.json")).ShouldNotContain(new Uri(_database.Url).UserInfo);

        Directory.Delete(_folder.File("documents"), recursive: true);
        Directory.Delete(_folder.File("data"), recursive: true);
        await using var empty = await QueueDatabase.CreateEmptyAsync(postgres);
        await WriteSettingsAsync(empty.Url);
        var restored = await RunAsync("restore", _folder.File("backup"), "--data", "--yes");

        restored.ExitCode.ShouldBe(ExitCode.Success, restored.Error);
        restored.Error.ShouldNotContain("Warning");
        File.ReadAllText(_folder.File("documents/acte/1.pdf")).ShouldBe("a document");
        File.ReadAllText(_folder.File("data/registre/received/2.pdf")).ShouldBe("paid");
        (await empty.ReadAsync<string>("select document_number from extraction_queue")).ShouldBe("1");
        (await empty.ReadAsync<Guid>("select epoch from workers_internal.feed")).ShouldNotBe(await _database.ReadAsync<Guid>("select epoch from workers_internal.feed"), "whoever follows the history reads its lists anew");
        (await empty.ReadAsync<string>("select why from steering where verb = 'pause' and subject = 'buying' and not is_lifted")).ShouldStartWith("DEV was restored from a backup of ");
    }

    [Fact]
    public async Task Documents_that_have_no_place_are_counted_and_warned_of()
    {
        (await RunAsync("backup", _folder.File("backup"))).ExitCode.ShouldBe(ExitCode.Success);
        await using var empty = await QueueDatabase.CreateEmptyAsync(postgres);
        await WriteSettingsAsync(empty.Url);
        var settings = await File.ReadAllLinesAsync(_folder.File("env"), _test);
        // PDFs of this one lie in Storage.
        await File.WriteAllLinesAsync(
            _folder.File("env"),
            settings.Where(line => !line.StartsWith("DEV_DOCUMENTS_PATH", StringComparison.Ordinal)).Append("DEV_SUPABASE_URL=http://127.0.0.1:1").Append("DEV_SUPABASE_SERVICE_KEY=a.b.c"),
            _test);

        var looked = await RunAsync("restore", _folder.File("backup"));
        var done = await RunAsync("restore", _folder.File("backup"), "--yes", "--json");

        looked.Error.ShouldContain("Warning: 1 file of documents is in this backup and not restored: DEV_DOCUMENTS_PATH is not set.");
        done.ExitCode.ShouldBe(ExitCode.Success, done.Error);
        done.Error.ShouldContain("Warning: 1 file of documents");
        var result = JsonNode.Parse(done.Output)!.AsObject();
        result.Select(member => member.Key).ShouldBe(["environment", "isRestored", "asOf", "database", "documents", "migrations", "files", "leftOut", "warning"]);
        ((bool?)result["isRestored"], (int?)result["documents"], (int?)result["files"], (int?)result["leftOut"]).ShouldBe((true, 1, 0, 1));
        await File.WriteAllLinesAsync(_folder.File("env"), settings, _test);
    }

    [Fact]
    public async Task What_is_no_place_for_a_backup_is_refused()
    {
        (await RunAsync("backup", _folder.File("documents/backup"))).ShouldSatisfyAllConditions(
            inside => inside.ExitCode.ShouldBe(ExitCode.Data), inside => inside.Error.ShouldContain("lie in each other. Name a folder elsewhere"));
        Write("full/file", "");
        (await RunAsync("backup", _folder.File("full"))).Error.ShouldContain("is not empty: a backup takes a folder of its own");
        (await RunAsync("backup", _folder.File("prod"), "--env", "prod")).Error.ShouldContain("PROD is not configured");

        await File.AppendAllTextAsync(_folder.File("env"), "PROD_SUPABASE_URL=http://127.0.0.1:1\nPROD_SUPABASE_SERVICE_KEY=a.b.c\n", _test);
        (await RunAsync("backup", _folder.File("http"))).ShouldSatisfyAllConditions(
            http => http.ExitCode.ShouldBe(ExitCode.Configuration), http => http.Error.ShouldContain("PROD: a database is dumped over its Postgres URL, not over HTTP. Set PROD_SUPABASE_DB_URL"));
        Directory.Exists(_folder.File("http")).ShouldBeFalse();
        (await RunAsync("backup", _folder.File("dev"), "--env", "dev", "--without-documents")).Output.ShouldContain("is left out");
    }

    [Fact]
    public async Task What_is_no_whole_backup_or_of_another_disk_is_not_restored()
    {
        (await RunAsync("restore", _folder.File("nowhere"))).Error.ShouldContain("is not there. Name a folder that 'backup' wrote to its end.");
        await RunAsync("backup", _folder.File("backup"));
        await using var empty = await QueueDatabase.CreateEmptyAsync(postgres);
        await WriteSettingsAsync(empty.Url);
        Write("documents/.workers-documents", "another disk");
        (await RunAsync("restore", _folder.File("backup"), "--yes")).Error.ShouldContain($"holds the documents of another database ({FolderMarker.FileName} differs");
        Write("documents/.workers-documents", "a disk");
        (await RunAsync("restore", _folder.File("backup"), "--env", "prod")).ExitCode.ShouldBe(ExitCode.Configuration);

        await File.AppendAllTextAsync(_folder.File("backup/dev.dump"), "more", _test);
        (await RunAsync("restore", _folder.File("backup"), "--yes")).ShouldSatisfyAllConditions(
            changed => changed.ExitCode.ShouldBe(ExitCode.Data), changed => changed.Error.ShouldContain("its SHA-256 differs"));
        File.Delete(_folder.File("backup/backup.json"));
        (await RunAsync("restore", _folder.File("backup"), "--yes")).Error.ShouldContain("holds no whole backup");
        (await empty.ReadAsync<bool>("select to_regclass('public.extraction_queue') is null")).ShouldBeTrue();
    }

    private async Task WriteSettingsAsync(string database) => await File.WriteAllTextAsync(
        _folder.File("env"),
        $"DEV_SUPABASE_DB_URL='{database}'\nDEV_DOCUMENTS_PATH={_folder.File("documents")}\nWORKERS_DATA_PATH={_folder.File("data")}\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={redis.NewPrefix()}\n",
        _test);

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.File(name))!);
        File.WriteAllText(_folder.File(name), text);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
