using System.Globalization;
using System.Runtime.InteropServices;
using Simulators.Demo;
using Simulators.Registre;
using Simulators.Servers;

namespace Simulators.Chaos;

/// <summary>
/// The command behind scripts/chaos.sh: several daemons on one world, a seeded stream of documents, seeded faults, and then the
/// promises as a table. Exit code 0 only when every promise held.
/// </summary>
internal static class ChaosCommand
{
    private const int Daemons = 2;
    private const int AtStart = 10;
    private const int PerMinute = 14;

    private static readonly TimeSpan DrainsWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    public static async Task<int> RunAsync(string minutes, string seed)
    {
        if (!double.TryParse(minutes, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var length) || length is < 0.5 or > 120
            || !ulong.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            await Console.Error.WriteLineAsync("Minutes go from 0.5 to 120; the seed is a whole number.");
            return 2;
        }

        using var cancel = new CancellationTokenSource();
        using var interrupt = OnSignal(PosixSignal.SIGINT, cancel);
        using var terminate = OnSignal(PosixSignal.SIGTERM, cancel);
        try
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {number}, {length} minutes of faults, {Daemons} daemons"));
            return await PlayAsync(TimeSpan.FromMinutes(length), number, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            Console.WriteLine("interrupted; everything is stopped");
            return 130;
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }

    private static async Task<int> PlayAsync(TimeSpan span, ulong seed, CancellationToken cancel)
    {
        var text = ChaosFeed.Draw(seed, AtStart + (int)(PerMinute * span.TotalMinutes));
        var feed = DemoFeed.Parse(text);
        await using var world = await DemoWorld.StartAsync(
            new DemoWorldOptions
            {
                Feed = text,
                Accounts = [.. Enumerable.Range(1, Daemons).Select(number => new Account($"12A345{number}", "simulateur"))],
                RequestsPerMinute = 30,
                Redis = new RedisServerOptions { Persistent = true },
            },
            cancel);
        await using var daemons = new ChaosDaemons(world, Daemons);
        var stream = new ChaosStream(world, daemons.First, feed);
        var history = new ChaosHistory(world);
        foreach (var environment in DemoWorld.Environments)
        {
            await daemons.First.RunAsync(world.MigrationSettings, ["migrate", "--env", environment], cancel);
        }

        await stream.AddAsync(..AtStart, cancel);
        await daemons.StartAsync();
        await WaitAsync(async () => await history.CountClaimedAsync(cancel) > 0, StartsWithin, cancel);

        var clock = new ChaosClock();
        var striker = new ChaosStriker(world, daemons, clock);
        var ledger = new LedgerWatch(world);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watch = ledger.RunAsync(watching.Token);
        await Task.WhenAll(
            striker.RunAsync(ChaosSchedule.Draw(seed, span, Daemons), cancel),
            stream.RunAsync(AtStart, parts: Math.Max(2, (int)(span.TotalMinutes * 3)), span, clock, cancel));
        striker.Clear();
        clock.Say("the faults are over");
        await WaitAsync(async () => await history.CountOpenAsync(cancel) == 0, DrainsWithin, cancel);
        clock.Say("at rest: " + string.Join(", ", (await history.ReadEndsAsync(cancel)).Select(end => $"{end.Count} at {end.End}")));

        var verdict = new ChaosVerdict(world, daemons, striker, ledger, history);
        var ofRun = await verdict.OfRunAsync(feed.Count, cancel);
        var exitCodes = await daemons.StopAsync();
        await watching.CancelAsync();
        await watch;
        return Conclude([.. ofRun, .. await verdict.OfStopAsync(exitCodes, cancel)], daemons);
    }

    private static int Conclude(IReadOnlyList<ChaosPromise> promises, ChaosDaemons daemons)
    {
        Console.WriteLine();
        foreach (var line in ChaosPromise.Table(promises))
        {
            Console.WriteLine(line);
        }

        if (promises.All(promise => promise.Held))
        {
            return 0;
        }

        var kept = Directory.CreateTempSubdirectory("workers-chaos-").FullName;
        foreach (var log in daemons.LogFiles.Where(File.Exists))
        {
            File.Copy(log, Path.Combine(kept, Path.GetFileName(log)));
        }

        Console.WriteLine($"The daemons' logs are kept in {kept}.");
        return 1;
    }

    /// <summary>Looks until it is so, or the bound has passed: what is then not so fails its promise.</summary>
    private static async Task WaitAsync(Func<Task<bool>> isSo, TimeSpan bound, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo() && TimeProvider.System.GetElapsedTime(began) < bound)
        {
            await Task.Delay(Glance, cancel);
        }
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource cancel) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            cancel.Cancel();
        });
}
