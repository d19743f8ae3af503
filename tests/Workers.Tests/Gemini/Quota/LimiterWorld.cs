namespace Workers.Gemini.Quota;

/// <summary>What greedy consumers of several processes did over some minutes of moved time.</summary>
/// <param name="Sent">When each request reached the API and the input tokens it really had.</param>
internal sealed record WorldResult(IReadOnlyList<(long At, long Tokens)> Sent, IReadOnlyDictionary<string, int> PerConsumer, long LongestWait, long LongestLargeWait)
{
    /// <summary>The most in any 60 seconds.</summary>
    public (int Requests, long Tokens) Most()
    {
        var (requests, tokens, most, mostTokens, first) = (0, 0L, 0, 0L, 0);
        var ordered = Sent.OrderBy(send => send.At).ToList();
        foreach (var send in ordered)
        {
            (requests, tokens) = (requests + 1, tokens + send.Tokens);
            for (; ordered[first].At <= send.At - 60_000; first++)
            {
                (requests, tokens) = (requests - 1, tokens - ordered[first].Tokens);
            }

            (most, mostTokens) = (Math.Max(most, requests), Math.Max(mostTokens, tokens));
        }

        return (most, mostTokens);
    }

    /// <summary>Requests and tokens per minute from one moment to another.</summary>
    public (double Requests, double Tokens) Rate(long from, long to)
    {
        var within = Sent.Where(send => send.At >= from && send.At < to).ToList();
        var minutes = (to - from) / 60_000.0;
        return (within.Count / minutes, within.Sum(send => send.Tokens) / minutes);
    }
}

/// <summary>
/// Plays processes with greedy consumers against the limiter's real scripts in moved time: tickets, batches, delays, sends
/// that arrive up to a second late, calls that last 4 to 40 seconds, estimates that are wrong.
/// </summary>
internal sealed class LimiterWorld(LimiterRig rig, GeminiOptions options, int seed)
{
    private readonly Random _random = new(seed);
    private readonly PriorityQueue<Func<Task>, (long At, long Order)> _events = new();
    private readonly List<(long At, long Tokens)> _sent = [];
    private readonly Dictionary<string, int> _perConsumer = [];
    private long _order;
    private long _longestWait;
    private long _longestLargeWait;
    private string _epoch = "";

    public int Processes { get; init; } = 2;

    public int Consumers { get; init; } = 16;

    /// <summary>Real tokens of the next request.</summary>
    public Func<Random, long> TokensOf { get; init; } = random => random.Next(5_000, 25_000);

    /// <summary>What is believed of them, with its standard error.</summary>
    public Func<Random, long, (long Tokens, long Sigma)> Estimate { get; init; } =
        (random, tokens) => ((long)(tokens * (0.6 + (0.8 * random.NextDouble()))), tokens / 4);

    /// <summary>Requests at or above this count as large.</summary>
    public long Large { get; init; } = long.MaxValue;

    public int CallSecondsFrom { get; init; } = 4;

    public int CallSecondsTo { get; init; } = 40;

    private sealed record Want(string Consumer, long Real, QuotaRequest Request, long Since, Waiter Waiter);

    public async Task<WorldResult> RunAsync(TimeSpan length)
    {
        var names = Enumerable.Range(0, Processes).Select(i => $"p{i}").ToArray();
        _epoch = await rig.OpenAsync(names);
        var start = rig.Now;
        foreach (var name in names)
        {
            var queue = new List<Want>();
            for (var i = 0; i < Consumers; i++)
            {
                queue.Add(NewWant($"{name}.{i}", start));
            }

            At(start, () => PollAsync(name, queue));
            At(start, () => TickAsync(name));
        }

        while (_events.TryPeek(out _, out var next) && next.At < start + (long)length.TotalMilliseconds)
        {
            await rig.MoveToAsync(Math.Max(next.At, rig.Now));
            await _events.Dequeue()();
        }

        return new(_sent, _perConsumer, _longestWait, _longestLargeWait);
    }

    private void At(long time, Func<Task> action) => _events.Enqueue(action, (time, _order++));

    private Want NewWant(string consumer, long now)
    {
        var real = TokensOf(_random);
        var (tokens, sigma) = Estimate(_random, real);
        var request = new QuotaRequest(Math.Min(tokens, options.MaxTokensPerMinute), sigma);
        return new(consumer, real, request, now, new Waiter($"{consumer}-{_order++}", request, _order, TimeSpan.FromMilliseconds(now)));
    }

    private async Task TickAsync(string process)
    {
        await rig.Store.TickAsync(process, _epoch, 1.0 / Processes, leave: false, [], CancellationToken.None);
        At(rig.Now + 1000, () => TickAsync(process));
    }

    private async Task PollAsync(string process, List<Want> queue)
    {
        var batch = queue.Take(64).ToList();
        var answer = await rig.Store.ReserveAsync(process, _epoch, [.. batch.Select(want => want.Waiter)], TimeSpan.FromMilliseconds(rig.Now), CancellationToken.None);
        for (var i = 0; i < answer.Admitted.Count; i++)
        {
            Grant(process, queue, batch[i], answer.Admitted[i].Delay);
        }

        At(rig.Now + Math.Max(20, (long)answer.Wait.TotalMilliseconds), () => PollAsync(process, queue));
    }

    private void Grant(string process, List<Want> queue, Want want, TimeSpan delay)
    {
        queue.Remove(want);
        var go = rig.Now + (long)delay.TotalMilliseconds;
        _sent.Add((go + _random.Next(0, 1000), want.Real));
        _perConsumer[want.Consumer] = _perConsumer.GetValueOrDefault(want.Consumer) + 1;
        _longestWait = Math.Max(_longestWait, go - want.Since);
        if (want.Real >= Large)
        {
            _longestLargeWait = Math.Max(_longestLargeWait, go - want.Since);
        }

        At(go + _random.Next(CallSecondsFrom * 1000, (CallSecondsTo * 1000) + 1), async () =>
        {
            await rig.SettleAsync(process, _epoch, want.Waiter.Id, want.Real);
            queue.Add(NewWant(want.Consumer, rig.Now));
        });
    }
}
