using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Xunit;

namespace Workers.Simulators;

/// <summary>The simulated Gemini API is strict where the real one is, and says what it saw.</summary>
public sealed class GeminiSimulatorTests
{
    private static readonly PaperDocument Acte = new() { Kind = PaperKind.Acte, Number = "25616321", Circonscription = "Montréal", ActeType = "Acte", Pages = 3, Seed = 3 };

    private static readonly JsonObject PagesSchema = JsonNode.Parse(
        """
        {"type":"OBJECT","properties":{
          "pages":{"type":"ARRAY","items":{"type":"OBJECT","properties":{"page":{"type":"INTEGER"},"text":{"type":"STRING"},"mood":{"type":"STRING"}}}},
          "deed":{"type":"OBJECT","properties":{"publication_number":{"type":"STRING"},"parties":{"type":"ARRAY","items":{"type":"OBJECT","properties":{"role":{"type":"STRING"}}}}}}}}
        """)!.AsObject();

    [Fact]
    public async Task Only_the_pages_asked_for_are_read_in_the_shape_asked_for()
    {
        await using var world = await World.StartAsync();
        var answer = await world.AskAsync("Pages demandées : 2, 3 (document de 3 pages).", PagesSchema);

        var read = JsonNode.Parse((string)answer["candidates"]![0]!["content"]!["parts"]![0]!["text"]!)!;
        read["pages"]!.AsArray().Select(page => (int)page!["page"]!).ShouldBe([2, 3]);
        ((string)read["pages"]![0]!["text"]!).ShouldContain(PaperPress.Write(Acte).Pages[1].Lines[3]);
        ((string)read["pages"]![0]!["mood"]!).ShouldBe("");
        ((string)read["deed"]!["publication_number"]!).ShouldBe("25 616 321");
    }

    [Fact]
    public async Task The_opening_page_tells_the_parties_of_the_deed()
    {
        await using var world = await World.StartAsync();
        var answer = await world.AskAsync("Pages demandées : 1", PagesSchema);
        var read = JsonNode.Parse((string)answer["candidates"]![0]!["content"]!["parts"]![0]!["text"]!)!;
        read["deed"]!["parties"]!.AsArray().Select(party => (string)party!["role"]!).ShouldBe(["vendeur", "acquéreur"]);
    }

    [Fact]
    public async Task A_request_beyond_the_quota_is_refused_and_counted_as_a_violation()
    {
        await using var world = await World.StartAsync();
        await world.ControlAsync("quota", new() { ["rpm"] = 2 });
        for (var i = 0; i < 2; i++)
        {
            (await world.SendAsync("Bonjour")).IsSuccessStatusCode.ShouldBeTrue();
        }

        ((int)(await world.SendAsync("Bonjour")).StatusCode).ShouldBe(429);
        var usage = await world.UsageAsync();
        ((int)usage["violations"]!).ShouldBe(1);
        ((int)usage["mostRequests60s"]!).ShouldBe(3);
        ((int)usage["accepted"]!).ShouldBe(2);
    }

    [Fact]
    public async Task A_request_beyond_a_quota_that_nobody_was_told_of_is_refused_and_is_no_violation()
    {
        await using var world = await World.StartAsync();
        await world.ControlAsync("quota", new() { ["hiddenRpm"] = 1 });
        (await world.SendAsync("Bonjour")).IsSuccessStatusCode.ShouldBeTrue();

        ((int)(await world.SendAsync("Bonjour")).StatusCode).ShouldBe(429);
        var usage = await world.UsageAsync();
        ((int)usage["violations"]!).ShouldBe(0);
        ((int)usage["hiddenViolations"]!).ShouldBe(1);
        await world.ControlAsync("quota", new() { ["hiddenRpm"] = int.MaxValue });
        (await world.SendAsync("Bonjour")).IsSuccessStatusCode.ShouldBeTrue();
    }

    [Fact]
    public async Task A_fault_hits_as_often_as_asked_and_only_what_it_is_meant_for()
    {
        await using var world = await World.StartAsync();
        await world.ControlAsync("faults", new() { ["kind"] = "Unavailable", ["times"] = 2, ["skip"] = 1 });
        await world.ControlAsync("faults", new() { ["kind"] = "ServerError", ["paper"] = "index" });
        var statuses = new List<int>();
        for (var i = 0; i < 4; i++)
        {
            statuses.Add((int)(await world.SendAsync("Bonjour")).StatusCode);
        }

        statuses.ShouldBe([200, 503, 503, 200]);
    }

    [Fact]
    public void A_file_is_gone_after_two_days()
    {
        var time = new MovedTime();
        var desk = new GeminiFileDesk(TimeSpan.FromSeconds(1), time);
        var file = desk.Finish(desk.Start("application/pdf", 8, "acte"), "%PDF-1.7"u8.ToArray(), new("http://127.0.0.1"));
        ((string)file["state"]!).ShouldBe("PROCESSING");
        time.Now += TimeSpan.FromSeconds(2);
        ((string)desk.Get((string)file["name"]!)["state"]!).ShouldBe("ACTIVE");
        time.Now += TimeSpan.FromHours(48);
        Should.Throw<GeminiRefusal>(() => desk.Get((string)file["name"]!)).Status.ShouldBe(403);
    }

    private sealed class MovedTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class World(GeminiSimulator simulator, PaperLibrary library) : IAsyncDisposable
    {
        private readonly HttpClient _http = new() { BaseAddress = simulator.Address, DefaultRequestHeaders = { { "x-goog-api-key", "any" } } };

        public static async Task<World> StartAsync()
        {
            var library = new PaperLibrary();
            return new(await GeminiSimulator.StartAsync(new() { Library = library, Latency = TimeSpan.Zero }), library);
        }

        public async Task<JsonNode> AskAsync(string text, JsonObject schema)
        {
            var pdf = Convert.ToBase64String(await library.PdfAsync(Acte));
            var response = await PostAsync(new JsonArray(
                new JsonObject { ["inlineData"] = new JsonObject { ["mimeType"] = "application/pdf", ["data"] = pdf } },
                new JsonObject { ["text"] = text }), schema);
            response.IsSuccessStatusCode.ShouldBeTrue();
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        }

        public Task<HttpResponseMessage> SendAsync(string text) => PostAsync(new JsonArray(new JsonObject { ["text"] = text }), null);

        public async Task ControlAsync(string what, JsonObject body) =>
            (await _http.PostAsJsonAsync($"_control/{what}", body)).IsSuccessStatusCode.ShouldBeTrue();

        public async Task<JsonNode> UsageAsync() => JsonNode.Parse(await _http.GetStringAsync("_control/usage"))!;

        public async ValueTask DisposeAsync()
        {
            _http.Dispose();
            await simulator.DisposeAsync();
        }

        private Task<HttpResponseMessage> PostAsync(JsonArray parts, JsonObject? schema)
        {
            var body = new JsonObject { ["contents"] = new JsonArray(new JsonObject { ["parts"] = parts }) };
            if (schema is not null)
            {
                body["generationConfig"] = new JsonObject { ["responseMimeType"] = "application/json", ["responseSchema"] = schema.DeepClone() };
            }

            return _http.PostAsJsonAsync("v1beta/models/gemini-2.5-pro:generateContent", body);
        }
    }
}
