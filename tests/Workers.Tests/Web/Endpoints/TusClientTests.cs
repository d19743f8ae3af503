using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Shouldly;
using Workers.Access;
using Workers.Hosting.Processes;
using Workers.House;
using Workers.Support;
using Xunit;

namespace Workers.Web.Endpoints;

/// <summary>Uploads by a client that is not ours: tus-js-client.</summary>
[Trait("Needs", "Node")]
public sealed class TusClientTests(PostgresFixture postgres, RedisFixture redis)
{
    [Fact]
    public async Task The_client_of_the_protocol_goes_on_at_another_server_where_it_was_cut_off()
    {
        using var folder = new TemporaryFolder();
        await using var world = await WebWorld.StartAsync(postgres, redis, ("DEV_DOCUMENTS_PATH", folder.File("documents")), ("OCR_TEMP_DIR", folder.File("work")));
        var other = await world.StartReplicaAsync();
        var pdf = BroughtPdf.Deed("12 345 678", padding: 300_000);
        await File.WriteAllBytesAsync(folder.File("deed.pdf"), pdf, CancellationToken.None);
        var columns = new JsonObject { ["document_source"] = "acte", ["document_number"] = "12 345 678", ["circonscription_fonciere"] = "Montréal", ["acte_type"] = "Acte", ["filename"] = "deed.pdf" };

        var run = await ChildProcess.RunAsync(
            new("node", Repository.PathOf("tests", "Workers.Tests", "Node", "upload.mjs"), Repository.PathOf("artifacts", "node"), Base(world.Address), Base(other), await world.KeyAsync(AccessRole.Office), folder.File("deed.pdf"), "100000", columns.ToJsonString(), "order-1")
            {
                Timeout = TimeSpan.FromSeconds(60),
            },
            TimeProvider.System,
            CancellationToken.None);

        run.Succeeded.ShouldBeTrue($"{run.Summary} {run.Error}");
        var told = JsonNode.Parse(run.Output)!;
        ((int)told["cutAt"]!, (int)told["accepted"]!).ShouldBe((100_000, pdf.Length));
        (await world.Dev.ListAsync<string>("select concat_ws('|', id, status_id, content_sha256) from extraction_queue")).ShouldBe([$"{told["document"]}|3|{Convert.ToHexStringLower(SHA256.HashData(pdf))}"]);
        (await world.Dev.ListAsync<string>("select verb || ' ' || status from access_calls order by opened_at")).ShouldBe(["upload 201", "bring 200"]);
    }

    private static string Base(Uri address) => address.ToString().TrimEnd('/');
}
