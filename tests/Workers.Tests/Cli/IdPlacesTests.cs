using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>Where several environments are configured an id is enough: it is looked for in all of them.</summary>
public sealed class IdPlacesTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private const string InDev = "9b2504e0-4f89-11d3-9a0c-0305e82c3301";
    private const string InProd = "8b2504e0-4f89-11d3-9a0c-0305e82c3301";
    private const string InBoth = "7b2504e0-4f89-11d3-9a0c-0305e82c3301";
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _dev = null!;
    private QueueDatabase _prod = null!;

    public async ValueTask InitializeAsync()
    {
        (_dev, _prod) = (await QueueDatabase.CreateAsync(postgres), await QueueDatabase.CreateAsync(postgres));
        await File.WriteAllTextAsync(
            _folder.File("env"),
            $"DEV_SUPABASE_DB_URL='{_dev.Url}'\nDEV_DOCUMENTS_PATH={_folder.File("dev")}\nPROD_SUPABASE_DB_URL='{_prod.Url}'\nPROD_DOCUMENTS_PATH={_folder.File("prod")}\n"
            + $"WORKERS_DATA_PATH={_folder.Path}\nOFFICE_LANGUAGE=en\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={redis.NewPrefix()}\n");
        foreach (var (database, ids) in new[] { (_dev, new[] { InDev, InBoth }), (_prod, [InProd, InBoth]) })
        {
            foreach (var id in ids)
            {
                await database.ExecuteAsync($"insert into extraction_queue (id, document_source, document_number, circonscription_fonciere, cadastre, status_id, outcome, claim_token) values ('{id}', 'index', '856', 'Laval', 'Q', 5, 'not_found', 0)");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _dev.DisposeAsync();
        await _prod.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("retry", ExitCode.Success)]
    [InlineData("purge", ExitCode.Success)]
    [InlineData("cancel", ExitCode.Data)]
    [InlineData("requeue-ocr", ExitCode.Data)]
    [InlineData("priority --to 3", ExitCode.Data)]
    public async Task An_id_alone_is_found_where_it_is(string command, int exitCode)
    {
        foreach (var id in new[] { InDev, InProd[..8] })
        {
            var told = await RunAsync($"{command} {id}");

            told.ExitCode.ShouldBe(exitCode, told.Output + told.Error);
            (told.Output + told.Error).ShouldContain(id);
        }

        var both = await RunAsync($"{command} {InBoth}");
        both.ExitCode.ShouldBe(ExitCode.Data, both.Output);
        both.Error.ShouldBe($"2 documents are meant by '{InBoth}': name one by more of its id, or say which with --env.\n");
        (await RunAsync($"{command} {InBoth} --env dev")).ExitCode.ShouldBe(exitCode);
        (await RunAsync($"{command} aaaaaaaa")).Error.ShouldBe("No document aaaaaaaa in PROD, DEV.\n");
        (await RunAsync($"{command} {InDev} {InProd}")).ShouldSatisfyAllConditions(
            apart => apart.ExitCode.ShouldBe(ExitCode.Usage, apart.Output), apart => apart.Error.ShouldContain("These documents are in several environments (dev, prod): name those of one at a time."));
    }

    [Theory]
    [InlineData("explain", ExitCode.Success)]
    [InlineData("retry", ExitCode.Success)]
    [InlineData("purge", ExitCode.Success)]
    [InlineData("cancel", ExitCode.Data)]
    [InlineData("watch", ExitCode.Failed)]
    [InlineData("accept", ExitCode.Data)]
    public async Task An_environment_that_is_away_hides_no_document_of_another(string command, int exitCode)
    {
        var env = await File.ReadAllTextAsync(_folder.File("env"));
        await File.WriteAllTextAsync(_folder.File("env"), env.Replace(_prod.Url, "postgresql://nobody@127.0.0.1:1/none", StringComparison.Ordinal));

        var whole = await RunAsync($"{command} {InDev}");
        whole.ExitCode.ShouldBe(exitCode, whole.Output + whole.Error);
        whole.Error.ShouldNotContain("PROD");
        var begun = await RunAsync($"{command} {InDev[..8]}");
        begun.ExitCode.ShouldBe(command is "retry" ? ExitCode.Data : exitCode, begun.Output + begun.Error);
        begun.Error.ShouldStartWith("Not looked at: PROD: ");

        foreach (var nowhere in new[] { InProd, "aaaaaaaa" })
        {
            var none = await RunAsync($"{command} {nowhere}");
            (none.ExitCode, none.Output).ShouldBe((ExitCode.Unavailable, ""), none.Error);
            none.Error.ShouldStartWith("PROD: ");
            none.Error.ShouldEndWith($"\nNo other environment has a document {nowhere}. --env asks one alone.\n");
        }

        (await RunAsync($"{command} {InProd[..8]} --env dev")).Error.ShouldBe($"No document {InProd[..8]} in DEV.\n");
    }

    [Fact]
    public async Task The_remedy_that_explain_prints_works_as_it_is_printed()
    {
        var told = await RunAsync($"explain {InDev}");

        var typed = told.Output.Split('\n').Single(line => line.StartsWith("As it is typed: Workers ", StringComparison.Ordinal))["As it is typed: Workers ".Length..];
        typed.ShouldBe($"retry {InDev} --env dev");
        (await RunAsync(typed)).ExitCode.ShouldBe(ExitCode.Success);
    }

    [Fact]
    public async Task A_lot_is_found_where_its_index_is()
    {
        await _dev.ExecuteAsync("update extraction_queue set document_number = '857'");

        var one = await RunAsync("title 857");
        one.Output.ShouldContain("DEV", customMessage: one.Error);
        (await RunAsync("title 858")).Error.ShouldContain("PROD, DEV");
        await _prod.ExecuteAsync("update extraction_queue set document_number = '857'");
        (await RunAsync("title 857")).ShouldSatisfyAllConditions(
            both => both.ExitCode.ShouldBe(ExitCode.Usage), both => both.Error.ShouldContain("say which with --env"));
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string line)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync([.. line.Split(' '), "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
