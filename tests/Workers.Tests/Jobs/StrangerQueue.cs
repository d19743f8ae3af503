using Shouldly;
using Simulators.Strangers.Supabase;
using Workers.Database;
using Workers.Database.PostgRest;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Workers.Support;

namespace Workers.Jobs;

/// <summary>What came of a call that was repeated: its answer, if there was one, and every failure before it.</summary>
internal sealed record Asked<T>(T? Answer, IReadOnlyList<DatabaseException> Failures);

/// <summary>A queue behind one variation of the stranger, and the same queue without anybody in between.</summary>
internal sealed class StrangerQueue : IAsyncDisposable
{
    private const int Asks = 4;

    private readonly QueueDatabase _database;
    private readonly PostgresFunctions _direct;

    private StrangerQueue(QueueDatabase database, StrangerSupabase stranger, StrangerVariation variation)
    {
        (_database, Stranger, Variation) = (database, stranger, variation);
        _direct = database.OpenFunctions();
        Functions = new(TargetEnvironment.Dev, stranger.Address, Key, TimeProvider.System);
        (Store, Direct) = (new(Functions), new(_direct));
    }

    public StrangerSupabase Stranger { get; }

    public StrangerVariation Variation { get; }

    public string Key => Stranger.Options.KeyOf(Variation.Key);

    /// <summary>What the queue's calls may expect.</summary>
    public StrangerOutcome Outcome => Variation.Realm.HasFlag(StrangerRealm.Rest) ? Variation.Outcome : StrangerOutcome.Same;

    public bool IsServed => Outcome is not (StrangerOutcome.Down or StrangerOutcome.Refused);

    public PostgRestFunctions Functions { get; }

    public JobStore Store { get; }

    public JobStore Direct { get; }

    public static async Task<StrangerQueue> StartAsync(PostgresFixture postgres, string name)
    {
        var variation = StrangerVariations.All.Single(each => each.Name == name);
        var database = await QueueDatabase.CreateAsync(postgres);
        var options = variation.Project(new() { ConnectionString = database.Address.ForPool() });
        return new(database, await StrangerSupabase.StartAsync(options), variation);
    }

    /// <summary>Meets the variation anew, and repeats the call until it is answered or has been asked often enough.</summary>
    public async Task<Asked<T>> AskAsync<T>(Func<Task<T>> call, Func<T, bool>? isGood = null)
    {
        Stranger.Mood = Variation.Mood;
        var failures = new List<DatabaseException>();
        T? last = default;
        for (var ask = 0; ask < Asks; ask++)
        {
            try
            {
                last = await call();
                if (isGood?.Invoke(last) ?? true)
                {
                    break;
                }
            }
            catch (DatabaseException failure)
            {
                failures.Add(failure);
            }
        }

        return new(last, failures);
    }

    /// <summary>As <see cref="AskAsync"/>, and the failures are those that the variation lets expect.</summary>
    public async Task<T?> ShouldBeAnsweredAsPromisedAsync<T>(Func<Task<T>> call)
    {
        var (answer, failures) = await AskAsync(call);
        failures.Count.ShouldBe(ExpectedFailures(failures.Count), string.Join('\n', failures.Select(failure => failure.ToString())));
        failures.ShouldAllBe(failure => failure.Kind == StrangerSayings.KindOf(Variation));
        failures.ShouldAllBe(failure => failure.Message.Length > 0 && !failure.Message.Contains('<') && !failure.Message.Contains(Key));
        if (!IsServed)
        {
            failures.ShouldAllBe(failure => StrangerSayings.Of(Variation).All(said => StrangerSayings.Whole(failure).Contains(said, StringComparison.Ordinal)), StrangerSayings.Whole(failures[0]));
        }

        return answer;
    }

    /// <summary>Status, attempts and events of each document, in order of number.</summary>
    public Task<IReadOnlyList<string>> ReadAsync() => ListAsync(
        """
        select concat_ws(' ', q.document_number, q.status_id, q.supabase_path,
          (select string_agg(e.kind, ',' order by e.id) from job_events e where e.job_id = q.id))
        from extraction_queue q order by q.document_number
        """);

    public Task<IReadOnlyList<string>> ListAsync(string sql) => _database.ListAsync<string>(sql);

    public async ValueTask DisposeAsync()
    {
        await Functions.DisposeAsync();
        await _direct.DisposeAsync();
        await Stranger.DisposeAsync();
        await _database.DisposeAsync();
    }

    private int ExpectedFailures(int seen) => Outcome switch
    {
        StrangerOutcome.Same => 0,
        StrangerOutcome.Retried or StrangerOutcome.Lost => Variation.Mood.Answers ?? seen,
        _ => Asks,
    };
}
