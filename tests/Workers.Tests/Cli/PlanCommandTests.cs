using System.Text.Json.Nodes;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

public sealed class PlanCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task The_documented_large_server_is_shown_as_documented()
    {
        var (code, shown, _) = await RunAsync(["WORKER_COUNT=2", "OCR_WORKER_POOL_SIZE=4"], "--cpu", "16", "--ram", "32");

        code.ShouldBe(0);
        shown.ShouldContain("11 vCPU");
        shown.ShouldContain("4.5 GB");
        shown.ShouldContain("12.8 vCPU");
        shown.ShouldContain("25.6 GB");
        shown.ShouldContain("86 %");
        shown.ShouldContain("18 %");
        shown.ShouldEndWith("Fits.\n");
        shown.Split('\n').ShouldAllBe(line => line.Length <= 60);
    }

    [Fact]
    public async Task What_waits_is_named_with_the_setting_to_change()
    {
        var (_, shown, _) = await RunAsync(["WORKER_COUNT=1", "OCR_WORKER_POOL_SIZE=4"], "--cpu", "8", "--ram", "16");

        shown.ShouldContain("Insufficient server capacity: need 1 vCPU, 0.9 free of 6.4; reduce OCR_WORKER_POOL_SIZE or raise SERVER_MAX_CPU.");
        shown.ShouldContain("OCR_WORKER_POOL_SIZE=2");
    }

    [Fact]
    public async Task More_workers_than_accounts_are_said()
    {
        var (_, shown, _) = await RunAsync(["WORKER_COUNT=2", "OCR_WORKER_POOL_SIZE=0", "SERVER_MAX_CPU=16", "REGISTRE_ACCOUNTS=12A3456:secret"]);

        shown.ShouldContain("2 Registre workers, 1 account: each account has one session, so 1 of them waits. Add accounts to REGISTRE_ACCOUNTS or set WORKER_COUNT=1.");
        shown.ShouldNotContain("secret");
        (await RunAsync(["WORKER_COUNT=1", "REGISTRE_ACCOUNTS=12A3456:secret"])).Shown.ShouldNotContain("account");
    }

    [Fact]
    public async Task A_quota_of_Gemini_that_binds_is_said()
    {
        var (_, shown, _) = await RunAsync(["WORKER_COUNT=1", "OCR_WORKER_POOL_SIZE=4", "SERVER_MAX_CPU=16", "GEMINI_MAX_TPM=125000"]);

        shown.ShouldContain("Gemini's quota of 125,000 input tokens a minute binds: it feeds 1 of 4 OCR workers.");
    }

    [Fact]
    public async Task Json_carries_the_same_numbers()
    {
        var (_, shown, _) = await RunAsync(["WORKER_COUNT=1", "OCR_WORKER_POOL_SIZE=2", "SERVER_MAX_CPU=8", "SERVER_MAX_RAM=16"], "--json");

        var plan = JsonNode.Parse(shown)!;
        plan["total"]!["cpu"]!.GetValue<decimal>().ShouldBe(5.5m);
        plan["total"]!["ram"]!.GetValue<decimal>().ShouldBe(2.25m);
        plan["available"]!["ram"]!.GetValue<decimal>().ShouldBe(12.8m);
        plan["cpuPercent"]!.GetValue<int>().ShouldBe(86);
        plan["fits"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task A_plan_that_does_not_fit_is_told_whole_as_text_and_as_json()
    {
        string[] settings = ["WORKER_COUNT=1", "OCR_WORKER_POOL_SIZE=4"];

        (await RunAsync(settings, "--cpu", "8", "--ram", "16")).ShouldBe((0, """
            Server                        8 vCPU       16 GB
            Available                   6.4 vCPU     12.8 GB

            Registre workers       1      3 vCPU        1 GB
            OCR pool (average)     4      5 vCPU      2.5 GB
            Total                         8 vCPU      3.5 GB
            Use of available               125 %        27 %

            1 Registre and 2 OCR workers run; the rest waits.
            Waits: 1 acte-ocr. Insufficient server capacity: need 1 vCPU, 0.9 free of 6.4; reduce OCR_WORKER_POOL_SIZE or raise SERVER_MAX_CPU.
            Waits: 1 index-ocr. Insufficient server capacity: need 1.5 vCPU, 0.9 free of 6.4; reduce OCR_WORKER_POOL_SIZE or raise SERVER_MAX_CPU.
            Set OCR_WORKER_POOL_SIZE=2, which fits.
            Or raise SERVER_MAX_CPU to at least 10 and SERVER_MAX_RAM to at least 4.4, on a server that has as much.
            """ + "\n", ""));
        (await RunAsync(settings, "--cpu", "8", "--ram", "16", "--json")).ShouldBe((0, """
            {
              "server": {
                "cpu": 8,
                "ram": 16
              },
              "available": {
                "cpu": 6.4,
                "ram": 12.80
              },
              "registre": {
                "workers": 1,
                "running": 1,
                "size": {
                  "cpu": 3,
                  "ram": 1
                }
              },
              "ocr": {
                "workers": 4,
                "running": 2,
                "size": {
                  "cpu": 5,
                  "ram": 2.5
                }
              },
              "total": {
                "cpu": 8,
                "ram": 3.5
              },
              "cpuPercent": 125,
              "ramPercent": 27,
              "fits": false,
              "waiting": [
                {
                  "type": "acte-ocr",
                  "workers": 1,
                  "neverFits": false,
                  "message": "Insufficient server capacity: need 1 vCPU, 0.9 free of 6.4; reduce OCR_WORKER_POOL_SIZE or raise SERVER_MAX_CPU"
                },
                {
                  "type": "index-ocr",
                  "workers": 1,
                  "neverFits": false,
                  "message": "Insufficient server capacity: need 1.5 vCPU, 0.9 free of 6.4; reduce OCR_WORKER_POOL_SIZE or raise SERVER_MAX_CPU"
                }
              ],
              "remedies": [
                "Set OCR_WORKER_POOL_SIZE=2, which fits.",
                "Or raise SERVER_MAX_CPU to at least 10 and SERVER_MAX_RAM to at least 4.4, on a server that has as much."
              ],
              "warnings": []
            }
            """ + "\n", ""));
    }

    [Fact]
    public async Task A_wrong_amount_is_a_usage_error_that_says_what_is_allowed()
    {
        var (code, _, error) = await RunAsync([], "--cpu", "many");

        code.ShouldBe(64);
        error.ShouldContain("--cpu: found 'many'");
    }

    public void Dispose() => _folder.Dispose();

    private async Task<(int Code, string Shown, string Error)> RunAsync(string[] settings, params string[] arguments)
    {
        var file = _folder.File("plan.env");
        await File.WriteAllLinesAsync(file, settings);
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CommandLine.InvokeAsync(["plan", "--env-file", file, .. arguments], output, error);
        return (code, output.ToString(), error.ToString());
    }
}
