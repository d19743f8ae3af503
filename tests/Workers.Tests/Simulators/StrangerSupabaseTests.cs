using System.Text.Json.Nodes;
using Shouldly;
using Simulators.Strangers.Supabase;
using Workers.Support;
using Xunit;

namespace Workers.Simulators;

/// <summary>The stranger's PostgREST: the shape of each answer, and of each refusal.</summary>
public sealed class StrangerSupabaseTests(PostgresFixture postgres)
{
    private const string Functions =
        """
        create table seen (id bigserial primary key, note text);
        create type pair as (a int, b text);
        create function add_them(a int, b int default 10) returns int language sql immutable as 'select a + b';
        create function whole(jsonb) returns jsonb language sql as 'select jsonb_build_object(''got'', $1)';
        create function named(request jsonb) returns jsonb language sql as 'select request';
        create function as_json(request jsonb) returns json language sql as 'select ''{"z": 1.10,  "a": null}''::json';
        create function nothing() returns jsonb language sql as 'select null::jsonb';
        create function noted(note text) returns void language sql as 'insert into seen (note) values (note)';
        create function numbers(up_to int) returns setof int language sql as 'select generate_series(1, up_to)';
        create function rows_of(up_to int) returns table (n int, word text) language sql as 'select n, ''w'' || n from generate_series(1, up_to) n';
        create function one_pair() returns pair language sql as 'select 1, ''x''';
        create function two_out(out x int, out y int) language sql as 'select 1, 2';
        create function who() returns json language sql as
          'select json_build_object(''role'', current_user, ''claim'', current_setting(''request.jwt.claims'')::json->>''role'', ''path'', current_setting(''search_path''))';
        create function liar(note text) returns void language sql stable as 'select noted(note)';
        create function fails(state text, message text default 'no') returns void language plpgsql as
          $f$ begin raise exception using errcode = state, message = message, detail = 'why', hint = 'how'; end $f$;
        create function slow() returns void language sql set statement_timeout to '50ms' as 'select pg_sleep(30)';
        create function ends() returns boolean language sql security definer as 'select pg_terminate_backend(pg_backend_pid())';
        create function twice(a int) returns int language sql as 'select 1';
        create function twice(a text) returns int language sql as 'select 2';
        create function closed() returns int language sql as 'select 1';
        revoke execute on function closed() from public, anon, authenticated;
        create function teapot() returns int language plpgsql as
          $f$ begin perform set_config('response.status', '418', true); perform set_config('response.headers', '[{"X-Tea": "green"}]', true); return 1; end $f$;
        create function raised() returns void language plpgsql as
          $f$ begin raise sqlstate 'PGRST' using message = '{"code":"123","message":"Payment"}', detail = '{"status":402,"headers":{"X-Why":"quota"}}'; end $f$;
        """;

    [Theory]
    [InlineData("add_them", """{"a":1,"b":2}""", "3", "0-0/*")]
    [InlineData("add_them", """{"a":1}""", "11", "0-0/*")]
    [InlineData("whole", """{"x":[1,null]}""", """{"got": {"x": [1, null]}}""", "0-0/*")]
    [InlineData("named", """{"request":{"é":"à"}}""", """{"é": "à"}""", "0-0/*")]
    [InlineData("named", """{"request":null}""", "null", "0-0/*")]
    [InlineData("as_json", """{"request":{}}""", """{"z": 1.10,  "a": null}""", "0-0/*")]
    [InlineData("nothing", "", "null", "0-0/*")]
    [InlineData("numbers", """{"up_to":3}""", "[1, 2, 3]", "0-2/*")]
    [InlineData("numbers", """{"up_to":0}""", "[]", "*/*")]
    [InlineData("rows_of", """{"up_to":1}""", """[{"n":1,"word":"w1"}]""", "0-0/*")]
    [InlineData("one_pair", "{}", """{"a":1,"b":"x"}""", "0-0/*")]
    [InlineData("two_out", "{}", """{"x":1,"y":2}""", "0-0/*")]
    public async Task Each_kind_of_function_answers_in_its_shape(string function, string body, string expected, string range)
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Functions);

        using var answer = await visitor.CallAsync(function, body);

        (await answer.Content.ReadAsStringAsync()).ShouldBe(expected);
        ((int)answer.StatusCode).ShouldBe(200);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("application/json; charset=utf-8");
        answer.Content.Headers.GetValues("Content-Range").ShouldBe([range]);
        answer.Headers.GetValues("Content-Profile").ShouldBe(["public"]);
    }

    [Fact]
    public async Task A_function_without_a_result_answers_204_and_has_done_its_work()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Functions);

        using var answer = await visitor.CallAsync("noted", """{"note":"here"}""");

        ((int)answer.StatusCode).ShouldBe(204);
        (await answer.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        answer.Content.Headers.ContentType.ShouldBeNull();
        (await visitor.ReadAsync<string>("select note from seen")).ShouldBe("here");
    }

    [Fact]
    public async Task Sets_end_at_the_most_rows_of_the_project_and_are_counted_when_asked()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Functions);

        using var cut = await visitor.CallAsync("numbers", """{"up_to":1500}""");
        using var counted = await visitor.CallAsync("numbers", """{"up_to":1500}""", change: request => request.Headers.Add("Prefer", "count=exact"));

        JsonNode.Parse(await cut.Content.ReadAsStringAsync())!.AsArray().Count.ShouldBe(1000);
        ((int)cut.StatusCode).ShouldBe(200);
        ((int)counted.StatusCode).ShouldBe(206);
        counted.Content.Headers.GetValues("Content-Range").ShouldBe(["0-999/1500"]);
    }

    [Theory]
    [InlineData("no_such", "{}", 404, "PGRST202")]
    [InlineData("add_them", """{"a":1,"c":2}""", 404, "PGRST202")]
    [InlineData("named", """{"other":1}""", 404, "PGRST202")]
    [InlineData("twice", """{"a":1}""", 300, "PGRST203")]
    [InlineData("named", "{", 400, "PGRST102")]
    [InlineData("add_them", """{"a":"x"}""", 400, "22P02")]
    [InlineData("liar", """{"note":"n"}""", 405, "25006")]
    [InlineData("slow", "{}", 500, "57014")]
    [InlineData("ends", "{}", 503, "57P01")]
    [InlineData("raised", "{}", 402, "123")]
    [InlineData("fails", """{"state":"P0001"}""", 400, "P0001")]
    [InlineData("fails", """{"state":"P0002"}""", 500, "P0002")]
    [InlineData("fails", """{"state":"PT503"}""", 503, "PT503")]
    [InlineData("fails", """{"state":"40001"}""", 500, "40001")]
    [InlineData("fails", """{"state":"23505"}""", 409, "23505")]
    [InlineData("fails", """{"state":"53300"}""", 503, "53300")]
    [InlineData("fails", """{"state":"57P01"}""", 503, "57P01")]
    [InlineData("fails", """{"state":"08006"}""", 503, "08006")]
    [InlineData("fails", """{"state":"42883"}""", 404, "42883")]
    [InlineData("fails", """{"state":"42501"}""", 403, "42501")]
    [InlineData("fails", """{"state":"55P03"}""", 500, "55P03")]
    [InlineData("fails", """{"state":"XX000"}""", 500, "XX000")]
    [InlineData("fails", """{"state":"22000"}""", 400, "22000")]
    public async Task Each_fault_has_its_status_and_its_code(string function, string body, int status, string code)
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Functions);

        using var answer = await visitor.CallAsync(function, body);

        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!.AsObject();
        ((int)answer.StatusCode, (string?)told["code"]).ShouldBe((status, code));
        told.Select(pair => pair.Key).ShouldBe(["code", "details", "hint", "message"]);
        answer.Headers.GetValues("Proxy-Status").ShouldBe([$"PostgREST; error={code}"]);
        (await visitor.ReadAsync<long>("select count(*) from seen")).ShouldBe(0);
    }

    [Fact]
    public async Task A_function_made_since_the_start_is_unknown_until_the_notification_comes()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres);
        await visitor.ExecuteAsync("create function late() returns int language sql as 'select 7'");
        using (var unknown = await visitor.CallAsync("late"))
        {
            ((int)unknown.StatusCode).ShouldBe(404);
        }

        using var bound = new CancellationTokenSource(StrangerVisitor.Bound);
        await visitor.ExecuteAsync("notify pgrst, 'reload schema'");
        await visitor.Stranger.Routines.WaitForLoadAsync(2, bound.Token);

        using var known = await visitor.CallAsync("late");
        (await known.Content.ReadAsStringAsync()).ShouldBe("7");
    }

    [Theory]
    [InlineData("service", "service_role")]
    [InlineData("anon", "anon")]
    [InlineData("secret", "service_role")]
    [InlineData("publishable", "anon")]
    public async Task A_key_gives_its_role_to_the_transaction(string kind, string role)
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Functions);

        using var answer = await visitor.CallAsync("who", key: KeyOf(visitor.Options, kind));

        var told = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        ((string?)told["role"], (string?)told["claim"], (string?)told["path"]).ShouldBe((role, role, "\"public\", \"public\", \"extensions\""));
    }

    [Theory]
    [InlineData("", "", "Platform", 401, "No API key found in request")]
    [InlineData("wrong", "", "Platform", 401, "Invalid API key")]
    [InlineData("secret", "secret", "Platform", 401, "Expected 3 parts in JWT; got 1")]
    [InlineData("service", "secret", "Platform", 401, "Invalid API key")]
    [InlineData("service", "wrong", "Platform", 401, "Expected 3 parts in JWT; got 1")]
    [InlineData("", "", "Kong", 401, "No API key found in request")]
    [InlineData("wrong", "", "Kong", 401, "Invalid authentication credentials")]
    [InlineData("secret", "secret", "Kong", 200, null)]
    [InlineData("service", "service", "Envoy", 200, null)]
    public async Task Keys_are_refused_where_the_gateway_or_PostgREST_refuses_them(string key, string bearer, string gateway, int status, string? message)
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Functions, options => options with { Gateway = Enum.Parse<StrangerGateway>(gateway) });

        using var answer = await visitor.CallAsync("who", key: KeyOf(visitor.Options, key), change: request =>
        {
            if (bearer.Length > 0)
            {
                request.Headers.Authorization = new("Bearer", KeyOf(visitor.Options, bearer));
            }
        });

        ((int)answer.StatusCode).ShouldBe(status);
        ((string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["message"]).ShouldBe(message);
    }

    [Fact]
    public async Task What_anon_may_not_do_is_401_and_what_the_pool_cannot_give_is_504()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Functions, options => options with { PoolSize = 0, PoolTimeout = TimeSpan.Zero });
        await using var open = await StrangerVisitor.StartAsync(postgres, Functions);

        using var waited = await visitor.CallAsync("who");
        using var closed = await open.CallAsync("closed", key: open.Options.AnonKey);

        ((int)waited.StatusCode, await CodeAsync(waited)).ShouldBe((504, "PGRST003"));
        ((int)closed.StatusCode).ShouldBe(401);
    }

    [Fact]
    public async Task Headers_steer_what_is_taken_and_what_comes()
    {
        await using var visitor = await StrangerVisitor.StartAsync(postgres, Functions);

        using var type = await visitor.CallAsync("named", change: request => request.Content = StrangerVisitor.Content([1], "application/pdf"));
        using var accept = await visitor.CallAsync("who", change: request => request.Headers.Add("Accept", "application/pdf"));
        using var schema = await visitor.CallAsync("who", change: request => request.Content!.Headers.Add("Content-Profile", "secret"));
        using var strict = await visitor.CallAsync("who", change: request => request.Headers.Add("Prefer", "handling=strict, nonsense"));
        using var single = await visitor.CallAsync("numbers", """{"up_to":2}""", change: request => request.Headers.Add("Accept", "application/vnd.pgrst.object+json"));
        using var teapot = await visitor.CallAsync("teapot");
        using var method = await visitor.SendAsync(visitor.Request(HttpMethod.Put, "rest/v1/rpc/who"));
        using var get = await visitor.SendAsync(visitor.Request(HttpMethod.Get, "rest/v1/rpc/add_them?a=4&b=5"));

        ((int)type.StatusCode, await CodeAsync(type)).ShouldBe((400, "PGRST102"));
        ((int)accept.StatusCode, await CodeAsync(accept)).ShouldBe((406, "PGRST107"));
        ((int)schema.StatusCode, await CodeAsync(schema)).ShouldBe((406, "PGRST106"));
        ((int)strict.StatusCode, await CodeAsync(strict)).ShouldBe((400, "PGRST122"));
        ((int)single.StatusCode, await CodeAsync(single)).ShouldBe((406, "PGRST116"));
        ((int)teapot.StatusCode, teapot.Headers.GetValues("X-Tea").Single()).ShouldBe((418, "green"));
        ((int)method.StatusCode, await CodeAsync(method)).ShouldBe((405, "PGRST101"));
        (await get.Content.ReadAsStringAsync()).ShouldBe("9");
    }

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) => (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"];

    private static string KeyOf(StrangerSupabaseOptions options, string kind) => kind switch
    {
        "service" => options.ServiceRoleKey,
        "anon" => options.AnonKey,
        "secret" => options.SecretKey,
        "publishable" => options.PublishableKey,
        _ => kind,
    };
}
