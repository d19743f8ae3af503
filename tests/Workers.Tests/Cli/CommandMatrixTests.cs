using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Simulators.Servers;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>Every command with Redis away, with Postgres away, and with --json: the exit code, the part that is away and the next step, and the shape of what scripts read.</summary>
public sealed partial class CommandMatrixTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    // As many commands as a machine runs beside each other without one waiting for another's server.
    private const int AtOnce = 6;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _marks = new(StringComparer.Ordinal) { ["{bulk}"] = Guid.Empty.ToString() };
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await _database.ExecuteAsync(
            """
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, status_id, outcome, error_message, supabase_path, claim_token) values
              ('index', '1', 'Laval', 'Q', 1, null, null, null, 0), ('index', '2', 'Laval', 'Q', 4, null, null, 'index/2.pdf', 1), ('index', '3', 'Laval', 'Q', 5, 'not_found', 'no such lot', null, 0);
            insert into ocr_reviews (job_id, page, field, standing, read, seen, claim_token) select id, n, 'number', 'disputed', '1', '2', 1 from extraction_queue, generate_series(1, 3) as n where status_id = 4;
            insert into ocr_calls (id, job_id, content_sha256, kind, pages, model, tier, opened_at, estimated_usd) select gen_random_uuid(), id, 's', 'index', '1', 'm', 'standard', now(), 0.5 from extraction_queue where status_id = 4;
            insert into webhook_endpoints (id, url, made_by) values ('11111111-2222-3333-4444-555555555555', 'https://office.example/1', 'a test'), ('22222222-2222-3333-4444-555555555555', 'https://office.example/2', 'a test');
            insert into webhook_senders (id, name, made_by) values ('33333333-2222-3333-4444-555555555555', 'a system', 'a test'), ('44444444-2222-3333-4444-555555555555', 'another', 'a test');
            insert into webhook_deliveries (id, endpoint_id, kind, state) values ('11111111-2222-3333-4444-555555555555', '11111111-2222-3333-4444-555555555555', 'ping', 'dead');
            """);
        foreach (var (mark, status) in new[] { ("{waiting}", 1), ("{read}", 4), ("{ended}", 5) })
        {
            _marks[mark] = (await _database.ReadAsync<Guid>($"select id from extraction_queue where status_id = {status}")).ToString();
        }

        foreach (var page in new[] { 1, 2, 3 })
        {
            _marks[$"{{item{page}}}"] = (await _database.ReadAsync<Guid>($"select id from ocr_reviews where page = {page}")).ToString();
        }

        _marks["{file}"] = _folder.File("documents.csv");
        _marks["{pdf}"] = _folder.File("index.pdf");
        _marks["{log}"] = _folder.File("daemon.log");
        _marks["{folder}"] = _folder.Path;
        await File.WriteAllTextAsync(_marks["{file}"], "document_source,document_number,circonscription_fonciere,cadastre\nindex,1,Laval,Q\n");
        await File.WriteAllBytesAsync(_marks["{pdf}"], Pdf.HostilePdf.OnePage());
        await File.WriteAllTextAsync(_marks["{log}"], "{}\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public void Every_command_has_its_row()
    {
        // What serves until it is stopped is started as a process of its own elsewhere.
        string[] apart = ["run", "serve"];

        Commands.PathsOf(CommandLine.Create()).Except(CommandMatrix.Rows.Select(row => row.Path), StringComparer.Ordinal).ShouldBe(apart);
    }

    [Fact]
    public async Task With_redis_away_every_command_says_so_or_does_without()
    {
        var file = await ConfigureAsync($"redis://127.0.0.1:{Loopback.FreePort()}", _database.Url);

        await EachAsync(CommandMatrix.Rows, row => JudgeAsync(row, row.Redis, "REDIS_URL", file));
    }

    [Fact]
    public async Task With_postgres_away_every_command_says_so_or_does_without()
    {
        var file = await ConfigureAsync(await redis.UrlAsync(), $"postgresql://u:p@127.0.0.1:{Loopback.FreePort()}/x");

        await EachAsync(CommandMatrix.Rows.Where(row => !row.NeedsMore), row => JudgeAsync(row, row.Database, "DEV_SUPABASE_DB_URL", file));
    }

    [Fact]
    public async Task With_a_database_that_is_not_migrated_every_command_that_needs_it_ends_with_78()
    {
        await using var empty = await QueueDatabase.CreateEmptyAsync(postgres);
        var file = await ConfigureAsync(await redis.UrlAsync(), empty.Url);

        await EachAsync(CommandMatrix.Rows.Where(row => row is { NeedsMore: false, Path: not "migrate" } && row.Database is not CommandMatrix.Need.None), async row =>
        {
            var (exitCode, output, error) = await RunAsync(row.Arguments, file);
            return exitCode == ExitCode.Configuration ? null : $"ends with {exitCode}: {output}{error}";
        });
    }

    [Fact]
    public async Task Every_json_has_the_members_that_scripts_read()
    {
        var file = await ConfigureAsync(await redis.UrlAsync(), _database.Url);
        var told = new List<string>();
        foreach (var row in CommandMatrix.Rows.Where(row => row.Json is not null))
        {
            if (row.Path is "bulk list")
            {
                _marks["{bulk}"] = (await _database.ReadAsync<Guid>("select id from bulk_changes order by asked_at limit 1")).ToString();
            }

            var (_, output, error) = await RunAsync($"{row.Arguments} --json", file);
            told.Add($"{row.Path}: {ShapeOf(output, error)}");
        }

        told.ShouldBe(CommandMatrix.Rows.Where(row => row.Json is not null).Select(row => $"{row.Path}: {row.Json}"));
    }

    [Fact]
    public void Every_command_with_json_has_its_shape_written_down() =>
        CommandMatrix.Rows.Where(row => row.Json is null && !row.NeedsMore && Commands.Find(row.Path).Options.Any(option => option.Name is "--json")).Select(row => row.Path).ShouldBeEmpty();

    [Fact]
    public void What_is_no_id_number_or_name_is_a_fault_of_no_command()
    {
        foreach (var path in Commands.PathsOf(CommandLine.Create()))
        {
            Should.NotThrow(() => CommandLine.Create().Parse($"{path} ~ ~").Errors.Count, path);
        }
    }

    private static async Task EachAsync(IEnumerable<CommandMatrix.Row> rows, Func<CommandMatrix.Row, Task<string?>> judge)
    {
        var faults = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(rows, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (row, _) =>
        {
            if (await judge(row) is { } fault)
            {
                faults.Add($"{row.Arguments}: {fault}");
            }
        });

        faults.ShouldBeEmpty();
    }

    private async Task<string?> JudgeAsync(CommandMatrix.Row row, CommandMatrix.Need need, string variable, string file)
    {
        var (exitCode, output, error) = await RunAsync(row.Arguments, file);
        var told = output + error;
        return told.Contains("   at ", StringComparison.Ordinal) || exitCode == ExitCode.Software ? $"a stack trace or 70: {told}"
            : told.Contains('\u001b', StringComparison.Ordinal) ? "signs of a terminal on what is none"
            : need is CommandMatrix.Need.None ? (told.Contains(variable, StringComparison.Ordinal) ? $"names {variable} without need: {told}" : null)
            : !told.Contains(variable, StringComparison.Ordinal) ? $"{exitCode}, and {variable} is not named: {told}"
            : need is CommandMatrix.Need.Whole && exitCode != ExitCode.Unavailable ? $"ends with {exitCode}: {told}"
            : null;
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string line, string file)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        string[] words = [.. line.Split(' ').Select(word => _marks.Aggregate(word, (text, mark) => text.Replace(mark.Key, mark.Value, StringComparison.Ordinal)))];
        var exitCode = await CommandLine.InvokeAsync([.. words, "--env-file", file], output, error).WaitAsync(Bound);
        return (exitCode, output.ToString(), error.ToString());
    }

    private async Task<string> ConfigureAsync(string redisUrl, string databaseUrl)
    {
        var file = _folder.File(Path.GetRandomFileName());
        await File.WriteAllTextAsync(
            file,
            $"""
            REDIS_URL={redisUrl}
            REDIS_KEY_PREFIX={redis.NewPrefix()}
            DEV_SUPABASE_DB_URL={databaseUrl}
            DEV_DOCUMENTS_PATH={_folder.Path}
            WORKERS_DATA_PATH={_folder.File("data")}
            REGISTRE_BASE_URL=http://127.0.0.1:9/Sirf/
            REGISTRE_ACCOUNTS=12A3456:simulateur
            GEMINI_API_KEY=simulated-key
            WEBHOOK_KEY=a-key-of-at-least-thirty-two-characters
            GEMINI_BASE_URL=http://127.0.0.1:9/
            STARTUP_WAIT_SECONDS=1
            """);
        return file;
    }

    /// <summary>The names of an object's members; of a list with its first element's; of lines each kind once.</summary>
    private static string ShapeOf(string output, string error)
    {
        if (output.Length == 0)
        {
            return $"nothing: {error.TrimEnd()}";
        }

        return Read(output) ?? string.Join(" / ", output.TrimEnd('\n').Split('\n').Select(line => Read(line) ?? $"no JSON: {line}").Distinct(StringComparer.Ordinal));
    }

    private static string? Read(string text)
    {
        try
        {
            using var told = JsonDocument.Parse(text);
            return ShapeOf(told.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string ShapeOf(JsonElement told) => told.ValueKind switch
    {
        JsonValueKind.Object => string.Join(' ', told.EnumerateObject().Select(member => Id().IsMatch(member.Name) ? "<id>" : member.Name)),
        JsonValueKind.Array => $"[{(told.GetArrayLength() > 0 ? ShapeOf(told[0]) : "")}]",
        _ => told.ValueKind.ToString(),
    };

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f-]{27}$", RegexOptions.None, 1000)]
    private static partial Regex Id();
}
