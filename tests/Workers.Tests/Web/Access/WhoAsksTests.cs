using System.Net;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Workers.Web.Pages;
using Xunit;

namespace Workers.Web.Access;

/// <summary>From where somebody asks: whom a proxy speaks for, which cookie counts where, and that guessing asks no database.</summary>
public sealed class WhoAsksTests(PostgresFixture postgres, RedisFixture redis)
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1/32")]
    [InlineData("10.0.0.5, fd00::/64", "10.0.0.5/32, fd00::/64")]
    [InlineData("0.0.0.0/0", null)]
    [InlineData("::/0", null)]
    [InlineData("10.0.0.1/8", "10.0.0.0/8")]
    [InlineData("10.0.0", null)]
    [InlineData("proxy.example", null)]
    [InlineData(",", null)]
    public void Proxies_are_named_by_addresses_and_never_everybody(string text, string? read) =>
        (TrustedProxies.TryParse(text, out var proxies) ? proxies.ToString() : null).ShouldBe(read);

    [Fact]
    public async Task Behind_a_proxy_that_is_named_each_browser_counts_for_itself()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, ("WEB_TRUSTED_PROXIES", "127.0.0.1"));
        using var visitor = new PageVisitor(world.Address);
        for (var tries = 0; tries < 10; tries++)
        {
            (await TryAsync(visitor, "nothing", "203.0.113.1")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await TryAsync(visitor, "nothing", "198.51.100.7, 203.0.113.1")).Status.ShouldBe(HttpStatusCode.TooManyRequests, "what the browser says of itself is not believed");
        var signedIn = await TryAsync(visitor, await world.KeyAsync(AccessRole.Reader), "203.0.113.2");

        signedIn.Status.ShouldBe(HttpStatusCode.SeeOther);
        signedIn.Cookie!.ShouldStartWith("__Host-workers=");
        (await world.Dev.ReadAsync<string>("select address from access_calls where verb = 'sign_in'")).ShouldBe("203.0.113.2");
    }

    [Fact]
    public async Task A_proxy_that_nobody_named_is_not_believed()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        using var visitor = new PageVisitor(world.Address);
        for (var tries = 0; tries < 10; tries++)
        {
            (await TryAsync(visitor, "nothing", $"203.0.113.{tries}", ("Origin", "https://office.example"))).Status.ShouldBe(HttpStatusCode.Unauthorized);
        }

        (await TryAsync(visitor, "nothing", "203.0.113.99", ("Origin", "https://office.example"))).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        (await visitor.GetAsync("/sign-in", ("X-Forwarded-Proto", "https"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_session_without_TLS_counts_on_this_machine_alone()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        using var visitor = new PageVisitor(world.Address);
        var key = await world.KeyAsync(AccessRole.Reader);
        await visitor.SignInAsync(key);
        (await visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.OK);
        (await visitor.GetAsync("/documents", ("Host", $"localhost:{world.Address.Port}"))).Status.ShouldBe(HttpStatusCode.OK);

        foreach (var header in new[] { ("Host", "office.example"), ("Host", "10.0.0.5:8080"), ("X-Forwarded-For", "203.0.113.1"), ("X-Forwarded-Proto", "https"), ("Forwarded", "for=203.0.113.1"), ("Via", "1.1 proxy") })
        {
            (await visitor.GetAsync("/documents", header)).Status.ShouldBe(HttpStatusCode.SeeOther, header.ToString());
        }

        visitor.Cookie = "__Host-" + visitor.Cookie;
        (await visitor.GetAsync("/documents", ("Host", "office.example"))).Status.ShouldBe(HttpStatusCode.OK, "no other host can plant this one");
        var open = await visitor.PostAsync("/sign-in", [("key", key)], ("Host", "10.0.0.5:8080"), ("Origin", "http://10.0.0.5:8080"), ("Sec-Fetch-Site", "same-origin"));
        (open.Status, open.Cookie).ShouldBe((HttpStatusCode.BadRequest, null));
        open.Said.ShouldContain("sans TLS");
    }

    [Fact]
    public async Task Whoever_guesses_sessions_or_keys_is_refused_before_a_database_is_asked()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        await world.Dev.ExecuteAsync(
            """
            create sequence public.asked;
            alter function public.workers_session_check(jsonb) rename to counted_session_check;
            create function public.workers_session_check(request jsonb) returns json language plpgsql security definer set search_path = '' as
              'begin perform nextval(''public.asked''); return public.counted_session_check(request); end';
            """);
        using var visitor = new PageVisitor(world.Address) { Cookie = "workers=dev." + new string('A', 43) };
        for (var guess = 0; guess < GuessLimit.Most + 5; guess++)
        {
            (await visitor.GetAsync("/nowhere")).Status.ShouldNotBe(HttpStatusCode.OK);
        }

        (await world.Dev.ReadAsync<long>("select last_value from asked")).ShouldBe(GuessLimit.Most);
        var refused = await visitor.GetAsync("/documents");
        (refused.Status, refused.Response.Headers.RetryAfter is not null).ShouldBe((HttpStatusCode.TooManyRequests, true));
        await world.Dev.ExecuteAsync("alter function workers_key_check(jsonb) rename to away");
        (await world.GetAsync("/v1/me", "wk_dev_abcdefghijkl_0123456789012345678901234567890123456789012")).Status.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task What_was_good_lately_is_looked_up_although_others_of_its_address_guess()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        using var visitor = new PageVisitor(world.Address);
        using var fresh = new PageVisitor(world.Address);
        await visitor.SignInAsync(await world.KeyAsync(AccessRole.Reader));
        var (used, other) = (await world.KeyAsync(AccessRole.Reader), await world.KeyAsync(AccessRole.Reader));
        (await world.GetAsync("/v1/me", used)).Status.ShouldBe(HttpStatusCode.OK);
        fresh.Cookie = "workers=dev." + new string('A', 43);
        for (var guess = 0; guess < GuessLimit.Most; guess++)
        {
            await fresh.GetAsync("/nowhere");
        }

        (await world.GetAsync("/v1/me", other)).Status.ShouldBe(HttpStatusCode.TooManyRequests);
        world.Time.Advance(TimeSpan.FromMinutes(1));
        (await world.GetAsync("/v1/me", used)).Status.ShouldBe(HttpStatusCode.OK);
        (await visitor.GetAsync("/documents")).Status.ShouldBe(HttpStatusCode.OK, "a session that was opened is one that was found good");
        world.Time.Advance(TimeSpan.FromMinutes(11));
        (await world.GetAsync("/v1/me", used)).Status.ShouldBe(HttpStatusCode.TooManyRequests, "that was not lately");
    }

    [Fact]
    public async Task What_was_not_looked_up_or_could_not_be_is_no_guess()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        using var visitor = new PageVisitor(world.Address);
        var away = await world.KeyAsync(AccessRole.Reader);
        await world.Dev.ExecuteAsync("alter function workers_key_check(jsonb) rename to away");
        (await world.GetAsync("/v1/me", away)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        for (var guess = 0; guess < GuessLimit.Most; guess++)
        {
            await world.GetAsync("/v1/me", away);
            await world.GetAsync("/v1/me", "nothing");
            await visitor.GetAsync("/nowhere", ("Host", "office.example"), ("Cookie", "workers=dev." + new string('A', 43)));
        }

        (await world.GetAsync("/v1/me", await world.KeyAsync(AccessRole.Reader, world.Staging))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("fe80::1%3", "fe80::/64")]
    [InlineData("::1", "::/64")]
    public void Addresses_that_one_machine_has_count_as_one(string address, string block) => AddressBlock.Of(IPAddress.Parse(address)).ShouldBe(block);

    private static Task<Shown> TryAsync(PageVisitor visitor, string key, string from, params (string, string)[] more) =>
        visitor.PostAsync("/sign-in", [("key", key)], [("Sec-Fetch-Site", "same-origin"), ("X-Forwarded-For", from), ("X-Forwarded-Proto", "https"), .. more]);
}
