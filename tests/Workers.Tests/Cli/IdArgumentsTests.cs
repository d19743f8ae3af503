using Shouldly;
using Workers.Hosting;
using Workers.Hosting.Settings;
using Workers.Operations;
using Workers.Operations.Orders;
using Workers.Steering;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>Ids as tables show them, typed into every command that takes one.</summary>
public sealed class IdArgumentsTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private const string One = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";
    private const string Other = "3f2504e0-5f89-11d3-9a0c-0305e82c3301";
    private const string Alone = "9b2504e0-4f89-11d3-9a0c-0305e82c3301";
    private const string Read = "7c2504e0-4f89-11d3-9a0c-0305e82c3301";
    private const string Item = "5d2504e0-4f89-11d3-9a0c-0305e82c3301";
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await File.WriteAllTextAsync(
            _folder.File("env"),
            $"DEV_SUPABASE_DB_URL='{_database.Url}'\nDEV_DOCUMENTS_PATH={_folder.Path}\nWORKERS_DATA_PATH={_folder.Path}\nOFFICE_LANGUAGE=en\nREDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={redis.NewPrefix()}\n");
        await _database.ExecuteAsync(
            $"""
            insert into extraction_queue (id, document_source, document_number, circonscription_fonciere, cadastre, status_id, outcome, claim_token) values
              ('{One}', 'index', '1', 'Laval', 'Q', 5, 'not_found', 0), ('{Other}', 'index', '2', 'Laval', 'Q', 5, 'not_found', 0), ('{Alone}', 'index', '3', 'Laval', 'Q', 5, 'not_found', 0),
              ('{Read}', 'index', '4', 'Laval', 'Q', 4, null, 1);
            insert into ocr_reviews (id, job_id, page, field, standing, read, seen, claim_token) values ('{Item}', '{Read}', 1, 'nature', 'disputed', 'Vente', 'Bail', 1);
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("explain 9b2504e0", ExitCode.Success)]
    [InlineData("watch 9b2504e0-4f89", ExitCode.Failed)]
    [InlineData("retry 9B2504E0…", ExitCode.Success)]
    [InlineData("accept 9b2504e0", ExitCode.Data)]
    [InlineData("purge 9b2504e0", ExitCode.Success)]
    public async Task A_beginning_that_one_document_has_means_it(string line, int exitCode)
    {
        var told = await RunAsync(line);

        told.ExitCode.ShouldBe(exitCode, told.Output + told.Error);
        (told.Output + told.Error).ShouldContain(Alone);
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("watch")]
    [InlineData("retry")]
    [InlineData("cancel")]
    [InlineData("requeue-ocr")]
    [InlineData("priority --to 3")]
    [InlineData("accept")]
    [InlineData("purge")]
    public async Task One_that_several_have_shows_them_and_changes_nothing(string command)
    {
        var told = await RunAsync($"{command} 3f2504e0");

        told.ExitCode.ShouldBe(ExitCode.Data, told.Output + told.Error);
        (told.Output.Contains(One, StringComparison.Ordinal), told.Output.Contains(Other, StringComparison.Ordinal)).ShouldBe((true, true), told.Output);
        told.Error.ShouldStartWith("2 documents are meant by '3f2504e0': ");
        (await _database.ReadAsync<long>("select count(*) from extraction_queue where status_id = 5")).ShouldBe(3);
        (await RunAsync($"{command} aaaaaaaa")).ShouldBe((ExitCode.Data, "", "No document aaaaaaaa in DEV.\n"));
    }

    [Fact]
    public async Task What_is_too_short_is_refused_with_the_next_step()
    {
        var told = await RunAsync("retry 3f2504e");

        told.ExitCode.ShouldBe(ExitCode.Usage);
        told.Error.ShouldContain("'3f2504e' is neither an id nor its first 8 digits or more");
    }

    [Fact]
    public async Task An_item_of_a_review_is_known_by_its_beginning_too()
    {
        (await RunAsync("review show 5d2504e0 --no-pictures")).Output.ShouldContain(Item);
        (await RunAsync("review show 7c2504e0 --no-pictures")).Output.ShouldContain(Item);
        (await RunAsync("review refuse 7c2504e0")).ShouldBe((ExitCode.Data, "", "No document and no item 7c2504e0 in DEV. 'review list' tells what is open.\n"));

        var refused = await RunAsync("review refuse 5d2504e0");

        refused.ExitCode.ShouldBe(ExitCode.Success, refused.Error);
        refused.Output.ShouldStartWith($"{Item}: refused by ");
        await _database.ExecuteAsync("update extraction_queue set id = '5d2504e0-0000-0000-0000-000000000001' where document_number = '3'");
        var several = await RunAsync("review show 5d2504e0");
        (several.ExitCode, several.Error).ShouldBe((ExitCode.Data, "2 documents and items have an id that begins with 5d2504e0: name one by more of it.\n"));
        several.Output.ShouldContain(Item);
    }

    [Fact]
    public async Task A_drained_daemon_that_is_gone_is_undrained_by_the_beginning_of_its_id()
    {
        const string Gone = "vm-9-41-0123456789abcdef0123456789abcdef";
        await using (var queues = Queues.Open(LoadedSettings.Load(SettingsSource.Load(_folder.File("env"), _folder.Path))))
        {
            await GiveOrders.RunAsync(queues, new([new(SteeringVerb.Drain, "")], Gone, "Zoé", IsId: true), CancellationToken.None);
        }

        (await RunAsync("pauses")).Output.ShouldContain(Gone);
        (await RunAsync("undrain vm-9-40")).ExitCode.ShouldBe(ExitCode.Data);
        var told = await RunAsync("undrain vm-9-41-01234567");

        told.ExitCode.ShouldBe(ExitCode.Success, told.Output + told.Error);
        (await RunAsync("pauses")).Output.ShouldStartWith("Nothing is ordered");
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string line)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync([.. line.Split(' '), "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
