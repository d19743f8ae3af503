using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Webhooks;

/// <summary>One message to receivers that behave well, badly, or lie inside a network.</summary>
public sealed class WebhookSenderTests : IDisposable
{
    private const string Payload = """{"type":"document.stored","timestamp":"2026-01-01T00:00:00Z","data":{"number":"é"}}""";

    private static readonly byte[] Secret = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];
    private static readonly byte[] Former = [.. Enumerable.Range(2, 32).Select(n => (byte)n)];
    private static readonly WebhookNetworks Loopback = new([IPNetwork.Parse("127.0.0.0/8")]);

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly WebhookSender _sender = new(Loopback, TimeProvider.System);

    public void Dispose() => _sender.Dispose();

    [Fact]
    public async Task A_message_bears_a_signature_of_each_secret_that_the_standard_s_own_library_verifies()
    {
        RawRequest? got = null;
        await using var receiver = new RawServer(request =>
        {
            got = request;
            return RawServer.Answer(204, "");
        });
        var id = Guid.NewGuid();

        var outcome = await _sender.SendAsync(new Uri(receiver.Url, "/hook?a=b").AbsoluteUri, id, Payload, [Secret, Former], _test);

        (outcome.IsDelivered, outcome.Status).ShouldBe((true, 204));
        (got!.Method, got.Target, got.Headers["webhook-id"], Encoding.UTF8.GetString(got.Body)).ShouldBe(("POST", "/hook?a=b", id.ToString(), Payload));
        got.IsSignedBy(new(Secret)).ShouldBeTrue();
        got.IsSignedBy(new(Former)).ShouldBeTrue();
        got.IsSignedBy(new(Secret), Payload + " ").ShouldBeFalse();
        got.IsSignedBy(new([.. Secret.Reverse()])).ShouldBeFalse();
    }

    [Theory]
    [InlineData(200, "all is well", false, true, "all is well")]
    [InlineData(500, "<html><script>alert(1)</script><title>Oops</title></html>", false, false, "Oops")]
    [InlineData(404, "a\u0007b\nc", false, false, "a b c")]
    [InlineData(410, "no more", true, false, "no more")]
    public async Task What_a_receiver_says_decides_and_is_told_in_one_harmless_line(int status, string body, bool isGone, bool isDelivered, string told)
    {
        await using var receiver = new RawServer(_ => RawServer.Answer(status, body));

        var outcome = await _sender.SendAsync(receiver.Url.AbsoluteUri, Guid.NewGuid(), Payload, [Secret], _test);

        outcome.ShouldBe(new(isDelivered, isGone, status, outcome.Answer));
        outcome.Answer.ShouldContain(told.Split(' ')[0]);
        outcome.Answer.ShouldNotContain("<");
        outcome.Answer.ShouldAllBe(letter => !char.IsControl(letter));
    }

    [Fact]
    public async Task A_redirect_is_not_followed_a_broken_answer_counts_by_its_status_and_an_endless_one_is_cut()
    {
        var asked = 0;
        await using var other = new RawServer(_ =>
        {
            Interlocked.Increment(ref asked);
            return RawServer.Answer(200, "");
        });
        await using var redirect = new RawServer(_ => RawServer.Answer(302, "", $"Location: {other.Url}"));
        await using var broken = new RawServer(_ => RawServer.Answer(200, "half", "Content-Length: 5000"));
        await using var endless = new RawServer(_ => RawServer.Answer(500, new string('x', 3_000_000)));
        await using var silent = new RawServer(_ => []);

        (await SendAsync(redirect)).ShouldSatisfyAllConditions(said => said.IsDelivered.ShouldBeFalse(), said => said.Status.ShouldBe(302));
        asked.ShouldBe(0);
        (await SendAsync(broken)).ShouldSatisfyAllConditions(said => said.IsDelivered.ShouldBeTrue(), said => said.Status.ShouldBe(200));
        (await SendAsync(endless)).ShouldSatisfyAllConditions(said => said.Status.ShouldBe(500), said => said.Answer.Length.ShouldBeLessThan(300));
        (await SendAsync(silent)).ShouldSatisfyAllConditions(said => said.IsDelivered.ShouldBeFalse(), said => said.Status.ShouldBeNull(), said => said.Answer.ShouldStartWith("No answer"));
    }

    [Fact]
    public async Task A_receiver_that_says_nothing_is_left_after_its_time()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        using var sender = new WebhookSender(Loopback, time);
        var sending = sender.SendAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/", Guid.NewGuid(), Payload, [Secret], _test);
        using var accepted = await listener.AcceptTcpClientAsync(_test);
        await accepted.GetStream().ReadExactlyAsync(new byte[100], _test);

        time.Advance(WebhookSender.Longest);

        (await sending).ShouldBe(new(false, false, null, "No answer within 15 s."));
    }

    [Theory]
    [InlineData("http://127.0.0.1:PORT/", "leads inside a network")]
    [InlineData("https://127.0.0.1:PORT/", "leads inside a network")]
    [InlineData("http://localhost:PORT/", "leads inside a network")]
    [InlineData("https://[::1]:PORT/", "leads inside a network")]
    [InlineData("https://[::ffff:127.0.0.1]:PORT/", "leads inside a network")]
    [InlineData("http://0.0.0.0:PORT/", "leads inside a network")]
    [InlineData("http://2130706433:PORT/", "leads inside a network")]
    [InlineData("http://0x7f.1:PORT/", "leads inside a network")]
    public async Task Nothing_is_connected_to_inside_a_network_whatever_its_name_unless_it_is_allowed(string url, string why)
    {
        var asked = 0;
        await using var receiver = new RawServer(_ =>
        {
            Interlocked.Increment(ref asked);
            return RawServer.Answer(200, "");
        });
        using var strict = new WebhookSender(null, TimeProvider.System);
        var place = url.Replace("PORT", receiver.Url.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        var outcome = await strict.SendAsync(place, Guid.NewGuid(), Payload, [Secret], _test);

        (outcome.IsDelivered, outcome.Status).ShouldBe((false, null));
        outcome.Answer.ShouldContain(why);
        asked.ShouldBe(0);
    }

    [Fact]
    public async Task A_name_that_leads_where_it_is_allowed_is_told_and_the_internet_never_without_TLS()
    {
        await using var receiver = new RawServer(_ => RawServer.Answer(200, ""));
        (await _sender.SendAsync($"http://localhost:{receiver.Url.Port}/", Guid.NewGuid(), Payload, [Secret], _test)).IsDelivered.ShouldBeTrue();

        (await _sender.SendAsync("http://192.0.1.1/", Guid.NewGuid(), Payload, [Secret], _test)).Answer.ShouldContain("give it https");
    }

    private Task<DeliveryOutcome> SendAsync(RawServer receiver) => _sender.SendAsync(receiver.Url.AbsoluteUri, Guid.NewGuid(), Payload, [Secret], _test);
}
