using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Workers.Hosting.Processes;

/// <summary>
/// Runs a program to its end in a session of its own (a Ctrl-C meant for us does not reach it), within limits,
/// with a clean environment, and leaves nothing of it behind: at a time-out or cancellation the whole group is killed.
/// </summary>
internal static partial class ChildProcess
{
    private const int Kill = 9;
    private const int NotExecutable = 126;
    private const int NotFound = 127;
    private static readonly string[] Inherited = ["PATH", "HOME", "TMPDIR", "TZ"];
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(5);

    /// <exception cref="ChildNotStartedException">Not installed or not executable.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the group is dead.</exception>
    public static async Task<ChildResult> RunAsync(ChildCommand command, TimeProvider time, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = Start(command);
        using var timeout = new CancellationTokenSource(command.Timeout, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        var output = ReadAsync(process.StandardOutput, command.OutputLimit);
        var error = ReadAsync(process.StandardError, command.OutputLimit);
        try
        {
            await process.WaitForExitAsync(ends.Token);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process, time);
            cancellation.ThrowIfCancellationRequested();
            return new(Kill + 128, "", await Bounded(error, time), TimedOut: true);
        }

        // A grandchild may still hold the pipes.
        KillGroup(process.Id);
        var result = new ChildResult(process.ExitCode, await Bounded(output, time), await Bounded(error, time), TimedOut: false);
        result = result with { IsCut = result.Output.Length >= command.OutputLimit };
        return result.ExitCode is NotFound or NotExecutable
            ? throw new ChildNotStartedException(command.Program, result.Summary)
            : result;
    }

    /// <summary>The words after the program that starts the session and sets the limits. Pure.</summary>
    internal static IEnumerable<string> Wrap(ChildCommand command)
    {
        yield return "prlimit";
        yield return "--core=0";
        if (command.CpuTime is { } cpu)
        {
            yield return FormattableString.Invariant($"--cpu={Math.Max(1, (long)Math.Ceiling(cpu.TotalSeconds))}");
        }

        if (command.AddressSpace is { } space)
        {
            yield return FormattableString.Invariant($"--as={space}");
        }

        if (command.FileSize is { } size)
        {
            yield return FormattableString.Invariant($"--fsize={size}");
        }

        yield return "--";
        yield return command.Program;
        foreach (var argument in command.Arguments)
        {
            yield return argument;
        }
    }

    private static Process Start(ChildCommand command)
    {
        var start = new ProcessStartInfo("setsid", Wrap(command))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = command.WorkingFolder ?? "",
        };
        var kept = Inherited.Where(start.Environment.ContainsKey).ToDictionary(name => name, name => start.Environment[name], StringComparer.Ordinal);
        start.Environment.Clear();
        foreach (var (name, value) in kept)
        {
            start.Environment[name] = value;
        }

        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in command.Environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            var process = Process.Start(start)!;
            process.StandardInput.Close();
            return process;
        }
        catch (Win32Exception failure)
        {
            throw new ChildNotStartedException(command.Program, failure.Message, failure);
        }
    }

    private static async Task EndAsync(Process process, TimeProvider time)
    {
        KillGroup(process.Id);
        try
        {
            // Covers the instant before the child has its own session.
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(AfterKill, time);
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or TimeoutException or AggregateException)
        {
            // It has ended meanwhile, or the kernel keeps it in an uninterruptible call; either way the signal is delivered.
        }
    }

    private static void KillGroup(int leader) => _ = SendSignal(-leader, Kill);

    private static async Task<string> ReadAsync(StreamReader reader, int limit)
    {
        var kept = new StringBuilder();
        var buffer = new char[4096];
        try
        {
            int read;
            while ((read = await reader.ReadAsync(buffer, CancellationToken.None)) > 0)
            {
                kept.Append(buffer, 0, Math.Min(read, limit - kept.Length));
            }
        }
        catch (Exception failure) when (failure is IOException or ObjectDisposedException)
        {
            // The pipe broke with the process; what was read counts.
        }

        return kept.ToString();
    }

    private static async Task<string> Bounded(Task<string> reading, TimeProvider time)
    {
        try
        {
            return await reading.WaitAsync(AfterKill, time);
        }
        catch (TimeoutException)
        {
            return "";
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendSignal(int process, int signal);
}
