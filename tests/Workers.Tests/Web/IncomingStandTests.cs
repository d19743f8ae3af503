using System.Net;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Workers.Web.Pages;
using Xunit;

namespace Workers.Web;

/// <summary>Senders as operators have them: over the API, on the page and in the audit; where the key, the database or its copy does not let them be heard; and no secret anywhere.</summary>
public sealed class IncomingStandTests(PostgresFixture postgres, RedisFixture redis)
{
    private const string Key = "a-key-of-at-least-thirty-two-characters";
    private static readonly string One = IncomingSender.Documents("1 234 567");

    [Fact]
    public async Task A_secret_is_told_once_and_lies_in_no_row_no_log_and_no_refusal()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, ("WEBHOOK_KEY", Key));
        var key = await world.KeyAsync(AccessRole.Operator);
        var added = await world.PostAsync("/v1/senders", key, """{"name": "a system"}""", headers: ("Idempotency-Key", "one"));
        var (id, secret) = (added.Json["id"]!.ToString(), added.Json["secret"]!.ToString());

        var again = await world.PostAsync("/v1/senders", key, """{"name": "a system"}""", headers: ("Idempotency-Key", "one"));
        (again.Json["id"]!.ToString(), again.Json["secret"], again.Header("Idempotency-Replayed")).ShouldBe((id, null, "true"));
        await world.Dev.ExecuteAsync("delete from access_calls where verb = 'sender_add'");
        (await world.PostAsync("/v1/senders", key, """{"name": "a system"}""", headers: ("Idempotency-Key", "one"))).Json["secret"].ShouldBeNull("also when nobody remembers the answer any more");
        var rotated = await world.PostAsync($"/v1/senders/{id}/rotate", key, "", headers: ("Idempotency-Key", "two"));
        (await world.PostAsync($"/v1/senders/{id}/rotate", key, "", headers: ("Idempotency-Key", "two"))).Json["secret"].ShouldBeNull();
        var sender = new IncomingSender(world, id, rotated.Json["secret"]!.ToString());
        (await sender.SendAsync("a", One)).Status.ShouldBe(HttpStatusCode.OK);
        var refused = await sender.With(secret[..^4] + "AAA=").SendAsync("b", One);

        foreach (var part in new[] { secret, secret["whsec_".Length..], sender.Secret["whsec_".Length..] })
        {
            foreach (var table in await world.Dev.ListAsync<string>("select format('%I.%I', table_schema, table_name) from information_schema.tables where table_schema in ('public', 'workers_internal') and table_type = 'BASE TABLE'"))
            {
                (await world.Dev.ReadAsync<long>($"select count(*) from {table} as t where strpos(to_jsonb(t)::text, '{part}') > 0")).ShouldBe(0, table);
            }

            string.Join('\n', world.Log.Lines).ShouldNotContain(part);
            refused.Text.ShouldNotContain(part);
            (await world.GetAsync("/v1/senders", key)).Text.ShouldNotContain(part);
        }
    }

    [Fact]
    public async Task A_copy_takes_no_call_until_it_is_confirmed_and_a_copy_in_another_environment_signs_otherwise()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, ("WEBHOOK_KEY", Key));
        var key = await world.KeyAsync(AccessRole.Operator);
        var sender = await IncomingSender.AddAsync(world, key);
        // Beside it, in another environment, lies a copy of the database.
        await world.Staging.ExecuteAsync(
            $"update workers_internal.webhooks set identity = '{await world.Dev.ReadAsync<Guid>("select identity from workers_internal.webhooks")}', key_check = '{await world.Dev.ReadAsync<string>("select key_check from workers_internal.webhooks")}', home = workers_internal.home(); "
            + $"insert into webhook_senders (id, name, made_by) values ('{sender.Id}', 'a system', 'a test')");
        (await sender.SendAsync("a", One)).Status.ShouldBe(HttpStatusCode.OK);
        var staging = await world.KeyAsync(AccessRole.Operator, world.Staging);
        (await world.GetAsync("/v1/senders", staging)).Json["refusal"]!.ToString().ShouldBe("key");
        (await world.PostAsync("/v1/webhooks/confirm", staging, "")).Status.ShouldBe(HttpStatusCode.OK);
        (await sender.SendAsync("b", One)).Status.ShouldBe(HttpStatusCode.OK);
        var there = sender.With((await world.PostAsync($"/v1/senders/{sender.Id}/rotate", staging, "")).Json["secret"]!.ToString());
        (await there.SendAsync("a", One)).Status.ShouldBe(HttpStatusCode.OK, "its own secret leads there");
        (await world.Dev.ReadAsync<long>("select count(*) from access_calls where verb = 'incoming'"), await world.Staging.ReadAsync<long>("select count(*) from access_calls where verb = 'incoming'")).ShouldBe((2, 1));
        await world.PostAsync($"/v1/senders/{sender.Id}/remove", staging, "");

        await world.Dev.ExecuteAsync("update workers_internal.webhooks set home = 'elsewhere'");
        var refused = await sender.SendAsync("c", One);
        (refused.Status, refused.Json["code"]!.ToString()).ShouldBe((HttpStatusCode.ServiceUnavailable, "misconfigured"));
        (await world.PostAsync($"/v1/senders/{sender.Id}/rotate", key, "")).Json["detail"]!.ToString().ShouldContain("restored or copied");
        (await world.PostAsync("/v1/senders", key, """{"name": "another"}""")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await world.PostAsync("/v1/webhooks/confirm", key, "")).Status.ShouldBe(HttpStatusCode.OK);
        (await sender.SendAsync("c", One)).Status.ShouldBe(HttpStatusCode.OK);

        await world.Dev.ExecuteAsync("alter function workers_senders(jsonb) rename to away");
        (await sender.SendAsync("d", One)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable, "what cannot be checked is not let in");
        (await world.Dev.ReadAsync<long>("select count(*) from access_calls where verb = 'incoming'")).ShouldBe(3);
    }

    [Fact]
    public async Task A_server_without_the_key_says_so_on_its_page_in_its_log_and_to_nobody_else()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        await world.Dev.ExecuteAsync("insert into webhook_senders (id, name, made_by) values (gen_random_uuid(), 'a system', 'a test')");
        var refused = await new IncomingSender(world, Guid.NewGuid().ToString(), "whsec_" + Convert.ToBase64String(new byte[32])).SendAsync("a", One);
        (refused.Status, refused.Json["code"]!.ToString()).ShouldBe((HttpStatusCode.ServiceUnavailable, "misconfigured"));
        refused.Text.ShouldNotContain("WEBHOOK_KEY");

        using var visitor = new PageVisitor(world.Address);
        await visitor.SignInAsync(await world.KeyAsync(AccessRole.Operator));
        var shown = (await visitor.GetAsync("/webhooks")).Said;
        shown.ShouldContain("WEBHOOK_KEY n’est pas fixée sur ce serveur");
        shown.ShouldNotContain("Livrer d’ici");
    }

    [Fact]
    public async Task The_page_orders_about_senders_and_the_audit_names_whom_each_order_concerned()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis, ("WEBHOOK_KEY", Key));
        using var visitor = new PageVisitor(world.Address);
        await visitor.SignInAsync(await world.KeyAsync(AccessRole.Operator));
        List<(string, string)> form = [.. await visitor.FieldsAsync("/webhooks", "/webhooks/senders"), ("name", "le logiciel <b>")];

        var added = await visitor.PostAsync("/webhooks/senders", form);
        added.Said.ShouldContain("whsec_");
        (await visitor.PostAsync("/webhooks/senders", form)).Location.ShouldBe("/webhooks", "the form again makes no second one, and tells no secret");
        var id = await world.Dev.ReadAsync<Guid>("select id from webhook_senders");
        foreach (var verb in new[] { "off", "on" })
        {
            (await visitor.PostAsync($"/webhooks/senders/{id}/{verb}", await visitor.FieldsAsync("/webhooks", $"/webhooks/senders/{id}/{verb}"))).Location.ShouldBe("/webhooks");
        }

        (await visitor.PostAsync($"/webhooks/senders/{id}/rotate", await visitor.FieldsAsync("/webhooks", $"/webhooks/senders/{id}/rotate"))).Said.ShouldContain("whsec_");
        var page = await visitor.GetAsync("/webhooks");
        page.Text.ShouldNotContain("whsec_");
        page.Text.ShouldNotContain("<b>");
        page.Said.ShouldContain("L’ancien secret compte jusqu’au");
        (await visitor.PostAsync($"/webhooks/senders/{id}/everything", await visitor.FieldsAsync("/webhooks", $"/webhooks/senders/{id}/remove"))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await visitor.PostAsync("/webhooks", [.. await visitor.FieldsAsync("/webhooks", "/webhooks"), ("url", "https://office.example/hook"), ("description", ""), ("kinds", "")])).Said.ShouldContain("whsec_");
        var hook = await world.Dev.ReadAsync<Guid>("select id from webhook_endpoints");
        foreach (var verb in new[] { "ping", "disable", "remove" })
        {
            (await visitor.PostAsync($"/webhooks/{hook}/{verb}", await visitor.FieldsAsync("/webhooks", $"/webhooks/{hook}/{verb}"))).Location.ShouldBe("/webhooks");
        }

        (await visitor.PostAsync($"/webhooks/senders/{id}/remove", await visitor.FieldsAsync("/webhooks", $"/webhooks/senders/{id}/remove"))).Location.ShouldBe("/webhooks");
        (await world.Dev.ListAsync<string>("select verb || ' ' || about from access_calls where about is not null order by opened_at")).ShouldBe(
        [
            $"sender_add {id} le logiciel <b>", $"sender_off {id} le logiciel <b>", $"sender_on {id} le logiciel <b>", $"sender_rotate {id} le logiciel <b>", $"webhook_make {hook} https://office.example",
            $"webhook_ping {hook} https://office.example", $"webhook_disable {hook} https://office.example", $"webhook_remove {hook} https://office.example", $"sender_remove {id} le logiciel <b>",
        ]);
        var audit = await visitor.GetAsync("/audit");
        audit.Said.ShouldContain($"{hook} https://office.example");
        audit.Text.ShouldNotContain("/hook", customMessage: "a path may be a token");
        audit.Said.ShouldContain("retrait d’un expéditeur");
        audit.Text.ShouldNotContain("<b>");
    }
}
