using System.Net;
using System.Text.Json.Nodes;
using Shouldly;
using Workers.Access;
using Workers.Support;
using Xunit;

namespace Workers.Web;

/// <summary>An address of the API is asked with the words that its description has, and with no other: nobody's <c>dry_run</c> is an order.</summary>
public sealed class QueryWordsTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private WebWorld _world = null!;

    public async ValueTask InitializeAsync() => _world = await WebWorld.StartAsync(postgres, redis, ("WEB_KEY_REQUESTS_PER_MINUTE", "100000"));

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Every_address_refuses_a_word_that_it_does_not_know_and_names_those_that_it_does()
    {
        var key = await _world.KeyAsync(AccessRole.Operator);
        var asked = 0;
        foreach (var (path, operations) in (await _world.GetAsync("/v1/openapi.json", null)).Json["paths"]!.AsObject())
        {
            // What comes in signed is asked who it is before what it wants.
            foreach (var (method, operation) in operations!.AsObject().Where(one => !IsSigned(one.Value!)))
            {
                var address = string.Join('/', path.Split('/').Select(part => part is "{id}" ? Guid.NewGuid().ToString() : part.StartsWith('{') ? "dev" : part));
                var answer = await _world.SendAsync(new(new(method.ToUpperInvariant()), new Uri(_world.Address, $"{address}?dry_run=true")), key);
                answer.Status.ShouldBe(HttpStatusCode.BadRequest, $"{method} {path}: {answer.Text}");
                if (method is not "head")
                {
                    answer.Json["detail"]!.GetValue<string>().ShouldBe($"dry_run: is unknown; {Known(operation!)}.", $"{method} {path}");
                }

                asked++;
            }
        }

        asked.ShouldBeGreaterThan(30);
        (await _world.Dev.ReadAsync<int>("select count(*)::int from extraction_queue")).ShouldBe(0);
    }

    [Fact]
    public async Task Words_of_a_list_are_described_by_their_kind()
    {
        var paths = (await _world.GetAsync("/v1/openapi.json", null)).Json["paths"]!;

        Described(paths["/v1/documents"]!["get"]!).ShouldBe([
            "id string", "status string", "outcome string", "kind string", "number string", "lot string", "dossier string", "older string", "since string", "review string", "text string", "sort string", "limit integer",
            "after string",
        ]);
        Described(paths["/v1/money"]!["get"]!).ShouldBeEmpty();
    }

    private static bool IsSigned(JsonNode operation) => operation["security"] is JsonArray security && security.Any(one => one!.AsObject().ContainsKey("signature"));

    private static string Known(JsonNode operation) => Described(operation) is { Count: > 0 } words ? $"known: {string.Join(", ", words.Select(word => word.Split(' ')[0]))}" : "this address is asked without a query";

    private static List<string> Described(JsonNode operation) => [.. (operation["parameters"]?.AsArray() ?? []).Where(one => one!["in"]!.GetValue<string>() is "query")
        .Select(one => $"{one!["name"]!.GetValue<string>()} {one["schema"]!["type"]!.GetValue<string>()}")];
}
