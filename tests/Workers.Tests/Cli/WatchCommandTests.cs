using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Progress;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary><c>watch</c> ends with its document, says how by its exit code, and needs Redis only for what happens between.</summary>
public sealed class WatchCommandTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;
    private RedisOptions _redis = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _redis = new() { Url = RedisAddress.Parse(await redis.UrlAsync()), KeyPrefix = redis.NewPrefix() };
        await ConfigureAsync(await redis.UrlAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_exit_code_says_how_a_document_ended()
    {
        var id = await AddAsync();
        (await EndedAsync("status_id = 4, progress = 100")).ShouldBe((ExitCode.Success, "100 %  OCR_COMPLETE  complete\n", ""));
        (await EndedAsync("needs_review = true")).ShouldBe((ExitCode.Differs, $"100 %  OCR_COMPLETE  complete; 0 doubts are open; next: review show {id}\n", ""));
        (await EndedAsync("status_id = 3, document_source = 'plan_cadastraux', needs_review = false")).ShouldBe((ExitCode.Success, "100 %  COMPLETE  complete\n", ""));
        (await EndedAsync("status_id = 5, progress = 20, outcome = 'not_found', error_message = 'The registry has none.'")).ShouldBe((
            ExitCode.Failed, $" 20 %  ERREUR  not_found: The registry has none.; next: explain {id}\n", ""));
        await _database.ExecuteAsync("alter table extraction_queue drop constraint extraction_queue_document_source_check");
        (await EndedAsync("status_id = 1, document_source = 'bordereau'")).ShouldBe((
            ExitCode.Failed, $" 20 %  EN_ATTENTE  its document_source is none that this program knows: nobody takes it, and it is not followed; next: explain {id}\n", ""));
        var none = Guid.NewGuid();
        (await RunAsync($"{none}")).ShouldBe((ExitCode.Data, "", $"No document {none} in DEV.\n"));
        (await RunAsync($"{none}", "--after", "yesterday")).ExitCode.ShouldBe(ExitCode.Usage);

        async Task<(int, string, string)> EndedAsync(string how)
        {
            await _database.ExecuteAsync($"update extraction_queue set {how}");
            return await RunAsync($"{id}");
        }
    }

    [Fact]
    public async Task Steps_are_told_in_order_never_back_and_from_where_one_was()
    {
        var id = await AddAsync();
        await _database.ExecuteAsync("update extraction_queue set status_id = 4, progress = 100");
        await using var gateway = await RedisGateway.ConnectAsync(_redis, TimeProvider.System, NullLoggerFactory.Instance, _test);
        var history = new ProgressHistory(gateway, new(_redis));
        foreach (var (percent, stage) in new[] { (5, Stages.Login), (40, Stages.Upload), (70, Stages.LlmExtract) })
        {
            await history.AppendAsync(new(TargetEnvironment.Dev, new(id, 1), "w", stage, percent), _test);
        }

        var steps = (await RunAsync($"{id}", "--json")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        steps.Select(step => step.GetProperty("percent").GetInt32()).ShouldBe([5, 40, 70, 100]);
        steps.Select(step => step.GetProperty("status").GetString()).ShouldBe(["EnTraitement", "EnTraitement", "EnTraitement", "OcrComplete"]);
        steps[^1].GetProperty("stage").ValueKind.ShouldBe(JsonValueKind.Null, "it has ended");
        steps[^1].GetProperty("end").GetProperty("statusId").GetString().ShouldBe("OcrComplete");

        var rest = (await RunAsync($"{id}", "--json", "--after", steps[1].GetProperty("sequence").GetString()!)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        rest.Length.ShouldBe(2);
        JsonDocument.Parse(rest[0]).RootElement.GetProperty("percent").GetInt32().ShouldBe(70);
    }

    [Fact]
    public async Task Without_Redis_the_row_is_followed_to_the_end()
    {
        await ConfigureAsync("redis://127.0.0.1:1");
        var id = await AddAsync();
        await _database.ExecuteAsync("update extraction_queue set progress = 12, progress_stage = 'SEARCH', status_id = 2, stage = 'download', lease_expires_at = now() + interval '1 hour', worker_id = 'w'");
        var output = new Told();
        var watching = CommandLine.InvokeAsync(["watch", $"{id}", "--env-file", _folder.File("env")], output, output);
        await output.WaitForAsync(" 12 %  EN_TRAITEMENT  SEARCH", _test);

        await _database.ExecuteAsync("update extraction_queue set progress = 100, status_id = 4");

        (await watching.WaitAsync(TimeSpan.FromSeconds(60), _test)).ShouldBe(ExitCode.Success);
        output.ToString().ShouldEndWith("100 %  OCR_COMPLETE  complete\n");
    }

    [Fact]
    public async Task While_Redis_is_away_the_row_is_followed_and_the_marks_go_on_when_it_is_back()
    {
        await using var server = await RedisServer.StartAsync();
        await ConfigureAsync(server.Url);
        var id = await AddAsync();
        await _database.ExecuteAsync("update extraction_queue set status_id = 2, stage = 'ocr', lease_expires_at = now() + interval '1 hour', worker_id = 'w'");
        await AppendAsync(41, Stages.Load);
        var output = new Told();
        var watching = CommandLine.InvokeAsync(["watch", $"{id}", "--env-file", _folder.File("env")], output, output);
        await output.WaitForAsync(" 41 %  EN_TRAITEMENT  LOAD  w", _test);

        await server.KillAsync();
        await _database.ExecuteAsync("update extraction_queue set progress = 50, progress_stage = 'LLM_EXTRACT'");
        await output.WaitForAsync(" 50 %  EN_TRAITEMENT  LLM_EXTRACT\n", _test);
        await server.RestartEmptyAsync();
        await AppendAsync(70, Stages.Validate);
        await output.WaitForAsync(" 70 %  EN_TRAITEMENT  VALIDATE  w", _test);
        await _database.ExecuteAsync("update extraction_queue set progress = 100, status_id = 4");

        (await watching.WaitAsync(TimeSpan.FromSeconds(60), _test)).ShouldBe(ExitCode.Success, output.ToString());

        async Task AppendAsync(int percent, string stage)
        {
            var options = new RedisOptions { Url = RedisAddress.Parse(server.Url), KeyPrefix = _redis.KeyPrefix };
            await using var gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, _test);
            await new ProgressHistory(gateway, new(options)).AppendAsync(new(TargetEnvironment.Dev, new(id, 1), "w", stage, percent), _test);
        }
    }

    private async Task<Guid> AddAsync()
    {
        await using var functions = _database.OpenFunctions();
        return (await new JobStore(functions).EnqueueAsync([new(DocumentSource.Index, "1", "Laval", "Cadastre du Québec")], _test))[0].Id!.Value;
    }

    private Task ConfigureAsync(string url) => File.WriteAllTextAsync(
        _folder.File("env"), $"DEV_SUPABASE_DB_URL='{_database.Url}'\nDEV_DOCUMENTS_PATH={_folder.Path}\nREDIS_URL={url}\nREDIS_KEY_PREFIX={_redis.KeyPrefix}\n", _test);

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync(["watch", .. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }

    /// <summary>An output that says when a line has come.</summary>
    private sealed class Told : StringWriter
    {
        private readonly SemaphoreSlim _lines = new(0);

        public Told() => NewLine = "\n";

        public async Task WaitForAsync(string text, CancellationToken cancellation)
        {
            while (!ToString().Contains(text, StringComparison.Ordinal))
            {
                (await _lines.WaitAsync(TimeSpan.FromSeconds(60), cancellation)).ShouldBeTrue(ToString());
            }
        }

        public override async Task WriteLineAsync(string? value)
        {
            await base.WriteLineAsync(value);
            _lines.Release();
        }

        protected override void Dispose(bool disposing)
        {
            _lines.Dispose();
            base.Dispose(disposing);
        }
    }
}
