using Shouldly;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Database.Migrations;

public sealed class StatusConversionTests(PostgresFixture postgres)
{
    private const string Statuses = "select document_number || ': ' || status_id from extraction_queue order by 1";

    [Fact]
    public async Task An_older_numbering_is_refused_converted_and_taken_back()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        await LiveQueue.CreateAsync(database);
        await Migrator.ApplyAsync(database.Address, CancellationToken.None);
        await using var functions = database.OpenFunctions();
        var before = await database.ListAsync<string>(LiveQueue.Contents);

        var refused = await SchemaCheck.RunAsync(functions, CancellationToken.None);
        refused.IsUsable.ShouldBeFalse();
        refused.Problem!.ShouldContain("4 is 'Erreur', expected OCR_COMPLETE");
        refused.Remedy!.ShouldContain("--convert-statuses");

        var dry = await RunAsync(database, back: false, apply: false);
        dry.Moves.Sum(move => move.Count).ShouldBe(4);
        (await database.ListAsync<string>(LiveQueue.Contents)).ShouldBe(before);

        (await RunAsync(database, back: false, apply: true)).Moves.ShouldBe(dry.Moves);
        (await database.ListAsync<string>(Statuses)).ShouldBe(
            ["1 425 100: 1", "12 345 678: 1", "2 784 195: 2", "3 333 333: 5", "399 184: 3", "4 444 444: 4", "5 555 555: 3", "6 666 666: 3"]);
        (await SchemaCheck.RunAsync(functions, CancellationToken.None)).ShouldBe(new SchemaVerdict(null));

        (await RunAsync(database, back: true, apply: true)).Moves.Sum(move => move.Count).ShouldBe(4);
        (await database.ListAsync<string>(LiveQueue.Contents)).ShouldBe(before);
    }

    [Fact]
    public async Task A_queue_that_means_what_we_mean_is_left_alone()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);

        (await RunAsync(database, back: false, apply: true)).Idle!.ShouldContain("nothing to convert");
        (await RunAsync(database, back: true, apply: true)).Idle!.ShouldContain("no conversion to take back");
    }

    [Theory]
    [InlineData("En attente", "En traitement", "Complété", "OCR complété", "erreur")]
    [InlineData("EN_ATTENTE", "EN TRAITEMENT", "COMPLÉTÉ", "Ocr_Complete", "ERREUR")]
    public async Task Names_are_compared_without_accents_and_case(params string[] names)
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        await database.ExecuteAsync("create table extraction_status (id integer primary key, name text)");
        for (var id = 1; id <= names.Length; id++)
        {
            await database.ExecuteAsync($"insert into extraction_status values ({id}, '{names[id - 1]}')");
        }

        await Migrator.ApplyAsync(database.Address, CancellationToken.None);
        await using var functions = database.OpenFunctions();

        (await SchemaCheck.RunAsync(functions, CancellationToken.None)).IsUsable.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_converted_while_documents_are_held_under_a_lease()
    {
        await using var database = await QueueDatabase.CreateEmptyAsync(postgres);
        await LiveQueue.CreateAsync(database);
        await Migrator.ApplyAsync(database.Address, CancellationToken.None);
        await database.ExecuteAsync("update extraction_queue set lease_expires_at = now() + interval '1 minute' where status_id = 2");

        (await RunAsync(database, back: false, apply: true)).Fault!.ShouldContain("stop the daemons");
    }

    [Fact]
    public async Task A_schema_that_is_missing_or_older_is_refused_with_both_remedies()
    {
        await using var empty = await QueueDatabase.CreateEmptyAsync(postgres);
        await using var older = await QueueDatabase.CreateAsync(postgres);
        await older.ExecuteAsync("drop function public.workers_renew(jsonb)");

        foreach (var database in new[] { empty, older })
        {
            await using var functions = database.OpenFunctions(TargetEnvironment.Staging);
            var verdict = await SchemaCheck.RunAsync(functions, CancellationToken.None);
            verdict.Problem!.ShouldStartWith("STAGING: ");
            verdict.Remedy!.ShouldContain("workers migrate --env staging");
            verdict.Remedy!.ShouldContain("--print");
        }
    }

    private static Task<ConversionReport> RunAsync(QueueDatabase database, bool back, bool apply) =>
        StatusConversion.RunAsync(database.Address, back, apply, CancellationToken.None);
}
