using Shouldly;
using Workers.Hosting.Environments;

namespace Workers.Gemini.Quota;

/// <param name="Kind">0–99: which of the things that can happen.</param>
/// <param name="Who">Which process.</param>
/// <param name="What">How much, how long, which.</param>
public readonly record struct LimiterStep(int Kind, int Who, int What);

/// <summary>Three processes that ask, settle, forget, die and are configured otherwise, beside the truth of what they sent.</summary>
internal sealed class LimiterModel
{
    private readonly LimiterRig _rig;
    private readonly LimiterTruth _truth;
    private readonly Member[] _members = [new(), new(), new()];
    private readonly List<string> _dead = [];
    private readonly Dictionary<string, long> _givenBack = [];
    private string _epoch = "";
    private int _names;
    private long _ids;

    private LimiterModel(LimiterRig rig) => (_rig, _truth) = (rig, new(rig));

    /// <summary>One process as it sees itself.</summary>
    private sealed class Member
    {
        public string Name { get; set; } = "";

        public double Share { get; set; }

        public LimiterStore Store { get; set; } = null!;

        public List<Waiter> Waiting { get; } = [];
    }

    public static async Task<LimiterModel> StartAsync(LimiterRig rig)
    {
        var model = new LimiterModel(rig);
        foreach (var member in model._members)
        {
            await model.JoinAsync(member, LimiterTruth.Configured);
        }

        for (var i = 0; i < 5; i++)
        {
            await model.MoveAsync(1000);
        }

        return model;
    }

    public async Task TakeAsync(LimiterStep step)
    {
        var (member, what) = (_members[step.Who], step.What);
        switch (step.Kind)
        {
            case < 40: await AskAsync(member, 1 + (what % 8), what, isLost: step.Kind % 8 is 7); break;
            case < 54: await SettleAsync(what); break;
            case < 58: await SendLateAsync(what); break;
            case < 76: await MoveAsync(step.Kind % 4 is 0 ? 15_000 : 40 + what); break;
            case < 81: await CancelAsync(member, what); break;
            case < 85: await FreezeAsync(member, what); break;
            case < 92: await OrderAsync(what); break;
            case < 95: await ReplaceAsync(member, what, leaves: what % 2 is 0); break;
            case < 98: member.Waiting.Clear(); break;
            case 98: await ForgetAsync(); break;
            default: await _rig.MoveAsync(_rig.UntilMidnight - TimeSpan.FromMilliseconds(what)); await MoveAsync(1); break;
        }
    }

    public async Task CheckAsync(string when)
    {
        var usage = await TickAsync(_members[0]);
        (usage.Requests, usage.Tokens).ShouldBe(_truth.Shown(), when);
        usage.RequestsToday.ShouldBe(_truth.Today, when);
        (await _rig.ShownAsync()).ShouldBe(_truth.Shown(), when);
        (await _rig.SumsAsync()).ShouldBe(_truth.Sums(), when);
        if (_rig.UntilMidnight > TimeSpan.FromMinutes(1))
        {
            // Closer to midnight the key is gone at once: Redis lets it expire on real time.
            (await _rig.ShownTodayAsync()).ShouldBe(_truth.Today, when);
        }

        (usage.MaxRequests, usage.MaxTokens, usage.MaxRequestsPerDay ?? long.MaxValue).ShouldBe((_truth.RequestLimit, _truth.TokenLimit, _truth.DayLimit), when);
        _members.Sum(member => member.Share).ShouldBeLessThanOrEqualTo(1.000001, when);
    }

    /// <summary>When nothing happens any more, who waits is admitted, everything comes back, and nothing is left in Redis.</summary>
    public async Task EndAsync()
    {
        await OrderAsync(0);
        await _rig.OrderAsync(rpm: 400, tpm: 400_000, rpd: 1_000_000);
        _truth.Order(new(400, 400_000, 1_000_000, null));
        for (var half = 0; half < 300 && _members.Any(member => member.Waiting.Count > 0); half++)
        {
            await MoveAsync(500);
            foreach (var member in _members.Where(member => member.Waiting.Count > 0))
            {
                await AskAsync(member, 0, 0, isLost: false);
            }
        }

        _members.Sum(member => member.Waiting.Count).ShouldBe(0, "somebody waits for ever");
        foreach (var (id, call) in _truth.Calls.Where(call => call.Value.IsOpen).ToList())
        {
            await _rig.SettleAsync(_members[0].Name, _epoch, id, call.Tokens);
            _truth.Settle(id, call.Tokens);
        }

        await MoveAsync(63_000);
        await CheckAsync("at the end");
        (await _rig.SumsAsync()).ShouldBe("0 0 0", "sums and variance");
    }

    private async Task JoinAsync(Member member, GeminiOptions options)
    {
        (member.Name, member.Share, member.Store) = ($"p{_names++}", 0, _rig.StoreOf(options));
        _truth.Declared[member.Name] = options;
        await TickAsync(member);
    }

    private async Task<GeminiUsage> TickAsync(Member member)
    {
        var answer = await member.Store.TickAsync(member.Name, _epoch, member.Share, leave: false, _dead, CancellationToken.None);
        (_epoch, member.Share) = (answer.Epoch, answer.Share);
        _truth.Turn();
        return answer.Usage;
    }

    private async Task MoveAsync(int milliseconds)
    {
        await _rig.MoveAsync(TimeSpan.FromMilliseconds(milliseconds));
        foreach (var member in _members)
        {
            await TickAsync(member);
        }
    }

    /// <param name="isLost">The answer never arrives: the process goes on waiting for what Redis has granted.</param>
    private async Task AskAsync(Member member, int more, int what, bool isLost)
    {
        for (var i = 0; i < more && member.Waiting.Count < 10; i++)
        {
            var tokens = 1 + ((what * 7919L * (i + 1)) % (what % 2 is 0 ? 15_000 : 300));
            var request = new QuotaRequest(tokens, tokens / 4, TargetEnvironments.All[what % 3], what % 4 is 0 ? 5 : 0);
            member.Waiting.Add(new($"c{_ids++}", request, _ids, TimeSpan.FromMilliseconds(_rig.Now), 1 + (what % 3)));
        }

        var batch = member.Waiting.Take(10).ToList();
        var answer = await member.Store.ReserveAsync(member.Name, _epoch, batch, TimeSpan.FromMilliseconds(_rig.Now), CancellationToken.None);
        foreach (var (waiter, admitted) in batch.Zip(answer.Admitted))
        {
            Take(member, waiter, admitted);
            if (!isLost)
            {
                member.Waiting.Remove(waiter);
            }
        }
    }

    private void Take(Member member, Waiter waiter, Admitted admitted)
    {
        switch (admitted.Verdict)
        {
            case GrantVerdict.Granted:
                _givenBack.GetValueOrDefault(waiter.Id).ShouldBeLessThanOrEqualTo(_rig.Now - 61_000, $"{waiter.Id} was given back and is granted all the same");
                _truth.Grant(member.Name, waiter.Id, _rig.Now + (long)admitted.Delay.TotalMilliseconds, waiter.Request, $"now {_rig.Now}");
                break;
            case GrantVerdict.Stale:
                (_truth.Knows(waiter.Id) || _givenBack.ContainsKey(waiter.Id)).ShouldBeTrue($"{waiter.Id} was never granted or given back");
                _truth.Settle(waiter.Id, -1);
                break;
            default:
                waiter.Request.Tokens.ShouldBeGreaterThan(_truth.TokenLimit);
                break;
        }
    }

    /// <summary>Less, as much, more, never sent; twice; and often not at all.</summary>
    private async Task SettleAsync(int what)
    {
        var calls = _truth.Calls.ToList();
        if (calls.Count > 0)
        {
            var (id, call) = calls[^(1 + (what % Math.Min(calls.Count, 40)))];
            long[] sizes = [call.Tokens / 2, call.Tokens, call.Tokens * 2, 0, -1];
            foreach (var used in new[] { sizes[what % 5], sizes[what / 5 % 5] })
            {
                await _rig.SettleAsync(call.Process, _epoch, id, used);
                _truth.Settle(id, used);
            }
        }
    }

    /// <summary>A call went out between now and five seconds ago, and it is said twice.</summary>
    private async Task SendLateAsync(int what)
    {
        var calls = _truth.Calls.Where(call => _truth.IsCounted(call.Value)).ToList();
        if (calls.Count > 0)
        {
            var (id, call) = calls[^(1 + (what % Math.Min(calls.Count, 40)))];
            var age = what * 37 % 5000;
            for (var i = 0; i < 2; i++)
            {
                await _rig.SentLateAsync(call.Process, _epoch, id, call.Tokens, TimeSpan.FromMilliseconds(age));
            }

            _truth.SendLate(call, _rig.Now - age);
        }
    }

    /// <summary>A caller leaves; its id is given back, granted or not.</summary>
    private async Task CancelAsync(Member member, int what)
    {
        if (member.Waiting.Count > 0)
        {
            var waiter = member.Waiting[what % member.Waiting.Count];
            await _rig.SettleAsync(member.Name, _epoch, waiter.Id, -1);
            _truth.Settle(waiter.Id, -1);
            _givenBack[waiter.Id] = _rig.Now;
            if (what % 3 > 0)
            {
                member.Waiting.Remove(waiter);
            }
        }
    }

    private async Task FreezeAsync(Member member, int what)
    {
        var (asked, daily, named) = (TimeSpan.FromMilliseconds(500 + what), what % 10 is 0, what % 3 is 0 ? 20_000L + (what * 50) : 0);
        await member.Store.FreezeAsync(member.Name, _epoch, asked, daily, 0, named, CancellationToken.None);
        _truth.Freeze(asked, daily, named);
    }

    private async Task OrderAsync(int what)
    {
        var order = new LimitOrder(
            what % 2 is 1 ? 3 + (what % 40) : null, what % 3 is 1 ? 5_000 + (what * 200) : null, what % 5 is 1 ? 20 + (what % 150) : null,
            what % 7 is 1 ? TimeSpan.FromSeconds(20) : null);
        await _rig.Store.OrderAsync("operator", order, CancellationToken.None);
        _truth.Order(order);
    }

    /// <summary>A process ends, cleanly or not, and another begins that is configured otherwise.</summary>
    private async Task ReplaceAsync(Member member, int what, bool leaves)
    {
        _truth.Declared.Remove(member.Name);
        if (leaves)
        {
            await member.Store.TickAsync(member.Name, _epoch, member.Share, leave: true, [], CancellationToken.None);
        }
        else
        {
            _dead.Add(member.Name);
        }

        member.Waiting.Clear();
        await JoinAsync(member, new() { MaxRequestsPerMinute = 15 + (what % 30), MaxTokensPerMinute = 50_000 + (what * 100), MaxRequestsPerDay = what % 2 is 0 ? null : 100 });
        await MoveAsync(10);
    }

    private async Task ForgetAsync()
    {
        await MoveAsync(1);
        await _rig.LoseEverythingAsync();
        _truth.Forget();
        _givenBack.Clear();
        var told = _truth.Today;
        foreach (var member in _members)
        {
            member.Share = 0;
            await TickAsync(member);
        }

        await _rig.Store.RegisterAsync(_members[0].Name, _epoch, $"told{_ids++}", told, [], CancellationToken.None);
    }
}
