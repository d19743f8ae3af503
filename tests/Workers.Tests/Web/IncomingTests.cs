using System.Globalization;
using System.Net;
using System.Text;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Workers.Web.Access;
using Xunit;

namespace Workers.Web;

/// <summary>Documents that an office's own system adds by calls that it signs: what is taken, what is refused, and how.</summary>
public sealed class IncomingTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private static readonly string One = IncomingSender.Documents("1 234 567");

    private WebWorld _world = null!;
    private string _operator = "";

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(postgres, redis, ("WEBHOOK_KEY", "a-key-of-at-least-thirty-two-characters"));
        _operator = await _world.KeyAsync(AccessRole.Operator);
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task What_is_signed_is_added_once_whoever_sends_it_again_and_is_written_down()
    {
        var sender = await IncomingSender.AddAsync(_world, _operator, "le logiciel");
        var body = IncomingSender.Documents("1 234 567", "7 654 321");

        var first = await sender.SendAsync("msg_1", body);

        first.Status.ShouldBe(HttpStatusCode.OK, first.Text);
        first.Json["documents"]!.AsArray().Count.ShouldBe(2);
        var again = await sender.SendAsync("msg_1", body, late: 17);
        (again.Status, again.Text, again.Header("Idempotency-Replayed")).ShouldBe((HttpStatusCode.OK, first.Text, "true"), "a retry, signed anew");
        var captured = sender.HeadersOf("msg_1", _world.Time.GetUtcNow().ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(body));
        (await sender.SendRawAsync(Encoding.UTF8.GetBytes(body), "application/json", captured)).Text.ShouldBe(first.Text, "somebody else, to the letter");
        var other = await sender.SendAsync("msg_1", One);
        (other.Status, Code(other)).ShouldBe((HttpStatusCode.UnprocessableEntity, "idempotency_mismatch"));
        other.Json["detail"]!.ToString().ShouldStartWith("This webhook-id stands for another request");
        (await sender.SendAsync("msg_2", IncomingSender.Documents("5 555 555"))).Status.ShouldBe(HttpStatusCode.OK);
        (await _world.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(3);

        _world.Time.Advance(TimeSpan.FromMinutes(6));
        Code(await sender.SendRawAsync(Encoding.UTF8.GetBytes(body), "application/json", captured)).ShouldBe("timestamp_refused", "a replay behind the window");
        (await sender.SendAsync("msg_1", body)).Text.ShouldBe(first.Text, "a retry behind it");
        (await _world.Dev.ListAsync<string>("select concat_ws(' ', verb, key_id, key_name, about, address, status) from access_calls where verb = 'incoming' order by opened_at")).ShouldBe(
            [$"incoming {sender.Id} le logiciel msg_1 127.0.0.1 200", $"incoming {sender.Id} le logiciel msg_2 127.0.0.1 200"]);
        (await _world.GetAsync("/v1/senders", _operator)).Json["senders"]![0]!["last_used_at"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_day_later_the_same_message_is_answered_and_adds_nothing()
    {
        var sender = await IncomingSender.AddAsync(_world, _operator);
        (await sender.SendAsync("msg_1", One)).Status.ShouldBe(HttpStatusCode.OK);

        await _world.Dev.SetClockAheadAsync(TimeSpan.FromHours(23.9));
        (await sender.SendAsync("msg_1", One)).Header("Idempotency-Replayed").ShouldBe("true");
        await _world.Dev.SetClockAheadAsync(TimeSpan.FromHours(25));

        (await sender.SendAsync("msg_1", One)).Status.ShouldBe(HttpStatusCode.OK);
        (await _world.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(1);
    }

    [Fact]
    public async Task What_is_not_signed_by_a_sender_that_is_on_is_refused_alike_and_adds_nothing()
    {
        var (sender, other) = (await IncomingSender.AddAsync(_world, _operator), await IncomingSender.AddAsync(_world, _operator, "another"));
        var body = Encoding.UTF8.GetBytes(One);
        var now = _world.Time.GetUtcNow().ToUnixTimeSeconds();
        var good = sender.HeadersOf("msg_1", now, body);
        byte[] changed = [.. body];
        changed[10] ^= 1;
        var refused = new List<Answered>
        {
            await sender.With(other.Secret).SendAsync("msg_1", One),
            await new IncomingSender(_world, Guid.NewGuid().ToString(), sender.Secret).SendAsync("msg_1", One),
            await sender.SendRawAsync(changed, "application/json", good),
            await sender.SendRawAsync([], "application/json", good),
            await sender.SendRawAsync(body, "application/json", good[0], good[1], ("webhook-signature", "v1,AAAA v1,!!")),
            await sender.SendRawAsync(body, "application/json", ("webhook-id", "msg_2"), good[1], good[2]),
            // Whoever has no secret learns nothing of the clock.
            await sender.With(other.Secret).SendAsync("msg_1", One, late: 100_000),
        };
        (await _world.PostAsync($"/v1/senders/{sender.Id}/off", _operator, "")).Json["is_on"]!.GetValue<bool>().ShouldBeFalse();
        refused.Add(await sender.SendAsync("msg_1", One));
        (await _world.PostAsync($"/v1/senders/{other.Id}/remove", _operator, "")).Status.ShouldBe(HttpStatusCode.OK);
        refused.Add(await other.SendAsync("msg_1", One));

        refused.ShouldAllBe(answer => answer.Status == HttpStatusCode.Unauthorized && Code(answer) == "signature_refused");
        refused.Select(answer => answer.Text).Distinct().Count().ShouldBe(1, "the same answer for all of them");
        (await _world.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
        (await _world.PostAsync($"/v1/senders/{sender.Id}/on", _operator, "")).Status.ShouldBe(HttpStatusCode.OK);
        (await sender.SendAsync("msg_1", One)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("webhook-id", null, "webhook-id: is missing")]
    [InlineData("webhook-timestamp", "1e9", "webhook-timestamp: allowed")]
    [InlineData("webhook-timestamp", "+1", "webhook-timestamp: allowed")]
    [InlineData("webhook-signature", "", "webhook-signature: is missing")]
    [InlineData("webhook-signature", "qL1u4QO0c9G8ZLzr", "webhook-signature: holds no")]
    public async Task A_header_that_is_missing_or_malformed_is_named(string header, string? value, string said)
    {
        var sender = await IncomingSender.AddAsync(_world, _operator);
        var good = sender.HeadersOf("msg_1", _world.Time.GetUtcNow().ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(One)).Where(one => one.Name != header);

        var answer = await sender.SendRawAsync(Encoding.UTF8.GetBytes(One), "application/json", [.. good, .. value is null ? Array.Empty<(string, string)>() : [(header, value)]]);

        (answer.Status, Code(answer)).ShouldBe((HttpStatusCode.Unauthorized, "signature_refused"));
        answer.Json["detail"]!.ToString().ShouldStartWith(said);
    }

    [Fact]
    public async Task A_header_that_comes_twice_is_refused_and_one_that_is_huge_is_not_read()
    {
        var sender = await IncomingSender.AddAsync(_world, _operator);
        var good = sender.HeadersOf("msg_1", _world.Time.GetUtcNow().ToUnixTimeSeconds(), Encoding.UTF8.GetBytes(One));
        foreach (var header in good)
        {
            var twice = string.Join("\r\n", good.Append(header).Select(one => $"{one.Name}: {one.Value}"));
            var answer = await RawHttp.SendAsync(_world.Address, $"POST /v1/incoming/{sender.Id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(One)}\r\n{twice}\r\n\r\n{One}");
            answer.ShouldStartWith("HTTP/1.1 401");
            answer.ShouldContain($"{header.Name}: found 2 times");
        }

        (await RawHttp.SendAsync(_world.Address, $"POST /v1/incoming/{sender.Id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nwebhook-signature: {new string('v', 20_000)}\r\n\r\n")).ShouldStartWith("HTTP/1.1 431");
        (await _world.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
    }

    [Theory]
    [InlineData(-300, "ok")]
    [InlineData(-301, "timestamp_refused")]
    [InlineData(300, "ok")]
    [InlineData(301, "timestamp_refused")]
    public async Task The_time_counts_five_minutes_to_either_side_once_the_signature_is_right(int late, string code)
    {
        var sender = await IncomingSender.AddAsync(_world, _operator);

        var answer = await sender.SendAsync("msg_1", One, late);

        (answer.Status is HttpStatusCode.OK ? "ok" : Code(answer)).ShouldBe(code);
        if (code is not "ok")
        {
            var now = _world.Time.GetUtcNow().ToUnixTimeSeconds();
            answer.Status.ShouldBe(HttpStatusCode.Unauthorized);
            answer.Json["detail"]!.ToString().ShouldSatisfyAllConditions(
                told => told.ShouldContain((now + late).ToString(CultureInfo.InvariantCulture)), told => told.ShouldContain($"this server's clock has {now.ToString(CultureInfo.InvariantCulture)} "));
        }
    }

    [Fact]
    public async Task A_former_secret_counts_for_a_day_after_its_own_rotation()
    {
        var first = await IncomingSender.AddAsync(_world, _operator);
        var second = first.With((await _world.PostAsync($"/v1/senders/{first.Id}/rotate", _operator, "")).Json["secret"]!.ToString());
        await _world.Dev.SetClockAheadAsync(TimeSpan.FromHours(12));
        var third = first.With((await _world.PostAsync($"/v1/senders/{first.Id}/rotate", _operator, "")).Json["secret"]!.ToString());
        new[] { first.Secret, second.Secret, third.Secret }.ShouldBeUnique();

        await _world.Dev.SetClockAheadAsync(TimeSpan.FromHours(23.9));
        foreach (var (message, sender) in new[] { ("a", first), ("b", second), ("c", third) })
        {
            (await sender.SendAsync(message, One)).Status.ShouldBe(HttpStatusCode.OK, message);
        }

        await _world.Dev.SetClockAheadAsync(TimeSpan.FromHours(24.1));
        Code(await first.SendAsync("d", One)).ShouldBe("signature_refused");
        (await second.SendAsync("e", One)).Status.ShouldBe(HttpStatusCode.OK);
        await _world.Dev.SetClockAheadAsync(TimeSpan.FromHours(36.1));
        Code(await second.SendAsync("f", One)).ShouldBe("signature_refused");
        (await third.SendAsync("g", One)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task The_body_is_verified_as_it_came_and_read_only_then()
    {
        var sender = await IncomingSender.AddAsync(_world, _operator);
        byte[] odd = [(byte)'[', (byte)'"', 0xff, 0xfe, (byte)'"', (byte)']'];

        Code(await sender.SendAsync("a", odd)).ShouldBe("bad_request", "it is signed, and no list");
        Code(await sender.SendAsync("b", "")).ShouldBe("bad_request");
        Code(await sender.SendAsync("c", "{")).ShouldBe("bad_request");
        Code(await sender.SendAsync("d", """[{"document_number": "1"}]""")).ShouldBe("rows_refused");
        Code(await sender.SendAsync("e", One, type: "text/csv")).ShouldBe("unsupported_media");
        Code(await sender.SendAsync("f", One, type: "")).ShouldBe("unsupported_media");
        Code(await sender.With((await IncomingSender.AddAsync(_world, _operator, "another")).Secret).SendAsync("g", "{", type: "text/csv")).ShouldBe("signature_refused");
        // What was refused for its rows may be sent under its id when they are right.
        (await sender.SendAsync("d", One)).Status.ShouldBe(HttpStatusCode.OK);

        var body = Encoding.UTF8.GetBytes(IncomingSender.Documents("2"));
        using var pieces = new StreamContent(new OneByOne(body));
        (await sender.SendRawAsync(pieces, "application/json", sender.HeadersOf("h", _world.Time.GetUtcNow().ToUnixTimeSeconds(), body))).Status.ShouldBe(HttpStatusCode.OK, "in pieces, its length not told");
        var many = string.Join(' ', Enumerable.Repeat("v1,AAAA", 100));
        body = Encoding.UTF8.GetBytes(IncomingSender.Documents("3"));
        var listed = sender.HeadersOf("i", _world.Time.GetUtcNow().ToUnixTimeSeconds(), body);
        (await sender.SendRawAsync(body, "application/json", listed[0], listed[1], ("webhook-signature", $"{many} {listed[2].Value}"))).Status.ShouldBe(HttpStatusCode.OK, "the right one last");
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_and_of_a_stranger_none_is_read()
    {
        var sender = await IncomingSender.AddAsync(_world, _operator);
        var headers = string.Join("\r\n", sender.HeadersOf("msg_1", _world.Time.GetUtcNow().ToUnixTimeSeconds(), []).Select(one => $"{one.Name}: {one.Value}"));

        (await RawHttp.SendAsync(_world.Address, $"POST /v1/incoming/{sender.Id} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 40000000\r\n{headers}\r\n\r\n")).ShouldStartWith("HTTP/1.1 413");
        // No byte of the body is ever sent: it is answered all the same.
        (await RawHttp.SendAsync(_world.Address, $"POST /v1/incoming/{Guid.NewGuid()} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n{headers}\r\n\r\n")).ShouldStartWith("HTTP/1.1 401");
    }

    [Fact]
    public async Task Whoever_guesses_is_refused_before_a_database_is_asked_but_not_the_sender_that_was_good_lately()
    {
        var (known, late) = (await IncomingSender.AddAsync(_world, _operator), await IncomingSender.AddAsync(_world, _operator, "another"));
        (await known.SendAsync("a", One)).Status.ShouldBe(HttpStatusCode.OK);
        for (var guess = 0; guess < GuessLimit.Most; guess++)
        {
            (await new IncomingSender(_world, Guid.NewGuid().ToString(), known.Secret).SendAsync("a", One)).Status.ShouldBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests);
        }

        Code(await late.SendAsync("b", One)).ShouldBe("rate_limited");
        (await known.SendAsync("b", One)).Status.ShouldBe(HttpStatusCode.OK);
        (await _world.Dev.ReadAsync<long>("select count(*) from access_calls where verb = 'incoming'")).ShouldBe(2);
    }

    [Fact]
    public async Task A_sender_opens_nothing_else_and_sees_no_other_environment()
    {
        var sender = await IncomingSender.AddAsync(_world, _operator);
        var now = _world.Time.GetUtcNow().ToUnixTimeSeconds();
        foreach (var path in new[] { "/v1/documents", "/v1/quote", "/v1/senders", $"/v1/senders/{sender.Id}/rotate" })
        {
            Code(await _world.PostAsync(path, null, One, headers: sender.HeadersOf("a", now, Encoding.UTF8.GetBytes(One)))).ShouldBe("unauthenticated", path);
        }

        foreach (var path in new[] { "/v1/incoming", "/v1/incoming/x", $"/v1/incoming/{sender.Id}/x" })
        {
            Code(await _world.PostAsync(path, null, One, headers: sender.HeadersOf("a", now, Encoding.UTF8.GetBytes(One)))).ShouldBe("signature_refused", path);
        }

        Code(await _world.GetAsync($"/v1/incoming/{sender.Id}", null, sender.HeadersOf("a", now, []))).ShouldBe("method_not_allowed");
        Code(await sender.SendAsync("b", One.Replace("}]", ", \"environment\": \"staging\"}]", StringComparison.Ordinal))).ShouldBe("rows_refused");
        (await _world.PostAsync($"/v1/senders/{sender.Id}/remove", await _world.KeyAsync(AccessRole.Operator, _world.Staging), "")).Status.ShouldBe(HttpStatusCode.Conflict);
        Code(await _world.PostAsync("/v1/senders", await _world.KeyAsync(AccessRole.Office), """{"name": "x"}""")).ShouldBe("forbidden");
        Code(await _world.PostAsync("/v1/senders", _operator, """{"name": " "}""")).ShouldBe("bad_request");
        Code(await _world.PostAsync("/v1/senders", _operator, """{"naem": "x"}""")).ShouldBe("bad_request");
        (await _world.Staging.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
    }

    private static string Code(Answered answer) => answer.MediaType is "application/problem+json" ? answer.Json["code"]!.ToString() : $"{(int)answer.Status} {answer.Text}";

    /// <summary>Tells no length, and comes byte by byte.</summary>
    private sealed class OneByOne(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override bool CanSeek => false;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(1, buffer.Length)]);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));
    }
}
