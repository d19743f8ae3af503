using System.Text.Json.Nodes;
using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>Senders registered, switched and taken away by command, over a real Postgres.</summary>
public sealed class SendersCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await WriteAsync("WEBHOOK_KEY=a-key-of-at-least-thirty-two-characters");
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_sender_is_registered_with_its_secret_listed_without_it_switched_and_taken_away()
    {
        (await RunAsync("list")).Output.ShouldBe("There is no sender. 'senders add' registers one.\n");
        var added = await RunAsync("add", "Étude Tremblay", "--env", "dev", "--by", "the notary");
        added.ExitCode.ShouldBe(ExitCode.Success, added.Error);
        added.Output.ShouldStartWith("whsec_");
        var id = await _database.ReadAsync<Guid>("select id from webhook_senders");
        added.Error.ShouldBe($"Keep it now: it is not shown again. It signs what is sent to /v1/incoming/{id}.\n");

        var listed = (await RunAsync("list")).Output;
        listed.ShouldContain("Étude Tremblay");
        listed.ShouldContain("never");
        listed.ShouldNotContain("whsec_");
        var rotated = (await RunAsync("rotate", id.ToString()[..8])).Output;
        rotated.ShouldStartWith("whsec_");
        rotated.ShouldNotBe(added.Output);
        (await RunAsync("off", $"{id}")).Output.ShouldBe($"{id} (Étude Tremblay) is switched off.\n");
        (await RunAsync("list")).Output.ShouldContain("  off  ");
        JsonNode.Parse((await RunAsync("on", $"{id}", "--json")).Output)!["name"]!.ToString().ShouldBe("Étude Tremblay");
        (await _database.ReadAsync<string>("select made_by || ' ' || generation || ' ' || cardinality(former_until) from webhook_senders")).ShouldBe("the notary 2 1");
        (await _database.ReadAsync<bool>("select former_until[1] - workers_internal.clock() between interval '23 hours 50 minutes' and interval '24 hours' from webhook_senders")).ShouldBeTrue();

        await _database.SetClockAheadAsync(TimeSpan.FromDays(2));
        (await RunAsync("rotate", $"{id}")).ExitCode.ShouldBe(ExitCode.Success);
        (await _database.ReadAsync<string>("select generation || ' ' || cardinality(former_until) from webhook_senders")).ShouldBe("3 1", "what counts no more is not kept");
        (await _database.ReadAsync<string>("select workers_senders('{}')->'senders'->0->>'former'")).ShouldBe("[2]");

        await WriteAsync("WEBHOOK_KEY=another-key-of-at-least-thirty-two-characters");
        (await RunAsync("list")).Error.ShouldContain("is not the one that the database knows");
        (await RunAsync("rotate", $"{id}")).ExitCode.ShouldBe(ExitCode.Data);
        await WriteAsync("");
        (await RunAsync("list")).Error.ShouldContain("WEBHOOK_KEY is not set here");
        (await RunAsync("remove", $"{id}")).Output.ShouldContain("is taken away");
        (await _database.ReadAsync<long>("select count(*) from webhook_senders")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        (await RunAsync("add", " ")).ShouldSatisfyAllConditions(told => told.ExitCode.ShouldBe(ExitCode.Data), told => told.Error.ShouldContain("name: found ' '; allowed: 1 to 100 characters"));
        (await RunAsync("add", new string('x', 101))).ExitCode.ShouldBe(ExitCode.Data);
        (await RunAsync("off", "12345678")).Error.ShouldContain("No sender '12345678' in DEV.");
        (await RunAsync("off", "x")).Error.ShouldContain("'x' is no id");
        await _database.ExecuteAsync("insert into webhook_senders (id, name, made_by) select gen_random_uuid(), 'x', 'a test' from generate_series(1, 50)");
        (await RunAsync("add", "one more")).Error.ShouldContain("DEV has 50 senders, and no more are registered: remove one.");
        await WriteAsync("");
        (await RunAsync("add", "x")).ShouldSatisfyAllConditions(told => told.ExitCode.ShouldBe(ExitCode.Configuration), told => told.Error.ShouldContain("set WEBHOOK_KEY"));
    }

    private Task WriteAsync(string line) => File.WriteAllLinesAsync(_folder.File("env"), [$"DEV_SUPABASE_DB_URL='{_database.Url}'", $"DEV_DOCUMENTS_PATH='{_folder.Path}'", line]);

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync(["senders", .. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
