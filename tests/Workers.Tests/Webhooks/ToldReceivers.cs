using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Simulators.Integrator;
using Workers.Database.Postgres;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Support;
using Workers.Web.Live;
using Xunit;

namespace Workers.Webhooks;

/// <summary>How the deliveries to one receiver went.</summary>
/// <param name="First">After one round: what is owed was tried once and waits, or was taken.</param>
/// <param name="Last">When nobody is owed anything.</param>
/// <param name="IsOn">Whether its endpoint is.</param>
internal sealed record ToldReceiver(WebhookReceiver Receiver, Guid Endpoint, IReadOnlyList<WebhookDelivery> First, IReadOnlyList<WebhookDelivery> Last, bool IsOn)
{
    /// <summary>What stands written of the tries that the mood decided.</summary>
    public IEnumerable<int?> Statuses => First.Where(one => one.Attempts == 1).Select(one => one.Status).Distinct();
}

/// <summary>
/// A receiver of each mood, all of them at once: the loop over a real Postgres tells each of the same events until nobody is owed anything. The clock of a try stands still but for the one that
/// gets no answer: whatever else ends does so by what came, not by its time.
/// </summary>
public sealed class ToldReceivers(PostgresFixture postgres) : IAsyncLifetime
{
    /// <summary>Of which each receiver is told.</summary>
    public const int Events = 3;

    /// <summary>Deliveries that a receiver answers as its mood is; then it is well.</summary>
    public const int Odd = 2;

    private const int MostRounds = 8;

    private static readonly WebhookKey Key = new("a key of at least thirty-two characters");
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(3);

    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());
    private readonly LogLines _log = new(LogLevel.Warning);
    private readonly Dictionary<string, ToldReceiver> _told = new(StringComparer.Ordinal);
    private QueueDatabase _database = null!;
    private PostgresFunctions _functions = null!;
    private WebhookStore _store = null!;
    private WebhookSender _sender = null!;
    private Guid _identity;

    internal ToldReceiver Of(ReceiverMood mood) => _told[mood.ToString()];

    /// <summary>Of a rotated endpoint, whose receiver knows these generations of its secret.</summary>
    internal ToldReceiver Knowing(params int[] generations) => _told[NameOf(generations)];

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
        _store = new(_functions);
        _sender = new(new([IPNetwork.Parse("127.0.0.0/8")]), _time);
        using var bound = new CancellationTokenSource(Bound);
        _identity = (await _store.ListAsync(null, bound.Token)).Identity;
        foreach (var mood in Enum.GetValues<ReceiverMood>())
        {
            var added = await AddAsync(mood.ToString(), bound.Token, 1);
            added.Receiver.Answer(Enumerable.Repeat(mood, Odd));
        }

        foreach (var generations in new int[][] { [1], [2], [1, 2] })
        {
            var added = await AddAsync(NameOf(generations), bound.Token, generations);
            await _store.RotateAsync(added.Endpoint, bound.Token);
        }

        await _database.ExecuteAsync($"insert into job_events (job_id, kind) select gen_random_uuid(), 'stored' from generate_series(1, {Events})");
        await TellAllAsync(bound.Token);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (_, told) in _told)
        {
            await told.Receiver.DisposeAsync();
        }

        _sender.Dispose();
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static string NameOf(int[] generations) => $"knows {string.Join(" and ", generations)}";

    private async Task<ToldReceiver> AddAsync(string name, CancellationToken stop, params int[] generations)
    {
        var receiver = new WebhookReceiver([], _time) { SlowStep = TimeSpan.FromMilliseconds(2) };
        var made = await _store.MakeAsync(Guid.NewGuid(), receiver.Address.AbsoluteUri, name, null, "a test", Key.CheckOf(TargetEnvironment.Dev, _identity), stop);
        var id = made.Endpoint.ShouldNotBeNull().Id;
        receiver.SetSecrets(generations.Select(generation => WebhookKey.Show(Key.SecretOf(TargetEnvironment.Dev, _identity, id, generation))));
        return _told[name] = new(receiver, id, [], [], true);
    }

    private async Task TellAllAsync(CancellationToken stop)
    {
        var loop = new WebhookLoop(_store, Key, _sender, WebhookDeliveries.DataOf, new Random(1), _time, _log.CreateLogger<WebhookLoop>());
        // What other databases of the server do holds events up for a while.
        while (await CountAsync("true") < Events * _told.Count)
        {
            (await loop.RunOnceAsync(stop)).ShouldBeTrue();
        }

        // What is still owed after so many is told by the receiver's own row.
        for (var round = 1; round == 1 || (round <= MostRounds && await CountAsync("d.state in ('pending', 'delivering') and e.disabled_at is null") > 0); round++)
        {
            await TellRoundAsync(loop, stop);
            await NoteAsync(isFirst: round == 1, stop);
            await _database.SetClockAheadAsync(TimeSpan.FromHours(round));
        }

        await NoteAsync(isFirst: false, stop);
    }

    /// <summary>Until nothing is due; who does not answer is given up when all others have.</summary>
    private async Task TellRoundAsync(WebhookLoop loop, CancellationToken stop)
    {
        var silent = Of(ReceiverMood.Silent);
        do
        {
            (await loop.RunOnceAsync(stop)).ShouldBeTrue();
        }
        while (await CountAsync($"d.endpoint_id <> '{silent.Endpoint}' and (d.state = 'delivering' or d.state = 'pending' and e.disabled_at is null and d.due_at <= workers_internal.clock())") > 0);

        var tried = await _database.ReadAsync<long>($"select coalesce(sum(attempts), 0)::bigint from webhook_deliveries where endpoint_id = '{silent.Endpoint}'");
        if (await CountAsync($"d.endpoint_id = '{silent.Endpoint}' and d.state = 'delivering'") > 0)
        {
            await silent.Receiver.WaitUntilAsync(receiver => receiver.Deliveries.Count > tried, stop);
        }

        _time.Advance(WebhookSender.Longest);
        await loop.SentAsync();
    }

    private async Task NoteAsync(bool isFirst, CancellationToken stop)
    {
        var on = (await _store.ListAsync(null, stop)).Endpoints.Where(one => one.DisabledAt is null).Select(one => one.Id).ToHashSet();
        foreach (var (name, told) in _told.ToList())
        {
            var now = (await _store.ListDeliveriesAsync(new(told.Endpoint, null, Events + 1), stop)).Deliveries;
            _told[name] = told with { First = isFirst ? now : told.First, Last = now, IsOn = on.Contains(told.Endpoint) };
        }
    }

    private Task<long> CountAsync(string where) => _database.ReadAsync<long>($"select count(*) from webhook_deliveries as d join webhook_endpoints as e on e.id = d.endpoint_id where {where}");
}
