using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>An operator changes the shared limits, on a real Redis.</summary>
public sealed class GeminiCommandTests(RedisFixture redis)
{
    [Fact]
    public async Task Limits_are_ordered_shown_and_taken_back()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "test.env");
        await File.WriteAllTextAsync(file, $"REDIS_URL={await redis.UrlAsync()}\nREDIS_KEY_PREFIX={redis.NewPrefix()}\n", TestContext.Current.CancellationToken);

        (await RunAsync(file)).Text.ShouldBe("In force (as configured): 1,600 requests and 6,400,000 input tokens in any 60 s, any number of requests a day.");
        (await RunAsync(file, "--rpm", "800", "--rpd", "5000")).Text
            .ShouldBe("In force (by order, until cleared): 800 requests and 6,400,000 input tokens in any 60 s, 5,000 requests a day.");
        (await RunAsync(file, "--tpm", "1000", "--for", "2h")).Text.ShouldStartWith("In force (by order, until 20");
        (await RunAsync(file, "--clear")).Text.ShouldStartWith("In force (as configured): 1,600 requests");
    }

    [Theory]
    [InlineData("--rpm: found '0'", "--rpm", "0")]
    [InlineData("--tpm: found 'x'", "--tpm", "x")]
    [InlineData("--for: found '2 weeks'", "--rpm", "5", "--for", "2 weeks")]
    [InlineData("--for needs a limit", "--for", "2h")]
    [InlineData("--clear stands alone", "--clear", "--rpm", "5")]
    public async Task A_wrong_order_is_refused_with_what_is_allowed(string message, params string[] args)
    {
        var (exitCode, text) = await RunAsync("none.env", args);

        exitCode.ShouldBe(ExitCode.Usage);
        text.ShouldContain(message);
    }

    private static async Task<(int ExitCode, string Text)> RunAsync(string file, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync(["gemini", "limit", .. args, "--env-file", file], output, error);
        return (exitCode, (output.ToString() + error).Trim());
    }
}
