using System.Text.Json.Nodes;
using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>Webhooks, senders, uploads and dossiers where several environments are configured.</summary>
public sealed class ManagedPlacesTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _dev = null!;
    private QueueDatabase _prod = null!;
    private string? _prefix;

    public async ValueTask InitializeAsync()
    {
        (_dev, _prod) = (await QueueDatabase.CreateAsync(postgres), await QueueDatabase.CreateAsync(postgres));
        await ConfigureAsync(_prod.Url);
    }

    public async ValueTask DisposeAsync()
    {
        await _dev.DisposeAsync();
        await _prod.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Webhooks_of_all_environments_are_listed_and_one_is_found_where_it_is()
    {
        (await RunAsync("webhooks list")).ShouldBe((ExitCode.Success, "There is no webhook. 'webhooks make' makes one.\n", ""));
        (await RunAsync("webhooks make https://office.example/x")).ExitCode.ShouldBe(ExitCode.Usage);
        foreach (var name in new[] { "dev", "prod" })
        {
            (await RunAsync($"webhooks make https://office.example/{name} --env {name}")).ExitCode.ShouldBe(ExitCode.Success);
        }

        var (dev, prod) = (await _dev.ReadAsync<Guid>("select id from webhook_endpoints"), await _prod.ReadAsync<Guid>("select id from webhook_endpoints"));
        var list = (await RunAsync("webhooks list")).Output;
        list.Split('\n').Where(line => line.Contains("office.example", StringComparison.Ordinal)).Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[..3])
            .ShouldBe([[$"{prod}", "PROD", "https://office.example/prod"], [$"{dev}", "DEV", "https://office.example/dev"]]);
        (await RunAsync("webhooks list --env dev")).Output.ShouldNotContain("env");
        JsonNode.Parse((await RunAsync("webhooks list --json")).Output)!.AsArray().Select(one => $"{one!["environment"]} {one["endpoints"]![0]!["id"]}").ShouldBe([$"Prod {prod}", $"Dev {dev}"]);
        JsonNode.Parse((await RunAsync("webhooks list --env dev --json")).Output)!["environment"]!.ToString().ShouldBe("Dev");

        (await RunAsync($"webhooks disable {$"{dev}"[..8]}")).Output.ShouldStartWith($"{dev} (https://office.example/dev) is told nothing");
        (await _dev.ReadAsync<bool>("select disabled_at is not null from webhook_endpoints")).ShouldBeTrue();
        (await RunAsync("webhooks rotate aaaaaaaa")).ShouldBe((ExitCode.Data, "", "No webhook 'aaaaaaaa' in PROD, DEV.\n"));
        await _dev.ExecuteAsync($"update webhook_endpoints set id = '{prod}'");
        (await RunAsync($"webhooks remove {prod}")).ShouldBe((ExitCode.Data, "", $"Several webhooks '{prod}' in PROD, DEV. Name one by more of its id, or say which with --env.\n"));
        (await RunAsync($"webhooks replay {Guid.Empty}")).Error.ShouldStartWith($"No delivery {Guid.Empty} in PROD, DEV that");
        (await RunAsync("webhooks deliveries")).ShouldBe((ExitCode.Success, "There is no such message.\n", ""));
    }

    [Fact]
    public async Task An_environment_that_is_away_is_told_and_hides_no_other()
    {
        (await RunAsync("senders add office --env dev")).ExitCode.ShouldBe(ExitCode.Success);
        var id = await _dev.ReadAsync<Guid>("select id from webhook_senders");
        await ConfigureAsync("postgresql://nobody@127.0.0.1:1/none");

        var list = await RunAsync("senders list");
        list.ExitCode.ShouldBe(ExitCode.Unavailable);
        list.Output.ShouldContain($"{id}  DEV  office");
        list.Error.ShouldStartWith("PROD: ");
        (await RunAsync("senders list --env dev")).ExitCode.ShouldBe(ExitCode.Success);
        foreach (var command in new[] { "uploads list", "webhooks list", "webhooks deliveries" })
        {
            (await RunAsync(command)).ShouldSatisfyAllConditions(told => told.ExitCode.ShouldBe(ExitCode.Unavailable), told => told.Output.ShouldBeEmpty(), told => told.Error.ShouldStartWith("PROD: "));
        }

        (await RunAsync($"senders off {id}")).ShouldBe((ExitCode.Success, $"{id} (office) is switched off.\n", ""));
        var begun = await RunAsync($"senders on {$"{id}"[..8]}");
        (begun.ExitCode, begun.Error.StartsWith("Not looked at: PROD: ", StringComparison.Ordinal)).ShouldBe((ExitCode.Success, true), begun.Error);
        foreach (var line in new[] { "senders off aaaaaaaa", "uploads end aaaaaaaa", $"webhooks replay {Guid.Empty}" })
        {
            var none = await RunAsync(line);
            none.ExitCode.ShouldBe(ExitCode.Unavailable, none.Error);
            none.Error.ShouldContain("No other environment has a ");
        }
    }

    [Fact]
    public async Task A_dossier_is_shown_wherever_it_is_and_purged_where_one_environment_has_it()
    {
        await AddAsync(_dev, "2026-117");

        (await RunAsync("purge --dossier 2026-117")).ShouldSatisfyAllConditions(
            one => one.ExitCode.ShouldBe(ExitCode.Success, one.Error), one => one.Output.ShouldContain("\nDEV: 1 would go, 0 refused."), one => one.Output.ShouldNotContain("PROD"), one => one.Output.ShouldContain("The same with --yes"));
        await AddAsync(_prod, "2026-117");
        (await RunAsync("purge --dossier 2026-117")).ShouldSatisfyAllConditions(
            both => both.Output.ShouldContain("\nPROD: 1 would go"), both => both.Output.ShouldContain("\nDEV: 1 would go"), both => both.Output.ShouldEndWith("\nNothing was changed. --yes acts in one environment: say which with --env.\n"));
        JsonNode.Parse((await RunAsync("purge --dossier 2026-117 --json")).Output)!.AsArray().Select(one => one!["environment"]!.ToString()).ShouldBe(["Prod", "Dev"]);
        (await RunAsync("purge --dossier 2026-117 --yes")).ShouldBe((ExitCode.Usage, "", "The dossier is in several environments (prod, dev): say which with --env. Nothing was changed.\n"));
        (await RunAsync("purge --dossier nowhere --yes")).ShouldSatisfyAllConditions(none => none.ExitCode.ShouldBe(ExitCode.Data), none => none.Error.ShouldStartWith("No document of this dossier in PROD, DEV."));

        await _prod.ExecuteAsync("delete from extraction_queue");
        await ConfigureAsync("postgresql://nobody@127.0.0.1:1/none");
        (await RunAsync("purge --dossier 2026-117")).ShouldSatisfyAllConditions(
            away => away.ExitCode.ShouldBe(ExitCode.Unavailable), away => away.Error.ShouldStartWith("PROD: "), away => away.Output.ShouldEndWith("say which with --env.\n"));
        (await RunAsync("purge --dossier 2026-117 --yes")).ShouldSatisfyAllConditions(away => away.ExitCode.ShouldBe(ExitCode.Unavailable), away => away.Error.ShouldContain("Nothing was changed: it may have the dossier too."));
        (await _dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(1);

        await ConfigureAsync(_prod.Url);
        var purged = await RunAsync("purge --dossier 2026-117 --yes");
        (purged.ExitCode, purged.Output.Contains("\nDEV: 1 purged", StringComparison.Ordinal)).ShouldBe((ExitCode.Success, true), purged.Output + purged.Error);
        (await _dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
    }

    private static Task AddAsync(QueueDatabase database, string dossier) => database.ExecuteAsync(
        $"insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, dossier, status_id, outcome, claim_token) values ('index', '1', 'Laval', 'Q', '{dossier}', 5, 'not_found', 0)");

    private async Task ConfigureAsync(string prod) => await File.WriteAllTextAsync(
        _folder.File("env"),
        $"DEV_SUPABASE_DB_URL='{_dev.Url}'\nDEV_DOCUMENTS_PATH={_folder.File("dev")}\nPROD_SUPABASE_DB_URL='{prod}'\nPROD_DOCUMENTS_PATH={_folder.File("prod")}\n"
        + $"WORKERS_DATA_PATH={_folder.Path}\nWEBHOOK_KEY=a-key-of-at-least-thirty-two-characters\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={_prefix ??= redis.NewPrefix()}\n");

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string line)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync([.. line.Split(' '), "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
