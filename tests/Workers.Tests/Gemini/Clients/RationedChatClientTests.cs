using Microsoft.Extensions.AI;
using Shouldly;
using Simulators.Gemini;
using Workers.Gemini.Api;
using Workers.Gemini.Prices;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Gemini.Clients;

/// <summary>The whole chain that readings speak to: repeats, limiter, wire.</summary>
public sealed class RationedChatClientTests(RedisFixture redis)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Calls_are_settled_with_what_the_API_counted_and_the_estimate_learns()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = GeminiRig.Key });
        await using var rig = await StartAsync(SharedRig.Options(simulator));
        for (var i = 0; i < 5; i++)
        {
            (await AskAsync(rig, "Transcris cette phrase.")).FinishReason.ShouldBe(ChatFinishReason.Stop);
        }

        await rig.Limiter.TickAsync(CancellationToken.None);
        rig.Limiter.Usage.Tokens.ShouldBe((long)simulator.Quota.Report()["acceptedTokens"]!);
        rig.Limiter.Usage.Requests.ShouldBe(5);
        rig.Estimator.FactorOf("acte").ShouldBeLessThan(1.75);
    }

    [Fact]
    public async Task Every_repeat_takes_its_own_share()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = GeminiRig.Key });
        await using var rig = await StartAsync(SharedRig.Options(simulator));
        simulator.Faults.Add(new(GeminiFaultKind.Unavailable, Times: 2));
        (await AskAsync(rig, "Bonjour")).FinishReason.ShouldBe(ChatFinishReason.Stop);

        await rig.Limiter.TickAsync(CancellationToken.None);
        rig.Limiter.Usage.Requests.ShouldBe(3);
        ((long)simulator.Quota.Report()["calls"]!).ShouldBe(3);
    }

    [Fact]
    public async Task Repeats_are_bounded()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = GeminiRig.Key });
        await using var rig = await StartAsync(new GeminiOptions { ApiKey = GeminiRig.Key, BaseUrl = simulator.Address, MaxSends = 2 });
        simulator.Faults.Add(new(GeminiFaultKind.ServerError, Times: 10));
        (await Should.ThrowAsync<GeminiException>(AskAsync(rig, "Bonjour"))).Kind.ShouldBe(GeminiFailure.Unavailable);
        ((long)simulator.Quota.Report()["calls"]!).ShouldBe(2);
    }

    [Fact]
    public async Task After_a_429_the_call_waits_for_the_delay_and_succeeds()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = GeminiRig.Key });
        await using var rig = await StartAsync(SharedRig.Options(simulator));
        simulator.Faults.Add(new(GeminiFaultKind.RateLimited, Milliseconds: 400));
        (await AskAsync(rig, "Bonjour")).FinishReason.ShouldBe(ChatFinishReason.Stop);

        await rig.Limiter.TickAsync(CancellationToken.None);
        rig.Limiter.Usage.SinceLast429!.Value.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(400));
    }

    [Fact]
    public async Task A_request_that_weighs_more_than_a_hundredth_of_a_minute_is_counted_first()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = GeminiRig.Key });
        await using var rig = await StartAsync(SharedRig.Options(simulator, tpm: 10_000));
        (await AskAsync(rig, new string('a', 4_000))).Usage!.InputTokenCount.ShouldBe(1001);

        var tooLarge = await Should.ThrowAsync<GeminiException>(AskAsync(rig, new string('a', 60_000)));
        tooLarge.Kind.ShouldBe(GeminiFailure.NoQuota);
        tooLarge.IsTooLarge.ShouldBeTrue();
        tooLarge.Sent.ShouldBeFalse();
        ((long)simulator.Quota.Report()["calls"]!).ShouldBe(1);
    }

    /// <summary>Counting is an aid: what it meets is not what the call meets, except a 429, which is everybody's.</summary>
    [Theory]
    [InlineData("ServerError")]
    [InlineData("ModelGone")]
    [InlineData("NoBilling")]
    [InlineData("Redirect")]
    [InlineData("RateLimited")]
    public async Task A_count_that_fails_costs_the_call_nothing_and_its_429_reaches_the_limiter(string fault)
    {
        await using var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = GeminiRig.Key });
        await using var rig = await StartAsync(SharedRig.Options(simulator, tpm: 10_000));
        simulator.Faults.Add(new(Enum.Parse<GeminiFaultKind>(fault), Times: 20, Milliseconds: 100, Method: GeminiFaults.Count));

        (await AskAsync(rig, new string('a', 4_000))).FinishReason.ShouldBe(ChatFinishReason.Stop);

        await rig.Limiter.TickAsync(CancellationToken.None);
        rig.Limiter.Usage.SinceLast429.HasValue.ShouldBe(fault is "RateLimited");
    }

    [Fact]
    public async Task A_call_that_never_left_gives_its_share_back()
    {
        await using var rig = await StartAsync(SharedRig.Options());
        (await Should.ThrowAsync<GeminiException>(rig.Once.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour"))))).Sent.ShouldBeFalse();
        await rig.Limiter.TickAsync(CancellationToken.None);
        rig.Limiter.Usage.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Without_a_share_in_time_nothing_is_sent_and_the_failure_says_so()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = GeminiRig.Key });
        var options = new GeminiOptions { ApiKey = GeminiRig.Key, BaseUrl = simulator.Address, MaxRequestsPerMinute = 1, QuotaWait = TimeSpan.FromSeconds(4) };
        await using var rig = await StartAsync(options);
        await AskAsync(rig, "Bonjour");
        var failure = await Should.ThrowAsync<GeminiException>(AskAsync(rig, "Bonjour"));

        failure.Kind.ShouldBe(GeminiFailure.NoQuota);
        failure.Sent.ShouldBeFalse();
        ((long)simulator.Quota.Report()["calls"]!).ShouldBe(1);
    }

    [Fact]
    public async Task Who_sends_tells_the_lease_when_the_request_has_gone_out_and_the_callers_options_stay_as_they_are()
    {
        await using var rig = await StartAsync(SharedRig.Options());
        using var wire = new NotingClient();
        using var limited = Over(wire, rig, TimeProvider.System, maxSends: 1);
        var options = new CallTags(TargetEnvironment.Prod, "acte").On(new());
        await limited.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour")), options).WaitAsync(Bound);

        wire.Seen!.WentOut.ShouldNotBeNull();
        (wire.Seen with { WentOut = null }).ShouldBe(CallTags.Of(options));
    }

    [Fact]
    public async Task The_time_limit_is_for_the_answer_and_not_for_the_wait_for_a_share()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = GeminiRig.Key });
        await using var rig = await StartAsync(SharedRig.Options(simulator));
        await rig.Limiter.TickAsync(CancellationToken.None);
        await rig.Limiter.ReportAsync(new(GeminiFailure.RateLimited, "429") { RetryAfter = TimeSpan.FromSeconds(2) });
        using var wire = new NotingClient();
        using var hasty = Over(wire, rig, TimeProvider.System, maxSends: 1, timeout: TimeSpan.FromSeconds(1));

        await hasty.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour"))).WaitAsync(Bound);

        wire.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_call_without_an_answer_in_time_is_sent_again_and_each_send_keeps_its_share()
    {
        await using var rig = await StartAsync(SharedRig.Options());
        using var wire = new NotingClient { IsSilent = true };
        using var client = Over(wire, rig, TimeProvider.System, maxSends: 2, timeout: TimeSpan.FromMilliseconds(100));

        (await Should.ThrowAsync<GeminiException>(client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour"))).WaitAsync(Bound)))
            .ShouldSatisfyAllConditions(failure => failure.Kind.ShouldBe(GeminiFailure.Unavailable), failure => failure.Message.ShouldContain("did not answer within"));

        wire.Calls.ShouldBe(2);
        await rig.Limiter.TickAsync(CancellationToken.None);
        rig.Limiter.Usage.Requests.ShouldBe(2);
    }

    [Fact]
    public async Task A_call_that_nobody_wants_any_more_is_not_sent_again_and_counts_as_sent()
    {
        await using var rig = await StartAsync(SharedRig.Options());
        using var wire = new NotingClient { IsSilent = true };
        using var client = Over(wire, rig, TimeProvider.System, maxSends: 5);
        using var stop = new CancellationTokenSource();
        var call = client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour")), cancellationToken: stop.Token);
        await wire.First.WaitAsync(Bound);

        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call.WaitAsync(Bound));
        wire.Calls.ShouldBe(1);
        await rig.Limiter.TickAsync(CancellationToken.None);
        rig.Limiter.Usage.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task The_key_is_never_logged()
    {
        await using var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = "AIza-another-key" });
        var log = new LogLines();
        await using var rig = await SharedRig.StartAsync(await redis.UrlAsync(), redis.NewPrefix(), SharedRig.Options(simulator), log);
        var failure = await Should.ThrowAsync<GeminiException>(AskAsync(rig, "Bonjour"));

        failure.ToString().ShouldNotContain(GeminiRig.Key);
        log.Lines.ShouldNotBeEmpty();
        log.Lines.ShouldAllBe(line => !line.Contains(GeminiRig.Key, StringComparison.Ordinal));
    }

    /// <summary>In the place of the wire.</summary>
    private sealed class NotingClient : IChatClient
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CallTags? Seen { get; private set; }

        /// <summary>Never answers.</summary>
        public bool IsSilent { get; init; }

        public int Calls { get; private set; }

        /// <summary>Fires with the first send.</summary>
        public Task First => _first.Task;

        public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Calls++;
            Seen = CallTags.Of(options);
            Seen.WentOut!();
            _first.TrySetResult();
            if (IsSilent)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            }

            return new ChatResponse(new ChatMessage(ChatRole.Assistant, ""));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
            // Nothing is held.
        }
    }

    [Theory]
    [InlineData(true, "standard")]
    [InlineData(false, null)]
    public async Task A_question_that_flex_turns_away_goes_by_the_standard_tier_only_where_it_may(bool hurries, string? answered)
    {
        await using var simulator = await GeminiSimulator.StartAsync(new() { ApiKey = GeminiRig.Key });
        await using var rig = await StartAsync(new GeminiOptions { ApiKey = GeminiRig.Key, BaseUrl = simulator.Address, MaxSends = 2 });
        simulator.Faults.Add(new(GeminiFaultKind.Unavailable, Times: 10, Tier: "flex"));
        var options = new CallTags(TargetEnvironment.Prod, "acte") { Tier = ServiceTier.Flex, Hurries = hurries }.On(new());
        var asked = rig.Client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour")), options).WaitAsync(Bound);
        if (answered is null)
        {
            (await Should.ThrowAsync<GeminiException>(asked)).Kind.ShouldBe(GeminiFailure.Unavailable);
        }
        else
        {
            GeminiAnswer.TierOf(await asked).ShouldBe(ServiceTier.Standard);
            simulator.Bill.Answers.ShouldHaveSingleItem().Tier.ShouldBe(answered);
        }
    }

    private static Task<ChatResponse> AskAsync(SharedRig rig, string text) =>
        rig.Client.GetResponseAsync(GeminiRig.Ask(new TextContent(text)), new CallTags(TargetEnvironment.Prod, "acte").On(new())).WaitAsync(Bound);

    private static RationedChatClient Over(IChatClient wire, SharedRig rig, TimeProvider time, int maxSends, TimeSpan? timeout = null) =>
        new(wire, rig.Estimator, GeminiPipeline.Build(rig.Limiter, _ => timeout ?? TimeSpan.FromMinutes(1), maxSends, time, new Random(1)));

    private async Task<SharedRig> StartAsync(GeminiOptions options) => await SharedRig.StartAsync(await redis.UrlAsync(), redis.NewPrefix(), options);
}
