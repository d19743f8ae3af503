using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built program behind a shell that takes its output away.</summary>
public sealed class OutputTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private const string Words = "only its words are lost";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await File.WriteAllTextAsync(
            _folder.File("env"),
            $"""
            DEV_SUPABASE_DB_URL='{_database.Url}'
            DEV_DOCUMENTS_PATH={_folder.File("documents")}
            WORKERS_DATA_PATH={_folder.File("data")}
            REDIS_URL={await redis.UrlAsync()}
            REDIS_KEY_PREFIX={redis.NewPrefix()}
            GEMINI_API_KEY=simulated-key
            GEMINI_BASE_URL=http://127.0.0.1:9/
            STARTUP_WAIT_SECONDS=30
            """);
        await File.WriteAllTextAsync(_folder.File("documents.csv"), "document_source,document_number,circonscription_fonciere,cadastre\nindex,1,Laval,Q\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    public static TheoryData<string> Commands =>
    [
        "--help", "plan", "status", "status --watch", "status --watch --json", "enqueue documents.csv", "migrate --print", "gemini limit", "explain {id}", "cancel {id}", "documents", "documents --csv", "dead-letters", "bulk list", "health", "doctor --only runtime",
    ];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task An_output_that_is_full_or_closed_or_without_a_reader_ends_every_command_with_one_line(string command)
    {
        foreach (var line in (string[])["exec {0} >/dev/full", "exec {0} >&-", "{{ {0}; echo $? >code; }} | true; exit $(cat code)"])
        {
            var id = await _database.ReadAsync<Guid>("insert into extraction_queue (document_source, document_number) values ('index', '9') returning id");
            var run = Run(command.Replace("{id}", id.ToString(), StringComparison.Ordinal));

            var (exitCode, error) = await ShellAsync(string.Format(CultureInfo.InvariantCulture, line, run));

            exitCode.ShouldBe(ExitCode.Output, $"{line}: {error}");
            error.TrimEnd('\n').Split('\n').ShouldHaveSingleItem().ShouldContain(Words, customMessage: line);
        }
    }

    [Fact]
    public async Task An_error_that_cannot_be_told_leaves_the_exit_code_and_ends_nothing_else()
    {
        (await ShellAsync($"exec {Run("enqueue missing.csv")} 2>/dev/full")).ExitCode.ShouldBe(ExitCode.Data);
        (await ShellAsync($"exec {Run("enqueue missing.csv")} 2>&- >&-")).ExitCode.ShouldBe(ExitCode.Data);
        (await ShellAsync($"exec {Run("plan")} 2>/dev/full >/dev/full")).ExitCode.ShouldBe(ExitCode.Output);
    }

    [Fact]
    public async Task Both_outputs_in_one_file_keep_their_lines()
    {
        await ShellAsync($"{Run("enqueue documents.csv --skip-bad")} >both 2>&1; {Run("enqueue missing.csv")} >>both 2>&1");

        var lines = await File.ReadAllLinesAsync(_folder.File("both"), TestContext.Current.CancellationToken);
        lines.Length.ShouldBe(3);
        lines[2].ShouldContain("missing.csv");
    }

    [Theory]
    [InlineData(">/dev/full")]
    [InlineData(">&-")]
    [InlineData("| true")]
    public async Task A_daemon_whose_log_goes_nowhere_claims_and_stops_as_any_other_and_says_so_once(string output)
    {
        await using var listening = new NpgsqlConnection(_database.Address.ForPool());
        await listening.OpenAsync(TestContext.Current.CancellationToken);
        await _database.ExecuteAsync(
            """
            create function told() returns trigger language plpgsql as $$ begin perform pg_notify('claimed', ''); return null; end $$;
            create trigger told after update on extraction_queue for each row when (new.status_id = 2) execute function told();
            insert into extraction_queue (document_source, document_number, status_id, supabase_path) values ('index', '9', 3, 'index/none.pdf');
            """);
        await using (var listen = new NpgsqlCommand("listen claimed", listening))
        {
            await listen.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        var running = ShellAsync($"{{ sh -c 'echo $$ >id; exec {Run("run --pools ocr")}'; echo $? >code; }} {output}");
        using var bound = new CancellationTokenSource(Bound);
        await listening.WaitAsync(bound.Token);
        (await ShellAsync("kill -TERM $(cat id)")).ExitCode.ShouldBe(0);
        var (_, error) = await running;

        (await File.ReadAllTextAsync(_folder.File("code"), TestContext.Current.CancellationToken)).Trim().ShouldBe("0", error);
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldStartWith("The log is not written: Standard output cannot be written:");
    }

    private static string Run(string command) => $"{DaemonProcess.Program} {command} --env-file env";

    private async Task<(int ExitCode, string Error)> ShellAsync(string line)
    {
        var start = new ProcessStartInfo("bash", ["-c", line]) { WorkingDirectory = _folder.Path, RedirectStandardError = true, RedirectStandardOutput = true };
        using var shell = Process.Start(start)!;
        var error = shell.StandardError.ReadToEndAsync();
        var output = shell.StandardOutput.ReadToEndAsync();
        try
        {
            await shell.WaitForExitAsync().WaitAsync(Bound);
        }
        catch (TimeoutException)
        {
            shell.Kill(entireProcessTree: true);
            throw;
        }

        await output;
        return (shell.ExitCode, await error);
    }
}
