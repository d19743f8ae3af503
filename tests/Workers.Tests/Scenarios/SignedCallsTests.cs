using System.Text.Json.Nodes;
using Shouldly;
using Simulators.Servers;
using Workers.Hosting;
using Workers.Hosting.Processes;
using Workers.House;
using Workers.Support;
using Workers.Web;
using Xunit;

namespace Workers.Scenarios;

/// <summary>The built program is told to take a system's calls, serves, and takes what docs/api.md shows people to type: openssl signs, curl sends.</summary>
public sealed class SignedCallsTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task What_openssl_signs_and_curl_sends_is_added_once()
    {
        await using var world = await BuyersWorld.StartAsync(postgres, new Uri($"http://127.0.0.1:{Loopback.FreePort()}/"), ["12A3456:x"], 1);
        world.Settings["WEBHOOK_KEY"] = "a-key-of-at-least-thirty-two-characters";
        var (exitCode, text) = await world.RunAsync("senders", "add", "the office system", "--env", "dev", "--json");
        exitCode.ShouldBe(ExitCode.Success, text);
        var told = JsonNode.Parse(text[text.IndexOf('{', StringComparison.Ordinal)..(text.LastIndexOf('}') + 1)])!;
        var (id, secret) = (told["sender"]!["id"]!.ToString(), told["secret"]!.ToString());
        var port = Loopback.FreePort();
        await using var server = await world.ServeAsync(port);
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "orders.json"), IncomingSender.Documents("1 234 567", "7 654 321"));

        var first = JsonNode.Parse(await TypeAsync(world.Folder, port, id, secret))!;
        first["documents"]!.AsArray().Count.ShouldBe(2, first.ToJsonString());
        JsonNode.Parse(await TypeAsync(world.Folder, port, id, secret))!.ToJsonString().ShouldBe(first.ToJsonString());
        JsonNode.Parse(await TypeAsync(world.Folder, port, id, "whsec_" + Convert.ToBase64String(new byte[32])))!["code"]!.ToString().ShouldBe("signature_refused");
        await File.WriteAllTextAsync(Path.Combine(world.Folder, "orders.json"), IncomingSender.Documents("1 234 567"));
        JsonNode.Parse(await TypeAsync(world.Folder, port, id, secret))!["code"]!.ToString().ShouldBe("idempotency_mismatch");

        (await world.Database.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(2);
        (await world.Database.ReadAsync<string>("select concat_ws(' ', verb, key_id, key_name, about) from access_calls")).ShouldBe($"incoming {id} the office system order-2026-0417");
        server.Terminate();
        (await server.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, server.Log);
        server.Log.ShouldNotContain(secret["whsec_".Length..]);
    }

    /// <summary>The lines of the document, as they stand there.</summary>
    private static async Task<string> TypeAsync(string folder, int port, string sender, string secret)
    {
        var page = Repository.Read("docs/api.md");
        var block = page.Split("```bash\n").Single(part => part.Contains("openssl dgst", StringComparison.Ordinal)).Split("```")[0].Replace("127.0.0.1:8080", $"127.0.0.1:{port}", StringComparison.Ordinal);
        var run = await ChildProcess.RunAsync(
            new("bash", "-euc", block)
            {
                Timeout = Soon,
                WorkingFolder = folder,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["SENDER"] = sender, ["SECRET"] = secret, ["CURL_HOME"] = folder },
            },
            TimeProvider.System,
            CancellationToken.None);
        run.Succeeded.ShouldBeTrue($"{run.Summary}: {run.Output}");
        return run.Output;
    }
}
