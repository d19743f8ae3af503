using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Simulators.Gemini;
using Simulators.Registre;
using Simulators.Servers;
using Workers.Gemini.Prices;
using Workers.Hosting;
using Workers.Hosting.Telemetry;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>Two daemons, one that buys and one that reads, while the registry and Gemini fail: what they measure, trace and log is what happened.</summary>
public sealed partial class MeasuredDaemonTests(PostgresFixture postgres)
{
    private const int Refusals = 3;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Whole = TimeSpan.FromSeconds(240);

    [Fact]
    public async Task Metrics_traces_and_lines_of_two_daemons_agree_with_the_bills_to_the_unit()
    {
        var sent = new ConcurrentBag<(string Path, byte[] Body)>();
        await using var collector = new RawServer(request =>
        {
            sent.Add((request.Target, request.Body));
            return RawServer.Answer(200, [], "Content-Type: application/x-protobuf");
        });
        await using var world = await ScenarioWorld.StartAsync(postgres, Feed.Registry);
        Strike(world);
        world.Settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url.ToString();
        world.Settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        world.Settings["LOG_LEVEL"] = "debug";
        var (enqueued, text) = await world.RunAsync("enqueue", world.Write("asked.csv", Feed.Asked));
        enqueued.ShouldBe(ExitCode.Success, text);

        var ports = (Buyer: Loopback.FreePort(), Reader: Loopback.FreePort());
        await using var buyer = Start(world, ports.Buyer, "registre");
        await using var reader = Start(world, ports.Reader, "ocr");
        await buyer.WaitForAsync("are served at", Soon);
        await reader.WaitForAsync("are served at", Soon);
        await DaemonProcess.WaitForAnyAsync(async () => await world.CountUnfinishedAsync() == 0, Whole, buyer, reader);
        var (bought, read) = (await Scrape.OfAsync(ports.Buyer), await Scrape.OfAsync(ports.Reader));
        foreach (var port in new[] { ports.Buyer, ports.Reader })
        {
            (await AskAsync(port, "healthz")).Status.ShouldBe(HttpStatusCode.OK);
            (await AskAsync(port, "readyz")).ShouldBe((HttpStatusCode.OK, port == ports.Buyer ? "ready: redis\nready: environment DEV\nready: buying DEV\n" : "ready: redis\nready: environment DEV\nready: reading DEV\nready: gemini\n"));
        }

        await StopAsync(buyer, reader);
        var logs = $"{buyer.Log}\n{reader.Log}";
        (await world.ReadEndsAsync()).ShouldBe(Feed.Ends, logs);
        await CompareDocumentsAsync(world, bought, read, logs);
        CompareMoney(world, bought, read, logs);
        (await world.Database.ReadAsync<decimal>("select sum(coalesce(cost_usd, estimated_usd)) from ocr_calls")).ShouldBe(Usd(read), logs);
        LookAtLabels(bought, read);
        await FollowDocumentsAsync(world, logs, [.. sent.Where(one => one.Path == "/v1/traces").Select(one => one.Body)]);
        sent.ShouldContain(one => one.Path == "/v1/metrics");
    }

    [Fact]
    public async Task Who_is_not_watched_loads_neither_a_web_server_nor_OpenTelemetry()
    {
        await using var world = await ScenarioWorld.StartAsync(postgres, Feed.Registry);
        world.Settings["WORKER_COUNT"] = "0";
        await using var daemon = world.StartDaemon();
        await daemon.WaitForAsync("holds a reservation", Soon);

        var loaded = await File.ReadAllTextAsync($"/proc/{daemon.Id}/maps");

        loaded.ShouldContain("StackExchange.Redis");
        loaded.ShouldNotMatch(@"/Microsoft\.AspNetCore\.[\w.]+\.dll");
        loaded.ShouldNotContain("OpenTelemetry");
        await StopAsync(daemon);
    }

    private static void Strike(ScenarioWorld world)
    {
        world.Registry.Faults.Switch(new(FaultName.TruncatedPdf) { Number = "23 077 415", Times = 1 });
        world.Registry.Faults.Switch(new(FaultName.Logout) { Number = "24 118 902", At = Step.Viewer, Times = 1 });
        world.Registry.Faults.Switch(new(FaultName.ConnectionCut) { Number = "399-184", Times = 1 });
        world.Gemini.Faults.Add(new(GeminiFaultKind.RateLimited, Times: Refusals, Milliseconds: 200));
        world.Gemini.Faults.Add(new(GeminiFaultKind.Truncated, Paper: "acte"));
        world.Gemini.Faults.Add(new(GeminiFaultKind.Malformed, Paper: "index"));
    }

    private static DaemonProcess Start(ScenarioWorld world, int port, string pools)
    {
        world.Settings["METRICS_LISTEN"] = port.ToString(CultureInfo.InvariantCulture);
        return world.StartDaemon("run", "--pools", pools);
    }

    private static async Task StopAsync(params DaemonProcess[] daemons)
    {
        foreach (var daemon in daemons)
        {
            daemon.Terminate();
            (await daemon.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, daemon.Log);
        }
    }

    private static async Task CompareDocumentsAsync(ScenarioWorld world, Scrape bought, Scrape read, string logs)
    {
        foreach (var kind in new[] { "stored", "read", "failed", "handed_back" })
        {
            var happened = await world.Database.ReadAsync<long>($"select count(*) from job_events where kind = '{kind}'");
            (bought.Sum(Instruments.Ended.PrometheusName, ("outcome", kind)) + read.Sum(Instruments.Ended.PrometheusName, ("outcome", kind))).ShouldBe(happened, $"{kind}\n{logs}");
        }

        bought.Sum(Instruments.Ended.PrometheusName, ("reason", "not_found")).ShouldBe(1);
        bought.Sum(Instruments.Claimed.PrometheusName).ShouldBe(await world.Database.ReadAsync<long>("select count(*) from job_events where kind = 'claimed' and stage = 'download'"));
        bought.Sum($"{Instruments.SchedulingDelay.PrometheusName}_count").ShouldBe(bought.Sum(Instruments.Claimed.PrometheusName));
        read.Sum(Instruments.PagesRead.PrometheusName).ShouldBe(await world.Database.ReadAsync<long>("select sum(page_count) from extraction_queue where status_id = 4"));
        read.Sum(Instruments.Readings.PrometheusName).ShouldBe(3);
    }

    private static void CompareMoney(ScenarioWorld world, Scrape bought, Scrape read, string logs)
    {
        var registry = world.Registry.Bill.All();
        bought.Sum(Instruments.Consultations.PrometheusName).ShouldBe(registry.Count, logs);
        ((decimal)bought.Sum(Instruments.ConsultationCost.PrometheusName)).ShouldBe(registry.Sum(line => line.Price), logs);

        world.Gemini.Faults.All.ShouldBeEmpty();
        read.Sum(Instruments.RateLimited.PrometheusName).ShouldBe(Refusals, logs);
        var answers = world.Gemini.Bill.Answers;
        read.Sum($"{Instruments.ModelTokens.PrometheusName}_sum", ("gen_ai_token_type", "input")).ShouldBe(answers.Sum(answer => answer.Input), logs);
        read.Sum($"{Instruments.ModelTokens.PrometheusName}_sum", ("gen_ai_token_type", "output")).ShouldBe(answers.Sum(answer => answer.Output), logs);
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        Usd(read).ShouldBe(answers.Sum(answer => new TokenUse(answer.Input, answer.Cached, answer.Output).At(PriceTable.Usual.Find(answer.Model, today)!, ServiceTier.Standard)), logs);
    }

    private static decimal Usd(Scrape read) => decimal.Round((decimal)read.Sum(Instruments.ReadingCost.PrometheusName), 6);

    /// <summary>Labels are words of short lists, and every name is one of the instruments'.</summary>
    private static void LookAtLabels(params Scrape[] scrapes)
    {
        var measured = scrapes.SelectMany(scrape => scrape.Names).Where(name => Ours().IsMatch(name)).Distinct(StringComparer.Ordinal).ToList();
        string[] known = [.. typeof(Instruments).GetFields().Select(field => field.GetValue(null)).OfType<InstrumentName>().Select(one => one.PrometheusName)];
        measured.Select(name => known.FirstOrDefault(one => name == one || (name.StartsWith(one, StringComparison.Ordinal) && name[one.Length..] is "_bucket" or "_sum" or "_count")) ?? $"unknown {name}")
            .Distinct(StringComparer.Ordinal).ShouldBeSubsetOf(known);
        measured.ShouldContain(Instruments.QueueDocuments.PrometheusName);
        measured.ShouldContain(Instruments.CpuBudget.PrometheusName);
        measured.ShouldContain(Instruments.LoopAge.PrometheusName);
        scrapes.ShouldAllBe(scrape => scrape.Names.Contains("process_memory_usage_bytes"));
        foreach (var scrape in scrapes)
        {
            scrape.Text.ShouldNotMatch(@"[0-9a-f]{8}-[0-9a-f]{4}|23077415|24118902|399-184|5120338|simulateur|simulated-key|12A3456");
            scrape.LabelValues.Count().ShouldBeLessThan(300);
            scrape.Text.Length.ShouldBeLessThan(500_000);
        }
    }

    /// <summary>Whichever of a document's id, number and trace is looked for, the same lines of both daemons are found; and one trace holds its spans.</summary>
    private static async Task FollowDocumentsAsync(ScenarioWorld world, string logs, IReadOnlyList<byte[]> spans)
    {
        var documents = await world.Database.ListAsync<string>("select concat_ws(' ', id, document_number_normalized, split_part(trace_parent, '-', 2), status_id) from extraction_queue");
        var lines = logs.Split('\n').Where(line => Dated().IsMatch(line)).ToList();
        foreach (var document in documents.Select(row => row.Split(' ')))
        {
            var (id, number, trace) = (document[0], document[1], document[2]);
            var found = lines.Where(line => line.Contains(id, StringComparison.Ordinal)).ToList();
            found.Count.ShouldBeGreaterThan(3);
            lines.Where(line => Holds(line, number)).ShouldBe(found);
            lines.Where(line => line.Contains(trace, StringComparison.Ordinal)).ShouldBe(found);
            if (document[3] != "4")
            {
                continue;
            }

            var holding = string.Concat(spans.Where(body => body.AsSpan().IndexOf(Convert.FromHexString(trace)) >= 0).Select(Encoding.Latin1.GetString));
            foreach (var name in new[] { Spans.Receive, Spans.Process, Spans.Settle, Spans.Buy, Spans.Store, Spans.Fetch, "chat gemini-2.5-pro", "gen_ai.usage.input_tokens" })
            {
                holding.ShouldContain(name);
            }
        }
    }

    private static bool Holds(string line, string number) => Regex.IsMatch(line, $@"(?<![\w-]){Regex.Escape(number)}(?![\w-])", RegexOptions.None, TimeSpan.FromSeconds(1));

    private static async Task<(HttpStatusCode Status, string Text)> AskAsync(int port, string path)
    {
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri($"http://127.0.0.1:{port}/{path}"));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("^(?:workers|gen_ai|messaging)_", RegexOptions.None, 1000)]
    private static partial Regex Ours();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} ", RegexOptions.None, 1000)]
    private static partial Regex Dated();
}
