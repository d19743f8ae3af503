using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Hosting.Processes;

public class ChildProcessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Output_error_and_exit_code_come_back()
    {
        var result = await Shell("echo bonjour; echo erreur >&2; exit 3");
        result.Output.ShouldBe("bonjour\n");
        result.ExitCode.ShouldBe(3);
        result.Summary.ShouldBe("exit code 3: erreur");
    }

    [Fact]
    public async Task Nothing_secret_is_inherited()
    {
        const string name = "WORKERS_TEST_SECRET_KEY";
        Environment.SetEnvironmentVariable(name, "sesame");
        try
        {
            var result = await Shell("env");
            result.Output.ShouldContain("PATH=");
            result.Output.ShouldNotContain("sesame");
            result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(9);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }

    [Fact]
    public async Task A_time_out_kills_the_whole_group()
    {
        using var folder = new TemporaryFolder();
        var result = await Shell($"sleep 600 & echo $! > {folder.Path}/pid; wait", timeout: TimeSpan.FromSeconds(5));
        result.TimedOut.ShouldBeTrue();
        await ShouldBeGone(await File.ReadAllTextAsync($"{folder.Path}/pid", Cancellation));
    }

    [Fact]
    public async Task Cancellation_kills_the_whole_group_and_throws()
    {
        using var folder = new TemporaryFolder();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        using var watcher = new FileSystemWatcher(folder.Path) { EnableRaisingEvents = true };
        var started = new TaskCompletionSource();
        watcher.Renamed += (_, _) => started.TrySetResult();
        var running = Shell($"sleep 600 & echo $! > {folder.Path}/new; mv {folder.Path}/new {folder.Path}/pid; wait", cancellation: stop.Token);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => running);
        await ShouldBeGone(await File.ReadAllTextAsync($"{folder.Path}/pid", Cancellation));
    }

    [Fact]
    public async Task A_child_left_behind_by_a_finished_program_is_ended_too()
    {
        var result = await Shell("sleep 600 & echo $!");
        result.ExitCode.ShouldBe(0);
        await ShouldBeGone(result.Output);
    }

    [Fact]
    public async Task Endless_output_is_cut_and_does_not_block()
    {
        var result = await ChildProcess.RunAsync(
            new("sh", "-c", "head -c 5000000 /dev/zero | tr '\\0' x") { Timeout = TimeSpan.FromSeconds(30), OutputLimit = 1000 },
            TimeProvider.System,
            Cancellation);
        result.Output.Length.ShouldBe(1000);
        result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Limits_are_enforced_by_the_kernel()
    {
        var spin = await ChildProcess.RunAsync(
            new("sh", "-c", "while :; do :; done") { Timeout = TimeSpan.FromSeconds(60), CpuTime = TimeSpan.FromSeconds(1) },
            TimeProvider.System,
            Cancellation);
        spin.TimedOut.ShouldBeFalse();
        spin.ExitCode.ShouldBeGreaterThan(128);

        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "large");
        var large = await ChildProcess.RunAsync(
            new("dd", "if=/dev/zero", $"of={file}", "bs=1M", "count=8") { Timeout = TimeSpan.FromSeconds(60), FileSize = 1 << 20 },
            TimeProvider.System,
            Cancellation);
        large.Succeeded.ShouldBeFalse();
        new FileInfo(file).Length.ShouldBeLessThanOrEqualTo(1 << 20);
    }

    [Fact]
    public async Task A_missing_program_is_named() =>
        (await Should.ThrowAsync<ChildNotStartedException>(() =>
            ChildProcess.RunAsync(new("no-such-program") { Timeout = TimeSpan.FromSeconds(5) }, TimeProvider.System, Cancellation)))
        .Message.ShouldContain("no-such-program");

    [Fact]
    public async Task It_runs_in_a_session_of_its_own()
    {
        var result = await Shell("cut -d' ' -f6 /proc/$$/stat; echo $$");
        var lines = result.Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe(lines[1]);
    }

    private static Task<ChildResult> Shell(string script, TimeSpan? timeout = null, CancellationToken? cancellation = null) =>
        ChildProcess.RunAsync(
            new("sh", "-c", script) { Timeout = timeout ?? TimeSpan.FromSeconds(30) }, TimeProvider.System, cancellation ?? Cancellation);

    /// <summary>A killed process may stay visible until its new parent reaps it; a zombie runs nothing.</summary>
    private static async Task ShouldBeGone(string pid)
    {
        var stat = $"/proc/{pid.Trim()}/stat";
        var deadline = TimeProvider.System.GetTimestamp();
        while (File.Exists(stat) && !(await File.ReadAllTextAsync(stat, Cancellation)).Contains(") Z ", StringComparison.Ordinal))
        {
            TimeProvider.System.GetElapsedTime(deadline).ShouldBeLessThan(TimeSpan.FromSeconds(10));
            await Task.Yield();
        }
    }
}
