using Shouldly;
using Simulators.Supabase;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary><c>enqueue</c> over PostgREST when an answer is lost on the way.</summary>
public sealed class EnqueueAnswerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;
    private SupabaseFront _front = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _front = await SupabaseFront.StartAsync(new() { ConnectionString = _database.Address.ForPool() });
        await File.WriteAllTextAsync(_folder.File("env"), $"DEV_SUPABASE_URL={_front.Url}\nDEV_SUPABASE_SERVICE_KEY={_front.ServiceKey}\nREDIS_URL=redis://127.0.0.1:1\n");
        await File.WriteAllTextAsync(_folder.File("asked.csv"), "document_source,document_number,circonscription_fonciere,cadastre\nindex,1,Laval,Q\nindex,2,Laval,Q\n");
    }

    public async ValueTask DisposeAsync()
    {
        await _front.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Documents_whose_answer_was_lost_are_asked_for_again_and_added_once()
    {
        _front.Faults.Set(new(LostAnswers: 1, Path: "workers_enqueue"));

        var (exitCode, output, error) = await RunAsync("--skip-bad");

        exitCode.ShouldBe(ExitCode.Success, error);
        output.ShouldEndWith("DEV: 2 added, 0 already there, 0 refused\n");
        (await _database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(2);
    }

    [Fact]
    public async Task When_no_answer_comes_it_is_said_that_nobody_knows()
    {
        _front.Faults.Set(new(LostAnswers: 2, Path: "workers_enqueue"));

        var (exitCode, _, error) = await RunAsync("--skip-bad");

        exitCode.ShouldBe(ExitCode.Unavailable);
        error.ShouldContain("Whether its documents were added is not known");
        (await _database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(2);
    }

    [Fact]
    public async Task A_list_of_one_environment_is_added_or_refused_in_one_call()
    {
        _front.Faults.Set(new(LostAnswers: 1, Path: "workers_enqueue"));

        var (exitCode, output, error) = await RunAsync();

        exitCode.ShouldBe(ExitCode.Success, error);
        output.ShouldEndWith("DEV: 2 added, 0 already there, 0 refused\n");
        (await _database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(2);
    }

    [Fact]
    public async Task A_lost_answer_to_the_check_of_several_adds_nothing()
    {
        await using var other = await QueueDatabase.CreateAsync(postgres);
        await File.AppendAllTextAsync(_folder.File("env"), $"STAGING_SUPABASE_DB_URL={other.Url}\nSTAGING_DOCUMENTS_PATH={_folder.File("documents")}\n");
        await File.WriteAllTextAsync(_folder.File("asked.csv"), "environment,document_source,document_number,circonscription_fonciere,cadastre\ndev,index,1,Laval,Q\nstaging,index,2,Laval,Q\n");
        _front.Faults.Set(new(LostAnswers: 1, Path: "workers_enqueue"));

        var (exitCode, _, error) = await RunAsync();

        exitCode.ShouldBe(ExitCode.Unavailable);
        error.ShouldNotContain("is not known");
        (await _database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
        (await other.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync(["enqueue", _folder.File("asked.csv"), .. more, "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
