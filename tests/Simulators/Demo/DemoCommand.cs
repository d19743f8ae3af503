using System.Globalization;
using System.Runtime.InteropServices;
using Simulators.Gemini;

namespace Simulators.Demo;

/// <summary>
/// The command behind scripts/demo.sh: a whole world on loopback ports, the unchanged daemon in it, and a feed of documents
/// whose ends are known. Exit code 0 only when all of them ended as the feed says and the daemon stopped cleanly.
/// </summary>
internal static class DemoCommand
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopsWithin = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    public static async Task<int> RunAsync(bool keep)
    {
        using var cancel = new CancellationTokenSource();
        using var interrupt = OnSignal(PosixSignal.SIGINT, cancel);
        using var terminate = OnSignal(PosixSignal.SIGTERM, cancel);
        using var hangUp = OnSignal(PosixSignal.SIGHUP, cancel);
        var screen = new DemoScreen(Console.Out, DemoScreen.Fits(DemoFeed.Read().Count), TimeProvider.System);
        try
        {
            return await PlayAsync(keep, screen, cancel.Token);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            screen.Say("interrupted; everything is stopped");
            return 130;
        }
        catch (Exception fault) when (fault is InvalidOperationException or IOException or TimeoutException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return 1;
        }
    }

    private static async Task<int> PlayAsync(bool keep, DemoScreen screen, CancellationToken cancel)
    {
        var feed = DemoFeed.Read();
        var tracks = new DemoTracks(feed);

        screen.Say("starting Redis, Postgres, the registry, Gemini and Supabase on loopback ports");
        await using var world = await DemoWorld.StartAsync(new DemoWorldOptions { HasPages = true }, cancel);
        await using var daemon = new DemoDaemon(DemoWorld.DaemonProgram, world.Folder);

        var keys = new List<(string Environment, string Key)>();
        foreach (var environment in DemoWorld.Environments)
        {
            screen.Say($"migrating {environment}");
            await daemon.RunAsync(world.MigrationSettings, ["migrate", "--env", environment], cancel);
            keys.Add((environment, await daemon.RunAsync(world.Settings, ["keys", "make", "--env", environment, "--name", "Demo", "--role", "operator"], cancel)));
        }

        screen.Say($"the pages open at {world.Pages} when the daemon runs; a key signs in to one environment:");
        foreach (var (environment, key) in keys)
        {
            screen.Say($"  {environment,-5} {key.Trim()}");
        }

        foreach (var environment in DemoWorld.Environments)
        {
            screen.Say($"adding the documents of {environment}");
            var file = Path.Combine(world.Folder, $"{environment}.json");
            await File.WriteAllTextAsync(file, DemoFeed.EnqueueFile(feed, environment), cancel);
            await daemon.RunAsync(world.Settings, ["enqueue", "--env", environment, file], cancel);
        }

        // A model that lies the same way each time: what other witnesses see of these pages waits for a person.
        foreach (var lie in new[] { GeminiFaultKind.WrongDigit, GeminiFaultKind.HiddenLine })
        {
            world.Model.Faults.Add(new(lie, Times: int.MaxValue, Paper: "index", Page: lie is GeminiFaultKind.WrongDigit ? 4 : 5));
        }

        screen.Say($"starting the daemon on {feed.Count} documents");
        await daemon.StartAsync(world.Settings);
        var watch = new DemoWatch(world, tracks, screen);
        var done = await watch.RunAsync(() => daemon.HasExited, Deadline, Glance, cancel);
        Console.WriteLine();
        foreach (var line in DemoTable.Lines(tracks))
        {
            Console.WriteLine(line);
        }

        foreach (var line in world.Findings(watch.Allocations))
        {
            Console.WriteLine(line);
        }

        if (!done)
        {
            Explain(tracks, daemon);
        }

        if (keep)
        {
            await KeepAsync(world, daemon, cancel);
        }

        return await EndAsync(tracks, world, daemon, screen);
    }

    private static async Task<int> EndAsync(DemoTracks tracks, DemoWorld world, DemoDaemon daemon, DemoScreen screen)
    {
        var exitCode = await daemon.StopAsync(StopsWithin);
        var left = await world.ReadLedgerAsync();
        screen.Say($"the daemon stopped with exit code {exitCode}; the ledger holds {left.Cpu} vCPU and {left.Ram} GB");
        if (exitCode != 0)
        {
            await Console.Error.WriteLineAsync(string.Join('\n', daemon.LastLines(20)));
        }

        var well = tracks.EndedWell && exitCode == 0 && left is { Cpu: "0", Ram: "0" } && world.KeptItsPromises;
        screen.Say(well ? "every document ended as expected" : "not everything ended as expected");
        return well ? 0 : 1;
    }

    private static void Explain(DemoTracks tracks, DemoDaemon daemon)
    {
        Console.WriteLine();
        Console.WriteLine(daemon.HasExited ? "The daemon ended before its work was done." : $"Stuck after {Deadline.TotalMinutes:0} minutes:");
        foreach (var track in tracks.All.Where(track => !track.HasEnded))
        {
            var row = track.Row;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {track.Name}: status {row?.Status}, {row?.Progress} %, held by {row?.Worker ?? "nobody"}, {row?.Fault ?? "no fault"}"));
        }

        Console.WriteLine("The end of the daemon's log:");
        foreach (var line in daemon.LastLines(30))
        {
            Console.WriteLine("  " + line);
        }
    }

    private static async Task KeepAsync(DemoWorld world, DemoDaemon daemon, CancellationToken cancel)
    {
        Console.WriteLine();
        Console.WriteLine($"Everything still runs. The pages: {world.Pages} (sign in with a key from above). To look around, in another terminal:");
        foreach (var line in world.MonitoringLines)
        {
            Console.WriteLine("  " + line);
        }

        Console.WriteLine($"  tail -f {daemon.LogFile}");
        Console.WriteLine("Ctrl-C ends it.");
        var ended = new TaskCompletionSource();
        await using var registration = cancel.Register(ended.SetResult);
        await ended.Task;
    }

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource cancel) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            cancel.Cancel();
        });
}
