using Shouldly;
using Workers.Hosting;
using Xunit;

namespace Workers.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("run")]
    [InlineData("enqueue")]
    [InlineData("status")]
    [InlineData("plan")]
    [InlineData("migrate")]
    [InlineData("cancel")]
    [InlineData("retry")]
    public async Task Help_names_every_command(string command)
    {
        using var output = new StringWriter();

        (await CommandLine.InvokeAsync(["--help"], output)).ShouldBe(ExitCode.Success);

        output.ToString().ShouldContain(command);
    }

    [Fact]
    public async Task The_version_is_a_number()
    {
        using var output = new StringWriter();

        (await CommandLine.InvokeAsync(["--version"], output)).ShouldBe(ExitCode.Success);

        output.ToString().ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData("walk")]
    [InlineData("run --pools moon")]
    [InlineData("run --unknown")]
    public async Task A_command_line_that_is_not_understood_says_so(string line)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        (await CommandLine.InvokeAsync(line.Split(' '), output, error)).ShouldBe(ExitCode.Usage);

        error.ToString().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("pause", "buying", "--why")]
    [InlineData("cancel", "00000000", "--reason")]
    [InlineData("review", "accept", "00000000", "--because")]
    [InlineData("accept", "00000000", "--reason")]
    [InlineData("resume", "--by")]
    public async Task A_persons_words_hold_what_can_be_seen(params string[] line)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        (await CommandLine.InvokeAsync([.. line, "a\u202Eb"], output, error)).ShouldBe(ExitCode.Usage);

        error.ToString().ShouldContain($"{line[^1]} holds U+202E, an invisible character, after 'a'");
    }

    [Fact]
    public async Task Every_fault_of_the_configuration_is_printed_before_anything_starts()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await File.WriteAllTextAsync(file, "WORKER_COUNT=two\nSHUTDOWN_GRACE_SECONDS=1.5\nDEV_SUPABASE_URL=https://x.supabase.co\n", TestContext.Current.CancellationToken);
        try
        {
            using var error = new StringWriter();

            (await CommandLine.InvokeAsync(["run", "--env-file", file], error: error)).ShouldBe(ExitCode.Configuration);

            error.ToString().ShouldContain("WORKER_COUNT: found 'two'");
            error.ToString().ShouldContain("SHUTDOWN_GRACE_SECONDS: found '1.5'");
            error.ToString().ShouldContain("DEV_SUPABASE_SERVICE_KEY: not set");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
