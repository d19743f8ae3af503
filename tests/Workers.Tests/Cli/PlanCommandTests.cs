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
