using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Shouldly;
using Simulators.Servers;
using Workers.Hosting.Processes;
using Workers.House;
using Workers.Jobs;
using Workers.Support;
using Workers.Web.Endpoints;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built program serves twice over the same queue; one is killed while it receives a file, or tells an address, and the other goes on.</summary>
public sealed class KilledServerTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Whole = TimeSpan.FromMinutes(4);

    [Fact]
    [Trait("Needs", "Nginx")]
    [Trait("Needs", "Node")]
    public async Task A_file_whose_server_is_killed_while_its_bytes_flow_goes_on_at_the_other_and_is_entered_once()
    {
        await using var world = await BuyersWorld.StartAsync(postgres, new Uri($"http://127.0.0.1:{Loopback.FreePort()}/"), ["12A3456:x"], 1);
        world.Settings["WEB_TRUSTED_PROXIES"] = "127.0.0.1";
        var key = await KeyAsync(world, "office");
        int[] ports = [Loopback.FreePort(), Loopback.FreePort()];
        await using var one = LinkProxy.Start(IPAddress.Loopback, ports[0]);
        await using var other = LinkProxy.Start(IPAddress.Loopback, ports[1]);
        LinkProxy[] links = [one, other];
        // Some seconds of a file, and time to look.
        one.Set(new() { Latency = TimeSpan.FromMilliseconds(20) });
        other.Set(new() { Latency = TimeSpan.FromMilliseconds(20) });
        await using var nginx = await NginxProxy.StartForFilesAsync([.. links.Select(link => new Uri($"http://{link.Endpoint}"))]);
        await using var first = await world.ServeAsync(ports[0]);
        await using var second = await world.ServeAsync(ports[1]);
        var pdf = BroughtPdf.Deed("12 345 678", padding: 24 << 20);
        await File.WriteAllBytesAsync(Path.Combine(world.Folder, "deed.pdf"), pdf, CancellationToken.None);

        var bringing = BringAsync(world, nginx.Address, key);
        using var bound = new CancellationTokenSource(Whole);
        var holder = Array.IndexOf(links, await AnyAsync(links, link => link.Read > 1 << 20, bringing, bound.Token));
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{ports[1 - holder]}"), Timeout = Soon };
        client.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var id = await world.Database.ReadAsync<Guid>("select id from document_uploads");
        var arrived = 0L;
        while (arrived == 0)
        {
            bringing.IsCompleted.ShouldBeFalse("nobody but its holder saw it come");
            arrived = await OffsetAsync(client, id, bound.Token);
        }

        links[holder].Set(LinkState.Stalled);
        var killed = holder == 0 ? first : second;
        killed.Kill();
        await killed.WaitForExitAsync(Soon);
        links[holder].Set(LinkState.Broken);
        arrived = await OffsetAsync(client, id, bound.Token);
        arrived.ShouldBeInRange(1, pdf.Length - 1);

        (await AppendAsync(client, id, arrived, bound.Token)).ShouldBe(HttpStatusCode.Locked, "whoever died holds it until its lease ends");
        await world.Database.ExecuteAsync("update document_uploads set held_until = workers_internal.clock() - interval '1 second'");
        var told = await bringing;

        ((long)told["wentOnAt"]!, (long)told["accepted"]!).ShouldBe((arrived, pdf.Length));
        (await world.Database.ListAsync<string>("select concat_ws('|', id, status_id, content_sha256) from extraction_queue")).ShouldBe([$"{told["document"]}|3|{Convert.ToHexStringLower(SHA256.HashData(pdf))}"]);
        Directory.GetFiles(Path.Combine(world.Folder, "documents"), "*.pdf", SearchOption.AllDirectories).Select(File.ReadAllBytes).ShouldHaveSingleItem().AsSpan().SequenceEqual(pdf).ShouldBeTrue();
        (await world.Database.ListAsync<string>("select verb || ' ' || status from access_calls order by opened_at")).ShouldBe(["upload 201", "bring 200"]);
    }

    [Fact]
    public async Task A_message_whose_server_is_killed_before_it_is_answered_is_told_again_by_another()
    {
        var came = new Signals();
        using var dead = new ManualResetEventSlim();
        await using var receiver = new RawServer(request =>
        {
            came.Add(request.Headers["webhook-id"]);
            // The first one is held until nobody waits for its answer.
            dead.Wait(Whole);
            return RawServer.Answer(200, "");
        });
        await using var world = await BuyersWorld.StartAsync(postgres, new Uri($"http://127.0.0.1:{Loopback.FreePort()}/"), ["12A3456:x"], 1);
        world.Settings["WEBHOOK_KEY"] = "a-key-of-at-least-thirty-two-characters";
        world.Settings["WEBHOOK_NETWORKS"] = "127.0.0.1";
        var (exitCode, text) = await world.RunAsync("webhooks", "make", $"{receiver.Url}hook", "--kinds", "document.enqueued", "--env", "dev");
        exitCode.ShouldBe(0, text);
        await using var fragile = await world.ServeAsync(Loopback.FreePort());
        await world.EnqueueAsync([new(DocumentSource.Index, "1 234 567", "Montréal", "Cadastre du Québec")]);
        var id = await came.NextAsync(Soon);

        await using var steady = await world.ServeAsync(Loopback.FreePort());
        fragile.Kill();
        await fragile.WaitForExitAsync(Soon);
        (await world.Database.ReadAsync<string>("select state || ' ' || attempts from webhook_deliveries")).ShouldBe("delivering 0", "a try that nobody settles counts for none");
        dead.Set();
        await world.Database.ExecuteAsync("update webhook_deliveries set lease_until = workers_internal.clock() - interval '1 second'");

        (await came.NextAsync(Soon)).ShouldBe(id, "the same message");
        await world.Database.WaitAsync("webhook_deliveries", "(select state = 'delivered' and attempts = 1 from webhook_deliveries)");
    }

    private static async Task<string> KeyAsync(BuyersWorld world, string role) =>
        (await world.RunAsync("keys", "make", "--name", "a program", "--role", role, "--rate", "100000")).Text.Split('\n').First(line => line.StartsWith("wk_", StringComparison.Ordinal)).Trim();

    private static async Task<JsonNode> BringAsync(BuyersWorld world, Uri address, string key)
    {
        var columns = new JsonObject { ["document_source"] = "acte", ["document_number"] = "12 345 678", ["circonscription_fonciere"] = "Montréal", ["acte_type"] = "Acte", ["filename"] = "deed.pdf" };
        var run = await ChildProcess.RunAsync(
            new("node", Repository.PathOf("tests", "Workers.Tests", "Node", "upload.mjs"), Repository.PathOf("artifacts", "node"), address.ToString().TrimEnd('/'), "", key, Path.Combine(world.Folder, "deed.pdf"), $"{1 << 30}", columns.ToJsonString(), "order-1")
            {
                Timeout = Whole,
            },
            TimeProvider.System,
            CancellationToken.None);
        run.Succeeded.ShouldBeTrue($"{run.Summary} {run.Error}");
        return JsonNode.Parse(run.Output)!;
    }

    /// <returns>The first of which it is true.</returns>
    private static async Task<LinkProxy> AnyAsync(IReadOnlyList<LinkProxy> links, Predicate<LinkProxy> isTrue, Task bringing, CancellationToken stop)
    {
        while (!bringing.IsFaulted)
        {
            if (links.FirstOrDefault(link => isTrue(link)) is { } found)
            {
                return found;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stop);
        }

        await bringing;
        throw new InvalidOperationException("The file was brought before anybody saw it come.");
    }

    private static async Task<long> OffsetAsync(HttpClient client, Guid id, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri($"/v1/uploads/{id}", UriKind.Relative));
        request.Headers.Add("Tus-Resumable", "1.0.0");
        using var response = await client.SendAsync(request, stop);
        response.EnsureSuccessStatusCode();
        return long.Parse(response.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    private static async Task<HttpStatusCode> AppendAsync(HttpClient client, Guid id, long offset, CancellationToken stop)
    {
        using var content = new ByteArrayContent([0]);
        content.Headers.ContentType = new("application/offset+octet-stream");
        using var request = new HttpRequestMessage(HttpMethod.Patch, new Uri($"/v1/uploads/{id}", UriKind.Relative)) { Content = content };
        request.Headers.Add("Tus-Resumable", "1.0.0");
        request.Headers.Add("Upload-Offset", $"{offset}");
        using var response = await client.SendAsync(request, stop);
        return response.StatusCode;
    }
}
