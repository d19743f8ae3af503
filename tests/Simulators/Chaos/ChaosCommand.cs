using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Simulators.Chaos;

/// <summary>
/// The command behind scripts/chaos.sh: several daemons on one world, a seeded stream of documents, seeded faults, and then the
/// promises as a table; one seed after the other. Exit code 0 only when every promise held for every seed.
/// </summary>
internal static class ChaosCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        if (ChaosOptions.Parse(arguments, (ulong)RandomNumberGenerator.GetInt32(1, 1_000_000)) is not { } options)
        {
            await Console.Error.WriteLineAsync(ChaosOptions.Usage);
            return 2;
        }

        using var cancel = new CancellationTokenSource();
        using var interrupt = OnSignal(PosixSignal.SIGINT, cancel);
        using var terminate = OnSignal(PosixSignal.SIGTERM, cancel);
        using var hangUp = OnSignal(PosixSignal.SIGHUP, cancel);
        try
        {
            return await PlayAsync(options, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Console.WriteLine("interrupted; everything is stopped");
            return 130;
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException or TimeoutException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }

    private static async Task<int> PlayAsync(ChaosOptions options, CancellationToken cancel)
    {
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "chaos"));
        var at = TimeProvider.System.GetUtcNow();
        var report = new ChaosReport(options, at, string.Join(' ', (await File.ReadAllTextAsync("/proc/loadavg", cancel)).Split(' ').Take(3)));
        var results = new List<ChaosResult>();
        var file = "";
        foreach (var seed in options.Seeds)
        {
            var logs = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"logs-{at:yyyyMMdd-HHmmss}-{seed}"));
            results.Add(await new ChaosRun(options, seed, Console.Out, logs).RunAsync(cancel));
            file = await report.WriteAsync(folder, results);
            Console.WriteLine();
        }

        foreach (var line in ChaosReport.Summary(results))
        {
            Console.WriteLine(line);
        }

        Console.WriteLine($"Written to {file} and beside it as JSON.");
        return results.All(result => result.Held) ? 0 : 1;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource cancel) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            cancel.Cancel();
        });
}
