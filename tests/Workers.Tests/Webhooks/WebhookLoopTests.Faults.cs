using System.Text.Json.Nodes;
using Shouldly;
using Workers.Database.Migrations;
using Workers.Web.Live;
using Xunit;

namespace Workers.Webhooks;

/// <summary>A database that moved, and messages that cannot be made.</summary>
public sealed partial class WebhookLoopTests
{
    [Fact]
    public async Task A_confirmation_of_a_database_that_moved_makes_its_history_its_own_once_and_a_migration_after_it_changes_nothing()
    {
        await MakeAsync();
        await HappenAsync(1, "read");
        // As pg_upgrade leaves it, or a copy.
        await _database.ExecuteAsync("update workers_internal.feed set home = 'another server'; update workers_internal.webhooks set home = 'another server'");
        var before = await _database.ReadAsync<Guid>("select epoch from workers_internal.feed");
        (await Loop().RunOnceAsync(_test)).ShouldBeFalse();

        await _store.ConfirmAsync(Check(), _test);

        var adopted = await _database.ReadAsync<Guid>("select epoch from workers_internal.feed where home = workers_internal.home()");
        adopted.ShouldNotBe(before);
        await _store.ConfirmAsync(Check(), _test);
        await Migrator.ApplyAsync(_database.Address, _test);
        (await _database.ReadAsync<Guid>("select epoch from workers_internal.feed")).ShouldBe(adopted);
        (await _store.ListAsync(Check(), _test)).ShouldSatisfyAllConditions(list => list.Refusal.ShouldBeNull(), list => list.LostAt.ShouldBeNull());
        await HappenAsync(1, "stored");
        var loop = Loop();
        await UntilAsync(() => !_received.IsEmpty, loop);
        await loop.SentAsync();
        ((string)JsonNode.Parse(_received.Single().Body)!["type"]!).ShouldBe("document.stored", "what happened before is told to nobody");
    }

    [Fact]
    public async Task A_message_that_cannot_be_made_or_sent_is_a_try_that_failed_and_holds_up_no_other()
    {
        await MakeAsync();
        await HappenAsync(1, "claimed");
        await HappenAsync(2, "stored");
        var loop = new WebhookLoop(
            _store, Key, _sender, happened => happened.Kind is "claimed" ? throw new NotSupportedException("https://office.example/secret") : WebhookDeliveries.DataOf(happened), new Random(1), _time, Logger());

        await UntilAsync(() => _received.Count >= 2, loop);
        await loop.SentAsync();

        (await _database.ListAsync<string>("select concat_ws('|', kind, state, attempts) from webhook_deliveries order by kind, id")).ShouldBe(["document.claimed|pending|1", "document.stored|delivered|1", "document.stored|delivered|1"]);
        (await _database.ReadAsync<string>("select answer from webhook_deliveries where state = 'pending'")).ShouldBe("Not sent: a fault of this program (NotSupportedException).");
        _log.Lines.ShouldContain(line => line.Contains("a fault of this program (System.NotSupportedException)"));
        _log.Lines.ShouldAllBe(line => !line.Contains("office.example"));
        for (var tries = 2; tries <= 10; tries++)
        {
            await _database.SetClockAheadAsync(tries * TimeSpan.FromDays(2));
            (await loop.RunOnceAsync(_test)).ShouldBeTrue();
            await loop.SentAsync();
        }

        (await CountAsync("state = 'dead' and attempts = 10")).ShouldBe(1);
    }
}
