using System.Text.Json.Nodes;
using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>An operator steers daemons by commands, on a real Redis and a real database.</summary>
public sealed class OrderCommandsTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;
    private string _redis = "";

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _redis = $"REDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={redis.NewPrefix()}\n";
        await WriteAsync(_redis);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_pause_is_ordered_shown_and_taken_back()
    {
        var paused = await RunAsync("pause", "buying", "--for", "2h", "--why", "site is slow", "--by", "Zoé");

        paused.ExitCode.ShouldBe(ExitCode.Success, paused.Text);
        paused.Text.ShouldMatch("^buying is paused since 20..-..-.. ..:..Z until 20..-..-.. ..:..Z, by Zoé: site is slow$");
        (await RunAsync("pauses")).Text.ShouldBe(paused.Text);
        (await RunAsync("status")).Text.ShouldContain($"\n\n! {paused.Text}\n", customMessage: "before the tables");
        (await RunAsync("resume", "buying", "--by", "Ian")).Text.ShouldBe("buying goes on");
        (await RunAsync("resume", "buying")).Text.ShouldBe("buying: was not ordered");
        (await RunAsync("pauses")).Text.ShouldBe("Nothing is ordered: daemons work as they are configured.");
        (await RunAsync("pauses", "--history")).Text.ShouldMatch(
            "As they were given, newest first:\n20.*Z  Ian: buying goes on\n20.*Z  Zoé: buying is paused until 20.*Z: site is slow$");
    }

    [Fact]
    public async Task Settings_are_changed_together_under_the_bounds_that_they_have_and_go_back()
    {
        (await RunAsync("set", "GEMINI_MAX_RPM=800", "REGISTRE_BUDGET_CAD_DAY=12.50", "--by", "Zoé")).Text.ShouldMatch(
            "^GEMINI_MAX_RPM is set to 800 since .* until 'set --reset', by Zoé\nREGISTRE_BUDGET_CAD_DAY is set to 12.50 since .* by Zoé$");

        var refused = await RunAsync("set", "OCR_WORKER_POOL_SIZE=2", "OCR_MIN_INDEX_WORKERS=2", "OCR_MIN_ACTE_WORKERS=2");
        refused.ExitCode.ShouldBe(ExitCode.Data);
        refused.Text.ShouldBe("OCR_MIN_INDEX_WORKERS + OCR_MIN_ACTE_WORKERS: found '4'; allowed: at most OCR_WORKER_POOL_SIZE (2). Lower the minimum or raise OCR_WORKER_POOL_SIZE. Nothing was ordered.");
        (await RunAsync("set", "SERVER_MAX_CPU=16")).Text.ShouldContain("SERVER_MAX_CPU: found '16'; allowed while daemons run: at most what they were started with (8).");
        (await RunAsync("set", "WORKER_COUNT=65")).Text.ShouldContain("allowed: a whole number from 0 to 64");
        (await RunAsync("set", "REDIS_URL=redis://x")).Text.ShouldContain("REDIS_URL cannot be changed while daemons run; those that can:");
        (await RunAsync("set", "NO_SUCH", "--reset")).ExitCode.ShouldBe(ExitCode.Data);

        (await RunAsync("set", "GEMINI_MAX_RPM", "--reset")).Text.ShouldBe("GEMINI_MAX_RPM is as configured");
        (await RunAsync("pauses")).Text.ShouldMatch("^REGISTRE_BUDGET_CAD_DAY is set to 12.50 since [^\n]*$");
    }

    [Fact]
    public async Task An_account_that_nobody_has_is_not_paused_in_the_place_of_the_one_that_was_meant()
    {
        await WriteAsync($"{_redis}REGISTRE_ACCOUNTS=12A3456:simulateur\n");

        var refused = await RunAsync("pause", "account", "12A345");

        refused.ExitCode.ShouldBe(ExitCode.Data, refused.Text);
        refused.Text.ShouldBe("Account '12A345' is not known here nor to any daemon; known: 12A3456. Nothing was ordered.");
        (await RunAsync("pause", "account", "12A3456", "--for", "10m")).Text.ShouldMatch("^account 12A3456 is paused since 20..-..-.. ..:..:..Z until 20..-..-.. ..:..:..Z, by ");
    }

    [Fact]
    public async Task Everything_that_is_paused_goes_on_with_one_word_and_settings_stay()
    {
        await RunAsync("pause", "pool", "ocr");
        await RunAsync("pause", "account", "99X9999");
        await RunAsync("set", "WORKER_COUNT=2");

        (await RunAsync("resume", "all")).Text.ShouldBe("account 99X9999 goes on\npool ocr goes on");
        (await RunAsync("pauses")).Text.ShouldMatch("^WORKER_COUNT is set to 2 since [^\n]*$");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_named_and_the_order_is_in_force_all_the_same()
    {
        await WriteAsync($"{_redis}STAGING_SUPABASE_DB_URL=postgres://nobody@127.0.0.1:1/none\nSTAGING_DOCUMENTS_PATH={_folder.Path}\n");

        var paused = await RunAsync("pause", "gemini");
        paused.ExitCode.ShouldBe(ExitCode.Success, paused.Text);
        paused.Text.ShouldContain("gemini is paused");
        paused.Text.ShouldMatch("STAGING did not take it: .*127.0.0.1:1.* A daemon that serves it brings it there when it answers.");
        (await _database.ReadAsync<long>("select count(*) from steering")).ShouldBe(1);
        (await RunAsync("pauses")).ExitCode.ShouldBe(ExitCode.Unavailable);
    }

    [Fact]
    public async Task Without_Redis_an_order_is_kept_in_the_database_and_that_is_said()
    {
        await WriteAsync("REDIS_URL=redis://127.0.0.1:1\n");

        var paused = await RunAsync("pause", "buying");
        paused.ExitCode.ShouldBe(ExitCode.Success, paused.Text);
        paused.Text.ShouldContain("Redis did not take it:");
        paused.Text.ShouldContain("Daemons see it in the databases.");
        await WriteAsync(_redis);
        (await RunAsync("pauses")).Text.ShouldStartWith("buying is paused");
        (await RunAsync("stop", "--when-safe")).Text.ShouldBe("No daemon shows itself on this Redis: there is nothing to stop.");
        await WriteAsync("REDIS_URL=redis://127.0.0.1:1\n");
        (await RunAsync("stop")).ExitCode.ShouldBe(ExitCode.Unavailable);
    }

    [Theory]
    [InlineData("found 'reading'; allowed: pool registre, pool ocr, source index", "pause", "reading")]
    [InlineData("found 'env qa'", "resume", "env", "qa")]
    [InlineData("--for: found '2 weeks'; allowed: a whole number of s, m, h or d", "pause", "buying", "--for", "2 weeks")]
    [InlineData("found 'WORKER_COUNT'; allowed: NAME=VALUE", "set", "WORKER_COUNT")]
    [InlineData("found 'WORKER_COUNT=2'; allowed: NAME with --reset", "set", "WORKER_COUNT=2", "--reset")]
    [InlineData("--for needs a value", "set", "WORKER_COUNT", "--reset", "--for", "2h")]
    [InlineData("A setting stands twice", "set", "WORKER_COUNT=2", "WORKER_COUNT=3")]
    [InlineData("leave --server out", "resume", "all", "--server", "vm-1")]
    [InlineData("name --when-safe too", "stop", "--wait", "5m")]
    public async Task What_is_written_wrong_is_refused_with_what_is_allowed(string message, params string[] args)
    {
        var (exitCode, text) = await RunAsync(args);

        exitCode.ShouldBe(ExitCode.Usage, text);
        text.ShouldContain(message);
    }

    [Fact]
    public async Task A_daemon_that_does_not_run_is_not_steered()
    {
        var (exitCode, text) = await RunAsync("drain", "vm-9");

        exitCode.ShouldBe(ExitCode.Data);
        text.ShouldBe("No daemon is called 'vm-9'; running: none. Name a host, a SERVER_ID or the beginning of an id.");
    }

    [Fact]
    public async Task Machines_read_the_same()
    {
        var given = JsonNode.Parse((await RunAsync("pause", "source", "index", "--for", "1h", "--json")).Text)!;
        given["given"]![0]!.AsObject().Select(field => field.Key).ShouldBe(["id", "revision", "verb", "subject", "value", "server", "isLifted", "by", "at", "until", "why"]);
        given["given"]![0]!["verb"]!.GetValue<string>().ShouldBe("Pause");
        given["stores"]!.AsArray().Select(store => $"{store!["store"]} {store["isDurable"]} {store["fault"]}").ShouldBe(["Redis false ", "DEV true "]);
        given["isDurable"]!.GetValue<bool>().ShouldBeTrue();

        var list = JsonNode.Parse((await RunAsync("pauses", "--history", "--json")).Text)!;
        list.AsObject().Select(field => field.Key).ShouldBe(["inForce", "ignored", "unseen", "stores", "events"]);
        list["inForce"]![0]!["id"]!.GetValue<string>().ShouldBe(given["given"]![0]!["id"]!.GetValue<string>());
        list["events"]!.AsArray().Count.ShouldBe(1);
        JsonNode.Parse((await RunAsync("status", "--json")).Text)!["orders"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_an_operator_writes_is_refused_where_a_terminal_would_obey_it()
    {
        var (exitCode, text) = await RunAsync("pause", "buying", "--why", "a\nb\u001b[31mc", "--by", "x\u202Ey");

        exitCode.ShouldBe(ExitCode.Usage);
        text.ShouldBe("""
            --why holds U+001B, a control character, after 'a b'; allowed: characters that can be seen, and spaces.
            --by holds U+202E, an invisible character, after 'x'; allowed: characters that can be seen, and spaces.

            'Workers pause --help' tells what is allowed.
            """);
        (await RunAsync("pauses")).Text.ShouldNotContain("buying");
    }

    private Task WriteAsync(string servers) =>
        File.WriteAllTextAsync(_folder.File("env"), $"{servers}DEV_SUPABASE_DB_URL={_database.Url}\nDEV_DOCUMENTS_PATH={_folder.Path}\n", TestContext.Current.CancellationToken);

    private async Task<(int ExitCode, string Text)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([.. args, "--env-file", _folder.File("env")], output, error);
        return (exitCode, (output.ToString() + error).ReplaceLineEndings("\n").Trim());
    }
}
