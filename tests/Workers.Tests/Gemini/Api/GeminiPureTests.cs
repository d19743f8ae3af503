using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Shouldly;
using Workers.Gemini.Clients;
using Workers.Gemini.Quota;
using Workers.Hosting.Http;
using Workers.Hosting.Node;
using Xunit;

namespace Workers.Gemini.Api;

/// <summary>The room's pure decisions.</summary>
public sealed class GeminiPureTests
{
    [Fact]
    public void Estimates_start_high_rise_at_once_and_fall_slowly()
    {
        var estimator = new TokenEstimator();
        estimator.Estimate("acte", 1000).Tokens.ShouldBe(1750);
        estimator.Learn("acte", 1000, 3000);
        var risen = estimator.FactorOf("acte");
        risen.ShouldBeGreaterThan(2.3);
        estimator.Learn("acte", 1000, 1000);
        estimator.FactorOf("acte").ShouldBeInRange(risen - 0.1, risen);
        for (var i = 0; i < 200; i++)
        {
            estimator.Learn("acte", 1000, 1000);
        }

        estimator.FactorOf("acte").ShouldBe(1, 0.01);
        estimator.FactorOf("index-page").ShouldBe(1.75);
    }

    [Fact]
    public void Images_pages_and_words_all_count()
    {
        var image = TokenEstimator.PlainCount(Ask(new DataContent(new byte[10], "image/jpeg")), null, 0);
        var pdf = TokenEstimator.PlainCount(Ask(new DataContent(new byte[10], "application/pdf")), null, 12);
        var file = TokenEstimator.PlainCount(Ask(new UriContent("https://example.test/files/1", "application/pdf")), null, 12);
        var words = TokenEstimator.PlainCount(Ask(new TextContent(new string('a', 4000))), new() { Instructions = new string('b', 400) }, 0);

        image.ShouldBeGreaterThan(258);
        pdf.ShouldBe(12 * 258);
        file.ShouldBe(pdf);
        words.ShouldBe(1100);
    }

    [Theory]
    [InlineData(0, 10, false)]
    [InlineData(1, 1, false)]
    [InlineData(1, 3, true)]
    [InlineData(0.5, 10, false)]
    [InlineData(0.5, 67, true)]
    [InlineData(1, 121, false)]
    public void Without_Redis_a_process_waits_sends_and_stops_by_its_share_and_the_time(double share, double silentSeconds, bool maySend) =>
        WithoutRedis.MaySend(share, TimeSpan.FromSeconds(silentSeconds), (0, 0), 0, 100, new(100, 10_000, null)).ShouldBe(maySend);

    [Theory]
    [InlineData(46, 0, 100, true)]
    [InlineData(47, 0, 100, false)]
    [InlineData(0, 4_700, 50, true)]
    [InlineData(0, 4_700, 100, false)]
    public void Without_Redis_a_process_stays_within_its_share(long requests, long tokens, long next, bool maySend) =>
        WithoutRedis.MaySend(0.5, TimeSpan.FromSeconds(70), (requests, tokens), 0, next, new(100, 10_000, null)).ShouldBe(maySend);

    [Theory]
    [InlineData(9, true)]
    [InlineData(10, false)]
    public void Without_Redis_a_process_takes_only_its_share_of_what_is_left_of_the_day(long untold, bool maySend) =>
        WithoutRedis.MaySend(0.5, TimeSpan.FromSeconds(70), (0, 0), untold, 1, new(100, 10_000, 20)).ShouldBe(maySend);

    [Fact]
    public void Own_sends_are_forgotten_after_a_minute_and_told_once()
    {
        var own = new SentWindow();
        own.Add(TimeSpan.FromSeconds(1), 7, 100, known: true);
        own.Add(TimeSpan.FromSeconds(30), 7, 200, known: false);
        own.Untold.ShouldBe(1);
        own.Sum(TimeSpan.FromSeconds(31)).ShouldBe((2, 300));
        own.UntoldSlots(TimeSpan.FromSeconds(31)).Sum(slot => slot.Tokens).ShouldBe(200);
        own.Sum(TimeSpan.FromSeconds(63)).ShouldBe((1, 200));
        own.Forgotten(7);
        own.Untold.ShouldBe(2);
        own.UntoldSlots(TimeSpan.FromSeconds(63)).Count.ShouldBe(1);
        own.Sum(TimeSpan.FromSeconds(95)).ShouldBe((0, 0));
    }

    [Fact]
    public void Own_sends_that_went_out_late_count_from_then_on()
    {
        var own = new SentWindow();
        var known = own.Add(TimeSpan.FromSeconds(1), 7, 100, known: true);
        var untold = own.Add(TimeSpan.FromSeconds(1), 7, 200, known: false);
        known = own.Move(known, TimeSpan.FromSeconds(20), 100);
        own.Move(untold, TimeSpan.FromSeconds(40), 200);

        own.Sum(TimeSpan.FromSeconds(41)).ShouldBe((2, 300));
        own.Sum(TimeSpan.FromSeconds(63)).ShouldBe((2, 300));
        own.Untold.ShouldBe(1);
        own.UntoldSlots(TimeSpan.FromSeconds(63)).Single(slot => slot.Requests > 0).Start.ShouldBe(TimeSpan.FromSeconds(40));
        own.Correct(known, 0, -60);
        own.Sum(TimeSpan.FromSeconds(63)).ShouldBe((2, 240));
        own.Sum(TimeSpan.FromSeconds(82)).ShouldBe((1, 200));
    }

    [Fact]
    public void A_schema_is_written_in_the_dialect_of_the_API()
    {
        using var schema = JsonDocument.Parse(
            """{"$schema":"x","type":"object","additionalProperties":false,"properties":{"b":{"type":["string","null"],"title":"B"},"a":{"type":"array","items":{"type":"integer","minimum":1}}},"required":["b"]}""");
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            GeminiSchema.Write(writer, schema.RootElement);
        }

        Encoding.UTF8.GetString(buffer.ToArray()).ShouldBe(
            """{"type":"OBJECT","properties":{"b":{"type":"STRING","nullable":true},"a":{"type":"ARRAY","items":{"type":"INTEGER","minimum":1}}},"propertyOrdering":["b","a"],"required":["b"]}""");
    }

    [Fact]
    public void A_temperature_of_zero_is_sent_as_zero()
    {
        using var body = JsonDocument.Parse(GeminiRequest.Write(Ask(new TextContent("x")), new() { Temperature = 0, TopP = 0.2f }));
        var generation = body.RootElement.GetProperty("generationConfig");
        generation.GetProperty("temperature").GetRawText().ShouldBe("0");
        generation.GetProperty("topP").GetRawText().ShouldBe("0.2");
    }

    [Fact]
    public void A_429_names_its_quotas()
    {
        const string body =
            """
            {"error":{"code":429,"message":"quota","status":"RESOURCE_EXHAUSTED","details":[
              {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[
                {"quotaMetric":"generativelanguage.googleapis.com/generate_content_free_tier_requests","quotaId":"GenerateRequestsPerDayPerProjectPerModel-FreeTier","quotaValue":"50"},
                {"quotaMetric":"generativelanguage.googleapis.com/generate_content_free_tier_input_token_count","quotaId":"GenerateContentInputTokensPerModelPerMinute-FreeTier"}]},
              {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"28.5s"}]}}
            """;
        var failure = GeminiFailures.FromAnswer(429, Body(body), TimeSpan.FromSeconds(5));

        failure.Kind.ShouldBe(GeminiFailure.RateLimited);
        failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(28.5));
        failure.Quotas.Select(quota => (quota.Period, quota.Unit, quota.Value))
            .ShouldBe([(QuotaPeriod.Day, QuotaUnit.Requests, 50), (QuotaPeriod.Minute, QuotaUnit.InputTokens, null)]);
    }

    /// <summary>Google says with an object of its own that it failed at one request; what has none was said by who stands before it.</summary>
    [Theory]
    [InlineData(500, true, true)]
    [InlineData(500, false, false)]
    [InlineData(502, true, true)]
    [InlineData(502, false, true)]
    [InlineData(503, false, true)]
    [InlineData(504, false, true)]
    [InlineData(599, true, true)]
    [InlineData(429, true, false)]
    public void Answers_that_everybody_gets_are_told_from_those_to_one_request(int status, bool isOfAGateway, bool isOutage) =>
        GeminiFailures.FromAnswer(status, Body(isOfAGateway ? "<h1>oops</h1>" : """{"error":{"code":500,"message":"An internal error has occurred.","status":"INTERNAL"}}"""), null).IsOutage.ShouldBe(isOutage);

    [Fact]
    public void A_process_knows_itself_alive_and_a_vanished_neighbour_dead()
    {
        var self = ProcessIdentity.OfThisProcess(new Random(1));
        var parts = self.Name.Split('/');
        self.KnowsDead(self.Name).ShouldBeFalse();
        self.KnowsDead(string.Join('/', parts[0], parts[1], parts[2], "999999999", "x")).ShouldBeTrue();
        self.KnowsDead(string.Join('/', parts[0], "before", parts[2], parts[3], "x")).ShouldBeTrue();
        self.KnowsDead(string.Join('/', "elsewhere", parts[1], parts[2], "999999999", "x")).ShouldBeFalse();
    }

    private static ForeignBody Body(string text) => ForeignBody.Of(Encoding.UTF8.GetBytes(text));

    private static ChatMessage[] Ask(AIContent content) => [new(ChatRole.User, [content])];
}
