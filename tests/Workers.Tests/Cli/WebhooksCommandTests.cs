using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>Webhooks made, switched and taken away by command, over a real Postgres.</summary>
public sealed class WebhooksCommandTests(PostgresFixture postgres) : IAsyncLifetime
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
    public async Task A_webhook_is_made_with_its_secret_listed_without_it_switched_and_taken_away()
    {
        (await RunAsync("list")).Output.ShouldBe("There is no webhook. 'webhooks make' makes one.\n");
        var made = await RunAsync("make", "https://office.example/hook", "--kinds", "document.read", "document.failed", "--description", "the office", "--by", "the notary");
        made.ExitCode.ShouldBe(ExitCode.Success, made.Error);
        made.Output.ShouldStartWith("whsec_");
        made.Error.ShouldStartWith("Keep it now");
        var id = (await _database.ReadAsync<Guid>("select id from webhook_endpoints")).ToString()[..8];

        var listed = (await RunAsync("list")).Output;
        listed.ShouldContain("https://office.example/hook");
        listed.ShouldNotContain("whsec_");
        (await RunAsync("rotate", id)).Output.ShouldStartWith("whsec_");
        (await RunAsync("disable", id)).Output.ShouldContain("is told nothing");
        (await RunAsync("list")).Output.ShouldContain("off: By ");
        (await RunAsync("enable", id)).Output.ShouldContain("is told again");
        (await RunAsync("deliveries")).Output.ShouldBe("There is no such message.\n");
        (await _database.ReadAsync<string>("select made_by || ' ' || generation from webhook_endpoints")).ShouldBe("the notary 2");

        await WriteAsync("WEBHOOK_KEY=another-key-of-at-least-thirty-two-characters");
        (await RunAsync("list")).Error.ShouldContain("is not the one that the secrets are derived from");
        (await RunAsync("rotate", id)).ExitCode.ShouldBe(ExitCode.Data);
        (await RunAsync("confirm")).ExitCode.ShouldBe(ExitCode.Success);
        (await RunAsync("list")).Error.ShouldBeEmpty();
        (await RunAsync("remove", id)).Output.ShouldContain("is taken away");
        (await _database.ReadAsync<long>("select count(*) from webhook_endpoints")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_wrong_is_named()
    {
        (await RunAsync("make", "http://10.0.0.1/")).ShouldSatisfyAllConditions(told => told.ExitCode.ShouldBe(ExitCode.Data), told => told.Error.ShouldContain("lies inside a network"));
        (await RunAsync("enable", "12345678")).Error.ShouldContain("No webhook '12345678' in DEV.");
        (await RunAsync("enable", "x")).Error.ShouldContain("'x' is no id");
        (await RunAsync("replay", Guid.Empty.ToString())).Error.ShouldContain("No delivery");
        await WriteAsync("");
        (await RunAsync("make", "https://office.example/")).ShouldSatisfyAllConditions(told => told.ExitCode.ShouldBe(ExitCode.Configuration), told => told.Error.ShouldContain("set WEBHOOK_KEY"));
        await WriteAsync("WEBHOOK_KEY=short");
        (await RunAsync("list")).ShouldSatisfyAllConditions(told => told.ExitCode.ShouldBe(ExitCode.Configuration), told => told.Error.ShouldNotContain("short\""));
    }

    private Task WriteAsync(string line) => File.WriteAllLinesAsync(_folder.File("env"), [$"DEV_SUPABASE_DB_URL='{_database.Url}'", $"DEV_DOCUMENTS_PATH='{_folder.Path}'", line]);

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync(["webhooks", .. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
