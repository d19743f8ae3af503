using System.Text.Json;
using Microsoft.Extensions.AI;
using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Simulators.Servers;
using Workers.Gemini.Clients;
using Xunit;

namespace Workers.Gemini.Api;

/// <summary>The client on the wire: what it sends is read, what goes wrong is told by kind, the key is never seen.</summary>
public sealed class GeminiChatClientTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(
        """
        {
          "type": "object",
          "properties": {
            "lines_seen": { "type": "integer" },
            "inscriptions": {
              "type": "array",
              "items": {
                "type": "object",
                "properties": { "publication_number": { "type": ["string", "null"] }, "nature": { "type": "string" } },
                "required": ["publication_number", "nature"],
                "additionalProperties": false
              }
            }
          },
          "required": ["lines_seen", "inscriptions"]
        }
        """).RootElement;

    private static readonly PaperDocument Index = new() { Kind = PaperKind.Index, Number = "2345678", Circonscription = "Montréal", Cadastre = "Cadastre du Québec", Pages = 2, Seed = 7 };

    private static readonly ChatOptions Json = new() { ResponseFormat = ChatResponseFormat.ForJsonSchema(Schema), Temperature = 0, MaxOutputTokens = 60_000 };

    [Fact]
    public async Task A_page_sent_as_an_image_is_read_in_the_shape_asked_for()
    {
        await using var rig = await GeminiRig.StartAsync();
        var answer = await rig.Client.GetResponseAsync(GeminiRig.Ask(await rig.PageAsync(Index, 2), new TextContent("Lis cette page.")), Json);

        var truth = PaperPress.Write(Index).Pages[1];
        var read = JsonDocument.Parse(answer.Text).RootElement;
        read.GetProperty("lines_seen").GetInt32().ShouldBe(truth.Inscriptions.Count);
        read.GetProperty("inscriptions").EnumerateArray().Select(line => line.GetProperty("publication_number").GetString()!.Replace(" ", "", StringComparison.Ordinal))
            .ShouldBe(truth.Inscriptions.Select(inscription => inscription.Number));
        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        answer.Usage!.InputTokenCount!.Value.ShouldBeGreaterThan(258);
        answer.Usage!.OutputTokenCount!.Value.ShouldBeGreaterThan(0);
        answer.ModelId.ShouldBe("gemini-2.5-pro");
    }

    [Fact]
    public async Task Who_asks_learns_when_the_request_has_gone_out_before_the_answer_comes()
    {
        await using var rig = await GeminiRig.StartAsync();
        var accepted = -1L;
        var tags = CallTags.Default with { WentOut = () => accepted = (long)rig.Simulator.Quota.Report()["acceptedTokens"]! };
        var answer = await rig.Client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour")), tags.On(new()));

        answer.FinishReason.ShouldBe(ChatFinishReason.Stop);
        accepted.ShouldBeGreaterThanOrEqualTo(0);
    }

    [Fact]
    public async Task A_file_is_uploaded_read_and_deleted()
    {
        await using var rig = await GeminiRig.StartAsync();
        var acte = new PaperDocument { Kind = PaperKind.Acte, Number = "25616321", Circonscription = "Montréal", ActeType = "Acte", Pages = 2, Seed = 3 };
        var file = await rig.Files.UploadAsync(await rig.Library.PdfAsync(acte), "application/pdf", "acte", TestContext.Current.CancellationToken);
        var answer = await rig.Client.GetResponseAsync(GeminiRig.Ask(file.AsContent(), new TextContent("Transcris.")), new());

        answer.Text.ShouldContain(PaperPress.Write(acte).Pages[1].Lines[0]);
        rig.Simulator.Files.Count.ShouldBe(1);
        await rig.Files.DeleteAsync(file.Name, TestContext.Current.CancellationToken);
        await rig.Files.DeleteAsync(file.Name, TestContext.Current.CancellationToken);
        rig.Simulator.Files.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_cannot_be_processed_is_refused_and_not_left_behind()
    {
        await using var rig = await GeminiRig.StartAsync();
        var refused = await Should.ThrowAsync<GeminiException>(rig.Files.UploadAsync("<html>"u8.ToArray(), "application/pdf", "acte", CancellationToken.None));

        refused.Kind.ShouldBe(GeminiFailure.Invalid);
        rig.Simulator.Files.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Tokens_can_be_counted_before_they_are_spent()
    {
        await using var rig = await GeminiRig.StartAsync();
        var messages = GeminiRig.Ask(await rig.PageAsync(Index, 1), new TextContent("Lis."));
        var counted = await rig.Client.CountTokensAsync(messages, Json, CancellationToken.None);

        counted.ShouldBe((await rig.Client.GetResponseAsync(messages, Json)).Usage!.InputTokenCount!.Value);
        rig.Simulator.Quota.Report()["calls"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task A_truncated_answer_is_told_by_its_finish_reason()
    {
        await using var rig = await GeminiRig.StartAsync();
        rig.Simulator.Faults.Add(new(GeminiFaultKind.Truncated));
        var answer = await rig.Client.GetResponseAsync(GeminiRig.Ask(await rig.PageAsync(Index, 1)), Json);

        answer.FinishReason.ShouldBe(ChatFinishReason.Length);
        Should.Throw<JsonException>(() => JsonDocument.Parse(answer.Text));
    }

    [Fact]
    public async Task An_answer_cut_by_the_safety_filter_is_told_by_its_finish_reason()
    {
        await using var rig = await GeminiRig.StartAsync();
        rig.Simulator.Faults.Add(new(GeminiFaultKind.Safety));
        (await rig.Client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour")))).FinishReason.ShouldBe(ChatFinishReason.ContentFilter);
    }

    [Theory]
    [InlineData(GeminiFaultKind.Blocked, GeminiFailure.Blocked)]
    [InlineData(GeminiFaultKind.ServerError, GeminiFailure.Unavailable)]
    [InlineData(GeminiFaultKind.Unavailable, GeminiFailure.Unavailable)]
    [InlineData(GeminiFaultKind.Reset, GeminiFailure.Unavailable)]
    [InlineData(GeminiFaultKind.RateLimited, GeminiFailure.RateLimited)]
    [InlineData(GeminiFaultKind.DayLimited, GeminiFailure.RateLimited)]
    internal async Task What_goes_wrong_is_told_by_its_kind(GeminiFaultKind fault, GeminiFailure kind)
    {
        await using var rig = await GeminiRig.StartAsync();
        rig.Simulator.Faults.Add(new(fault));
        var failure = await Should.ThrowAsync<GeminiException>(rig.Client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour"))));

        failure.Kind.ShouldBe(kind);
        failure.Sent.ShouldBeTrue();
        failure.ToString().ShouldNotContain(GeminiRig.Key);
    }

    [Fact]
    public async Task A_429_tells_its_delay_and_its_quota()
    {
        await using var rig = await GeminiRig.StartAsync();
        rig.Simulator.Quota.Configure(new() { ["tpm"] = 1, ["tellsValue"] = true });
        var failure = await Should.ThrowAsync<GeminiException>(rig.Client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour le monde"))));

        failure.RetryAfter!.Value.ShouldBeGreaterThan(TimeSpan.FromSeconds(50));
        failure.Quotas.ShouldBe([new("GenerateContentPaidTierInputTokensPerModelPerMinute", QuotaPeriod.Minute, QuotaUnit.InputTokens, 1)]);
    }

    [Fact]
    public async Task A_429_without_details_is_a_429()
    {
        await using var rig = await GeminiRig.StartAsync();
        rig.Simulator.Quota.Configure(new() { ["rpm"] = 0, ["tellsRetry"] = false, ["namesQuota"] = false });
        var failure = await Should.ThrowAsync<GeminiException>(rig.Client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour"))));

        failure.Kind.ShouldBe(GeminiFailure.RateLimited);
        failure.RetryAfter.ShouldBeNull();
        failure.Quotas.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("AIza-another-key")]
    [InlineData("")]
    public async Task A_key_that_is_refused_is_told_and_not_shown(string key)
    {
        await using var rig = await GeminiRig.StartAsync(key);
        var failure = await Should.ThrowAsync<GeminiException>(rig.Client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour"))));

        failure.Kind.ShouldBe(GeminiFailure.Unauthorized);
        (key.Length > 0 && failure.ToString().Contains(key, StringComparison.Ordinal)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_that_does_not_come_ends_at_its_bound()
    {
        await using var rig = await GeminiRig.StartAsync(requestTimeout: TimeSpan.FromMilliseconds(300));
        rig.Simulator.Faults.Add(new(GeminiFaultKind.Slow, Milliseconds: 60_000));
        (await Should.ThrowAsync<GeminiException>(rig.Client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour"))))).Kind.ShouldBe(GeminiFailure.Unavailable);
    }

    [Fact]
    public async Task An_API_that_is_not_there_used_no_quota()
    {
        using var transport = new GeminiTransport(new() { ApiKey = GeminiRig.Key, BaseUrl = new($"http://127.0.0.1:{Loopback.FreePort()}") }, TimeProvider.System);
        using var client = new GeminiChatClient(transport, new());
        var failure = await Should.ThrowAsync<GeminiException>(client.GetResponseAsync(GeminiRig.Ask(new TextContent("Bonjour"))));

        failure.Kind.ShouldBe(GeminiFailure.Unavailable);
        failure.Sent.ShouldBeFalse();
    }
}
