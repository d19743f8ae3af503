using System.Globalization;
using Npgsql;
using Shouldly;
using Workers.Database.Dumps;
using Workers.Database.Migrations;
using Workers.Database.Postgres;
using Workers.Jobs.Keeping;
using Workers.Support;
using Xunit;

namespace Workers.Jobs.Feed;

/// <summary>Nothing of the history is lost or told twice, in whatever order transactions end, and who cannot be told all is told so.</summary>
public sealed class EventFeedTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const int Writers = 6;
    private const int OfEach = 40;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(2);

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private QueueDatabase _database = null!;
    private PostgresFunctions _functions = null!;
    private EventFeed _feed = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
        _feed = new(_functions);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_event_of_a_transaction_that_ends_later_is_told_later_and_not_lost()
    {
        var start = (await _feed.ReadAsync(null, 1, _test)).Next;
        await using var first = await BeginAsync();
        await first.InsertAsync("first");
        await using (var second = await BeginAsync())
        {
            await second.InsertAsync("second");
            await second.CommitAsync();
        }

        var before = await _feed.ReadAsync(start, 10, _test);
        before.Events.ShouldBeEmpty("what is behind one that runs waits for it");
        await first.CommitAsync();

        (await ReadUntilAsync(before.Next, 2)).Select(one => one.Kind).ShouldBe(["first", "second"]);
        (await ReadUntilAsync(start, 2)).Select(one => one.Kind).ShouldBe(["first", "second"], "the same from the same place");
    }

    [Fact]
    public async Task Each_event_of_many_overlapping_transactions_is_told_once_and_in_an_order_that_stays()
    {
        var start = (await _feed.ReadAsync(null, 1, _test)).Next;
        var writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(WriteAsync));

        var told = await ReadUntilAsync(start, Writers * OfEach, page: 7);
        await writing;

        told.Select(one => one.Kind).Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, Writers).SelectMany(writer => Enumerable.Range(0, OfEach).Select(event_ => $"{writer}-{event_}")).Order(StringComparer.Ordinal));
        told.Zip(told.Skip(1)).ShouldAllBe(pair => pair.First.Place.IsBefore(pair.Second.Place));
        (await ReadUntilAsync(start, Writers * OfEach)).Select(one => one.Place).ShouldBe(told.Select(one => one.Place));
    }

    [Fact]
    public async Task An_event_tells_its_document_and_nothing_of_machines_or_workers()
    {
        var start = (await _feed.ReadAsync(null, 1, _test)).Next;
        await _database.ExecuteAsync(
            """
            insert into extraction_queue (id, document_source, document_number, dossier, status_id, outcome, machine_id) values ('11111111-1111-1111-1111-111111111111', 'acte', '12 345', ' Tremblay ', 5, 'not_found', 'vm-secret');
            insert into job_events (job_id, kind, from_status, to_status, worker_id, reason) values ('11111111-1111-1111-1111-111111111111', 'failed', 2, 5, 'vm-secret-registre-1', 'account secret');
            insert into job_events (job_id, kind) values (gen_random_uuid(), 'of a row that is gone')
            """);

        var told = await ReadUntilAsync(start, 2);

        told[0].ShouldSatisfyAllConditions(
            one => (one.Kind, one.From, one.To).ShouldBe(("failed", 2, 5)),
            one => one.Document.ShouldBe(new(5, "acte", "12 345", "Tremblay", "not_found")));
        told[1].Document.ShouldBeNull();
        (await _database.ReadAsync<string>("select workers_feed(json_build_object('tx', 1, 'epoch', epoch)::jsonb)::text from workers_internal.feed")).ShouldNotContain("secret");
    }

    [Fact]
    public async Task A_place_behind_which_something_was_pruned_is_gone_and_one_after_it_is_not()
    {
        await _database.ExecuteAsync("insert into job_events (job_id, at, kind) select gen_random_uuid(), now() - interval '400 days', 'old' from generate_series(1, 3)");
        var start = (await _feed.ReadAsync(null, 1, _test)).Next;
        await _database.ExecuteAsync("insert into job_events (job_id, at, kind) values (gen_random_uuid(), now() - interval '400 days', 'oldest')");
        var after = start with { Tx = ulong.Parse(await _database.ReadAsync<string>("select tx::text from job_events where kind = 'oldest'"), CultureInfo.InvariantCulture), Id = long.MaxValue };

        (await new KeepingStore(_functions).KeepAsync(new(HistoryDays: 365, ReadingsDays: 0, SpendDays: 0, Batch: 500), _test)).Removed["history"].ShouldBe(4);
        await _database.ExecuteAsync("insert into job_events (job_id, kind) values (gen_random_uuid(), 'new')");

        (await _feed.ReadAsync(start, 10, _test)).IsGone.ShouldBeTrue();
        (await ReadUntilAsync(after, 1)).Single().Kind.ShouldBe("new");
    }

    [Fact]
    public async Task A_history_of_another_cluster_becomes_one_of_this_and_places_of_before_are_gone()
    {
        await _database.ExecuteAsync("insert into job_events (job_id, kind) select gen_random_uuid(), 'before' from generate_series(1, 1000)");
        var before = (await _feed.ReadAsync(null, 1, _test)).Next;
        await _database.ExecuteAsync("update job_events set tx = '900000000000'");
        var ahead = before with { Tx = 900_000_000_000 };
        (await _feed.ReadAsync(ahead, 10, _test)).IsGone.ShouldBeTrue("newer than the present");
        var file = await _database.ReadAsync<uint>("select relfilenode from pg_class where oid = 'job_events'::regclass");
        // Somebody works in another database of the server, and has written.
        await using var elsewhere = await QueueDatabase.CreateAsync(postgres);
        await using var older = await BeginAsync(elsewhere);
        await older.InsertAsync("elsewhere");

        await _database.ExecuteAsync("select workers_internal.adopt_history()");

        (await _database.ReadAsync<uint>("select relfilenode from pg_class where oid = 'job_events'::regclass")).ShouldBe(file, "no row is written anew");
        (await _feed.ReadAsync(before, 10, _test)).IsGone.ShouldBeTrue();
        var page = await _feed.ReadAsync(ahead, 10, _test);
        (page.IsGone, page.Events.Count).ShouldBe((true, 0));
        var present = (await _feed.ReadAsync(null, 10, _test)).Next;
        var next = await _feed.ReadAsync(page.Next, 10, _test);
        (next.IsGone, next.Events.Count, next.Next).ShouldBe((false, 0, page.Next), "it waits where it was told to");
        await _database.ExecuteAsync("insert into job_events (job_id, kind) values (gen_random_uuid(), 'after')");
        await older.CommitAsync();
        (await ReadUntilAsync(page.Next, 1)).Single().Kind.ShouldBe("after", "and none of the history that was adopted");
        (await ReadUntilAsync(present, 1)).Single().Kind.ShouldBe("after");
        var adopted = await _database.ReadAsync<Guid>("select epoch from workers_internal.feed");
        await Migrator.ApplyAsync(_database.Address, _test);
        (await _database.ReadAsync<Guid>("select epoch from workers_internal.feed")).ShouldBe(adopted, "it lies where it lay");
        // As a restore leaves it that was cut off after the rows, wherever they came from.
        await PostgresDump.ForgetHomeAsync(_database.Address, _test);
        await Migrator.ApplyAsync(_database.Address, _test);
        (await _database.ReadAsync<Guid>("select epoch from workers_internal.feed where home = workers_internal.home()")).ShouldNotBe(adopted);
        (await _database.ListAsync<string>("select indexdef from pg_indexes where indexname = 'job_events_feed'")).Single().ShouldEndWith("(tx, id)");
    }

    [Fact]
    public async Task A_history_that_many_adopt_at_once_is_adopted_once()
    {
        await _database.ExecuteAsync(
            """
            insert into job_events (job_id, kind) values (gen_random_uuid(), 'before');
            update workers_internal.feed set home = 'another server';
            create function adopt_and_tell() returns uuid language plpgsql as $$ begin perform workers_internal.adopt_foreign_history(); return (select epoch from workers_internal.feed); end $$
            """);
        await using var held = await BeginAsync();
        await held.InsertAsync("held");
        var adopting = Enumerable.Range(0, 2).Select(_ => _database.ReadAsync<Guid>("select adopt_and_tell()")).ToList();
        using var bound = new CancellationTokenSource(Bound);
        // Each has found the history to be another's, and waits for the table.
        while (await _database.ReadAsync<long>("select count(*) from pg_locks where relation = 'job_events'::regclass and not granted") < adopting.Count)
        {
            bound.Token.ThrowIfCancellationRequested();
        }

        await held.CommitAsync();

        (await Task.WhenAll(adopting)).Distinct().Count().ShouldBe(1, "who waited found it done");
    }

    private async Task WriteAsync(int writer)
    {
        var random = new Random(writer);
        var written = 0;
        while (written < OfEach)
        {
            await using var transaction = await BeginAsync();
            for (var count = random.Next(1, 8); count > 0 && written < OfEach; count--)
            {
                await transaction.InsertAsync(string.Create(CultureInfo.InvariantCulture, $"{writer}-{written++}"));
                await Task.Yield();
            }

            await transaction.CommitAsync();
        }
    }

    /// <summary>What other databases of the server do holds events up for a while.</summary>
    private async Task<IReadOnlyList<FeedEvent>> ReadUntilAsync(FeedPlace place, int count, int page = 500)
    {
        var told = new List<FeedEvent>();
        using var bound = new CancellationTokenSource(Bound);
        while (told.Count < count)
        {
            var read = await _feed.ReadAsync(place, page, bound.Token);
            read.IsGone.ShouldBeFalse();
            told.AddRange(read.Events);
            place = read.Next;
        }

        return told;
    }

    private Task<Writing> BeginAsync() => BeginAsync(_database);

    private async Task<Writing> BeginAsync(QueueDatabase database)
    {
        var connection = new NpgsqlConnection(database.Address.ForPool());
        await connection.OpenAsync(_test);
        return new(connection, await connection.BeginTransactionAsync(_test));
    }

    /// <summary>A transaction on a connection of its own.</summary>
    private sealed class Writing(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
    {
        public async Task InsertAsync(string kind)
        {
            await using var insert = new NpgsqlCommand("insert into job_events (job_id, kind) values (gen_random_uuid(), $1)", connection, transaction) { Parameters = { new() { Value = kind } } };
            await insert.ExecuteNonQueryAsync();
        }

        public Task CommitAsync() => transaction.CommitAsync();

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
