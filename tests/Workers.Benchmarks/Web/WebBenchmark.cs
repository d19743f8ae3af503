using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Simulators.Servers;
using Workers.Access;
using Workers.Benchmarks.Queue;
using Workers.Hosting.Startup;
using Workers.Jobs;

namespace Workers.Benchmarks.Web;

/// <summary>The API of the built program over a long queue: lists beside its own answer that needs no list, batches beside the queue's own call, how soon a listener hears, and its memory at rest.</summary>
internal static class WebBenchmark
{
    private const int Batch = 2_000;
    private const int Batches = 10;
    private const int Looks = 200;
    private const int Told = 50;
    private const string Empty = "an answer that reads nothing, 95th percentile";

    public static async Task RunAsync(Report report, BenchmarkOptions options)
    {
        var length = options.IsQuick ? 10_000 : 1_000_000;
        await using var postgres = await PostgresServer.StartAsync(new() { Fsync = true });
        await using var redis = await RedisServer.StartAsync();
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await FillAsync(database, length);
        var key = (await new KeyStore(database.Functions).MakeAsync(new("benchmark", AccessRole.Office, "benchmark", RequestsPerMinute: 1_000_000), CancellationToken.None)).Text.Show();

        await using var server = await ServedProgram.StartAsync(redis.Url, database.Url, key);
        List<double> resident = [];
        // Until what only the start needed is given back.
        await Task.Delay(StartMemory.After);
        for (var round = 0; round < options.Repetitions; round++)
        {
            await Task.Delay(TimeSpan.FromSeconds(5));
            resident.Add(server.ResidentMebibytes);
        }

        report.Add(new("web", "serve at rest, resident memory", "MiB", [.. resident], 120, IsAtMost: true));
        await MeasureListsAsync(report, options, server.Client, length);
        await MeasureBatchesAsync(report, options, server.Client, database);
        await MeasureEventsAsync(report, options, server.Client, database);
    }

    /// <summary>From before the call that adds a document until its event was read by somebody who listens.</summary>
    private static async Task MeasureEventsAsync(Report report, BenchmarkOptions options, HttpClient client, QueueDatabase database)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/v1/events", UriKind.Relative));
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, bound.Token);
        answer.EnsureSuccessStatusCode();
        await using var events = SseParser.Create(await answer.Content.ReadAsStreamAsync(bound.Token)).EnumerateAsync(bound.Token).GetAsyncEnumerator(bound.Token);
        // How things are is told to who has joined.
        await ReadAsync("verdict");
        List<double> percentiles = [];
        for (var round = 0; round < options.Repetitions; round++)
        {
            var took = new double[Told];
            for (var one = 0; one < Told; one++)
            {
                var began = Stopwatch.GetTimestamp();
                await database.Store.EnqueueAsync([new(DocumentSource.Index, string.Create(CultureInfo.InvariantCulture, $"8 {round} {one}"), "Laval", "Cadastre du Québec")], bound.Token);
                await ReadAsync("document.enqueued");
                took[one] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            }

            percentiles.Add(took.Order().ElementAt(Told * 95 / 100));
        }

        report.Add(new("web", "a document added until a listener has its event, 95th percentile", "ms", [.. percentiles], 300, IsAtMost: true));

        async Task ReadAsync(string kind)
        {
            while (await events.MoveNextAsync() && events.Current.EventType != kind)
            {
            }
        }
    }

    /// <summary>As a queue of years looks: most are read, some failed, some wait; fifty documents a dossier.</summary>
    private static async Task FillAsync(QueueDatabase database, int length)
    {
        await database.ExecuteAsync(string.Create(CultureInfo.InvariantCulture, $"""
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, dossier, status_id, outcome, created_at, updated_at, available_at)
            select case when g % 3 = 0 then 'acte' else 'index' end, g::text, 'Laval', 'Cadastre du Québec', 'D' || g % 20000,
              case when g % 100 < 90 then 4 when g % 100 < 95 then 5 when g % 100 < 98 then 3 else 1 end, case when g % 100 between 90 and 94 then 'not_found' end,
              now() - g * interval '1 second', now() - g * interval '1 second', now() - g * interval '1 second'
            from generate_series(1, {length}) as g
            """));
        await database.ExecuteAsync("vacuum analyze extraction_queue");
        // What filling it left to be written is not the next measure's.
        await database.ExecuteAsync("checkpoint");
    }

    /// <summary>Each look in turn with an answer that reads nothing, so that the machine's mood is the same for both.</summary>
    private static async Task MeasureListsAsync(Report report, BenchmarkOptions options, HttpClient client, int length)
    {
        var looks = new List<(string Name, string Path)>
        {
            ("the latest fifty", "/v1/documents"),
            ("fifty that failed", "/v1/documents?status=erreur"),
            ("fifty of a dossier", "/v1/documents?dossier=D17"),
            ("one by its number", string.Create(CultureInfo.InvariantCulture, $"/v1/documents?number={length / 2}")),
            ("the oldest fifty", "/v1/documents?sort=-created"),
        };
        var deep = JsonNode.Parse(await client.GetStringAsync(new Uri("/v1/documents?sort=-created&limit=500", UriKind.Relative)))!["next"]!.GetValue<string>();
        looks.Add(("fifty far behind", $"/v1/documents?sort=-created&after={Uri.EscapeDataString(deep)}"));

        List<double> empty = [];
        var seen = looks.ToDictionary(look => look.Name, _ => new List<double>());
        for (var round = 0; round <= options.Repetitions; round++)
        {
            var isCounted = round > 0;
            var plain = await PercentileAsync(client, "/v1/me");
            empty.AddRange(isCounted ? [plain] : []);
            foreach (var (name, path) in looks)
            {
                var took = await PercentileAsync(client, path);
                seen[name].AddRange(isCounted ? [took] : []);
            }
        }

        foreach (var (name, took) in seen)
        {
            report.Add(new("web", string.Create(CultureInfo.InvariantCulture, $"{name} of {length:#,0} documents, 95th percentile"), "ms", [.. took], 50, IsAtMost: true));
        }

        report.Add(new("web", Empty, "ms", [.. empty], IsPeer: true, Beside: looks[0].Name));
    }

    private static async Task<double> PercentileAsync(HttpClient client, string path)
    {
        var took = new double[Looks];
        for (var look = 0; look < Looks; look++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
            took[look] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }

        return took.Order().ElementAt(Looks * 95 / 100);
    }

    private static async Task MeasureBatchesAsync(Report report, BenchmarkOptions options, HttpClient client, QueueDatabase database)
    {
        List<double> overHttp = [], direct = [];
        for (var round = 0; round <= options.Repetitions; round++)
        {
            var isCounted = round > 0;
            var rate = await RateAsync(numbers => PostAsync(client, numbers));
            overHttp.AddRange(isCounted ? [rate] : []);
            rate = await RateAsync(numbers => database.Store.EnqueueAsync([.. numbers.Select(number => new NewDocument(DocumentSource.Index, number, "Laval", "Cadastre du Québec"))], CancellationToken.None));
            direct.AddRange(isCounted ? [rate] : []);
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"documents added in batches of {Batch:#,0}");
        report.Add(new("web", name, "a second", [.. overHttp], 5_000));
        report.Add(new("web", "the queue's own call with the same batches", "a second", [.. direct], IsPeer: true, Beside: name));
    }

    private static async Task<double> RateAsync(Func<IEnumerable<string>, Task> addAsync)
    {
        var began = Stopwatch.GetTimestamp();
        for (var batch = 0; batch < Batches; batch++)
        {
            var first = batch * Batch;
            await addAsync(Enumerable.Range(first, Batch).Select(number => string.Create(CultureInfo.InvariantCulture, $"9 {number}")));
        }

        return Batch * Batches / Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task PostAsync(HttpClient client, IEnumerable<string> numbers)
    {
        var rows = JsonSerializer.Serialize(numbers.Select(number => new { document_source = "index", document_number = number, circonscription_fonciere = "Laval", cadastre = "Cadastre du Québec" }));
        using var content = new StringContent(rows, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await client.PostAsync(new Uri("/v1/documents", UriKind.Relative), content);
        answer.EnsureSuccessStatusCode();
    }
}
