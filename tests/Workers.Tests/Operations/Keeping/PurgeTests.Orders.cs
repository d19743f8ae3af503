using Shouldly;
using StackExchange.Redis;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Keeping;

/// <summary>What operators ordered of daemons, and why, is kept in every environment's database.</summary>
public sealed partial class PurgeTests
{
    [Fact]
    public async Task Orders_are_kept_in_every_database_and_none_of_them_keeps_a_reason_that_names_the_dossier()
    {
        await using var other = await QueueDatabase.CreateAsync(postgres);
        var (late, old) = (Guid.NewGuid(), Guid.NewGuid());
        await other.ExecuteAsync(
            $"""
            insert into steering (key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at, why) values ('pause pool ocr@', '{late}', 9, 'pause', 'pool ocr', '', false, 'me', now(), 'for 25 616 321'), ('pause gemini@', gen_random_uuid(), 8, 'pause', 'gemini', '', false, 'me', now(), 'as Roy asked');
            insert into steering_events (key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at, why) select key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at, why from steering;
            insert into steering_events (key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at, why) values ('pause pool ocr@', '{old}', 5, 'pause', 'pool ocr', '', false, 'me', now(), 'Tremblay 2026 waits')
            """);
        await _redis.ExecuteAsync(
            "HSET",
            [(RedisKey)_keys.SteeringOrders, "pause pool ocr@", $$"""9 {{late}} {"id":"{{late}}","revision":9,"verb":"Pause","subject":"pool ocr","value":null,"server":null,"isLifted":false,"by":"me","at":"2026-05-04T15:00:00+00:00","until":null,"why":"for 25 616 321"}"""],
            _test);
        var env = await File.ReadAllTextAsync(_folder.File("env"), _test);
        await File.WriteAllTextAsync(_folder.File("env"), $"{env}PROD_SUPABASE_DB_URL='postgresql://nobody@127.0.0.1:1/none'\nPROD_DOCUMENTS_PATH={_folder.File("prod")}\n", _test);
        var away = await RunAsync("purge", "--env", "dev", "--dossier", "Tremblay 2026", "--yes");
        (away.ExitCode, away.Error.Contains("PROD: ", StringComparison.Ordinal)).ShouldBe((ExitCode.Unavailable, true), away.Error);
        (await _database.ReadAsync<long>("select count(*) from extraction_queue where dossier = 'Tremblay 2026'")).ShouldBe(1);
        (await _database.ReadAsync<long>("select count(*) from document_purges")).ShouldBe(0, "it was begun, and could not end");

        await File.WriteAllTextAsync(_folder.File("env"), $"{env}PROD_SUPABASE_DB_URL='{other.Url}'\nPROD_DOCUMENTS_PATH={_folder.File("prod")}\n", _test);
        // Fails for whoever names a document, as one that goes away between.
        await other.ExecuteAsync("alter function workers_internal.text_names(text, text, text[]) rename to text_names_kept; create function workers_internal.text_names(said text, dossier text, numbers text[]) returns boolean language plpgsql as $$ begin if dossier is null then return false; end if; raise exception 'it went away'; end $$");
        var between = await RunAsync("purge", "--env", "dev", "--dossier", "Tremblay 2026", "--yes");
        between.ExitCode.ShouldNotBe(ExitCode.Success);
        $"{between.Output}{between.Error}".ShouldContain("It is begun, and goes on when it is ordered again.");
        await other.ExecuteAsync("drop function workers_internal.text_names(text, text, text[]); alter function workers_internal.text_names_kept(text, text, text[]) rename to text_names");

        var purged = await RunAsync("purge", "--env", "dev", "--dossier", "Tremblay 2026", "--yes");

        purged.ExitCode.ShouldBe(ExitCode.Success, purged.Error);
        (await FindAsync()).ShouldBeEmpty();
        foreach (var table in new[] { "steering", "steering_events" })
        {
            (await other.ListAsync<string>($"select distinct why from {table} where why is not null")).ShouldBe(["as Roy asked"]);
        }
    }
}
