using System.Collections.Concurrent;
using System.Globalization;
using Shouldly;
using Simulators.Integrator;
using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web;

/// <summary>Signed calls of a sender that was written after the contract alone: what is honest is taken in every spelling, and what is forged adds nothing.</summary>
public sealed class StrangeSenderTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private const int AtOnce = 4;
    private const int FirstLot = 2_000_001;
    private const int Tries = 6;

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly ConcurrentQueue<string> _objections = [];
    private readonly ConcurrentBag<int> _honest = [];
    private WebWorld _world = null!;
    private string _operator = "";
    private int _addresses;

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(postgres, redis, ("WEBHOOK_KEY", "a-key-of-at-least-thirty-two-characters"), ("WEB_KEY_REQUESTS_PER_MINUTE", "100000"));
        _operator = await _world.KeyAsync(AccessRole.Operator);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Each_honest_call_adds_its_document_once_and_each_forged_one_is_answered_as_the_contract_demands_and_adds_none()
    {
        var added = await IncomingSender.AddAsync(_world, _operator);
        var lots = FirstLot;
        var honest = Enum.GetValues<SenderMood>().Select(mood => (Mood: mood, Lot: lots++)).ToList();
        var forged = Forgery.All.Select(forgery => (Forgery: forgery, Lot: lots++)).ToList();

        await Parallel.ForEachAsync(honest, Few(), async (one, stop) =>
        {
            var sender = SenderOf(added, one.Lot);
            var body = SignedSender.DocumentBody(one.Lot);
            _honest.Add(one.Lot);
            foreach (var time in new[] { "first", "again" })
            {
                var answer = await sender.SendAsync($"honest-{one.Lot}", body, one.Mood, stop);
                Object(!answer.Took, $"{one.Mood}, {time}: {answer.Status} {answer.Text} {answer.Detail}");
            }
        });
        await Parallel.ForEachAsync(forged, Few(), (one, stop) => ForgeAsync(SenderOf(added, one.Lot), one.Forgery, one.Lot, stop));
        var retried = await SenderOf(added, lots).RetryAsync("retried", SignedSender.DocumentBody(lots), Tries, _test);
        _honest.Add(lots);

        _objections.ShouldBeEmpty();
        retried.ShouldAllBe(answer => answer.Took);
        retried.Select(answer => answer.Text).Distinct().Count().ShouldBe(1, "each try of one message has the first answer");
        (await _world.Dev.ListAsync<string>("select regexp_replace(document_number, '\\D', '', 'g') from extraction_queue")).ShouldBe(_honest.Select(lot => lot.ToString(CultureInfo.InvariantCulture)), ignoreOrder: true);
        _world.Log.Lines.ShouldNotContain(line => line.Contains("A fault of this program", StringComparison.Ordinal));
    }

    private ParallelOptions Few() => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = _test };

    /// <summary>Each at an address of its own: what one is refused counts for no other.</summary>
    private SignedSender SenderOf(IncomingSender added, int seed)
    {
        var address = Interlocked.Increment(ref _addresses);
        return new(_world.Address, Guid.Parse(added.Id, CultureInfo.InvariantCulture), added.Secret, _world.Time, seed) { From = new([127, 0, (byte)(1 + (address / 250)), (byte)(1 + (address % 250))]) };
    }

    private async ValueTask ForgeAsync(SignedSender sender, Forgery forgery, int lot, CancellationToken stop)
    {
        var answer = await sender.ForgeAsync(forgery, $"forged-{lot}", SignedSender.DocumentBody(lot), stop);
        if (forgery.HonestFirst || (forgery.Contested && answer.Took))
        {
            _honest.Add(lot);
        }

        Object(answer.Omissions.Count > 0, $"{forgery}: {answer.Status} without {string.Join(", ", answer.Omissions)}");
        Object(answer.Status >= 500, $"{forgery}: {answer.Status} {answer.Text}");
        if (!forgery.Contested || answer.Took)
        {
            Object(forgery.Objection(answer) is not null, forgery.Objection(answer) ?? "");
        }
    }

    private void Object(bool isSo, string objection)
    {
        if (isSo)
        {
            _objections.Enqueue(objection);
        }
    }
}
