using System.Globalization;
using System.Security.Cryptography;
using Simulators.Demo;
using Simulators.Registre;
using Simulators.Servers;

namespace Simulators.Chaos;

/// <summary>How a run ended.</summary>
internal sealed record ChaosResult(ulong Seed, string Layout, int Documents, int Faults, double DrainSeconds, IReadOnlyList<ChaosPromise> Promises)
{
    public bool Held => Promises.All(promise => promise.Held);
}

/// <summary>One seed: a world, the daemons in it, documents that keep coming, faults, rest, and what it all measured.</summary>
/// <param name="logs">Where the daemons' logs are kept when a promise was broken.</param>
internal sealed class ChaosRun(ChaosOptions options, ulong seed, TextWriter output, string logs)
{
    private const int AtStart = 10;
    private const int PerMinute = 14;
    private const int RequestsPerMinute = 60;

    private static readonly TimeSpan DrainsWithin = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan StartsWithin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    public async Task<ChaosResult> RunAsync(CancellationToken cancel)
    {
        var text = ChaosFeed.Draw(seed, AtStart + (int)(PerMinute * options.Minutes));
        var feed = DemoFeed.Parse(text);
        await using var world = await DemoWorld.StartAsync(
            new DemoWorldOptions
            {
                Feed = text,
                Accounts = [.. Enumerable.Range(1, options.Daemons).Select(number => new Account($"12A345{number}", "simulateur"))],
                RequestsPerMinute = RequestsPerMinute,
                Redis = new RedisServerOptions { Persistent = true },
                HasReplicas = true,
            },
            cancel);
        await using var daemons = await ChaosDaemons.CreateAsync(world, options);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {options.Minutes} minutes of faults; {daemons.Layout}; a full disk of Postgres is played by triggers that raise 53100"));
        foreach (var environment in DemoWorld.Environments)
        {
            await daemons.First.RunAsync(world.MigrationSettings, ["migrate", "--env", environment], cancel);
        }

        var history = new ChaosHistory([.. world.Queues.Select(queue => queue.ConnectionString)]);
        await history.WatchAsync(cancel);
        var stream = new ChaosStream(world, daemons.First, feed);
        await stream.AddAsync(..AtStart, cancel);
        await daemons.StartAsync();
        await WaitAsync(async () => await history.CountClaimedAsync(cancel) > 0, StartsWithin, cancel);

        var clock = new ChaosClock(output);
        var striker = new ChaosStriker(world, daemons, history, clock);
        var ledger = new LedgerWatch(world.RedisPort, daemons.Servers, daemons.Budget);
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var watch = ledger.RunAsync(watching.Token);
        await Task.WhenAll(
            striker.RunAsync(ChaosSchedule.Draw(seed, options.Span, options.Daemons), cancel),
            stream.RunAsync(AtStart, parts: Math.Max(2, (int)(options.Minutes * 3)), options.Span, clock, cancel));
        striker.Clear();
        clock.Say("the faults are over");
        var began = clock.Elapsed;
        await WaitAsync(async () => await history.CountOpenAsync(cancel) == 0, DrainsWithin, cancel);
        var drained = clock.Elapsed - began;
        var rows = await history.ReadRowsAsync(cancel);
        clock.Say($"at rest: {ChaosEnds.Count(rows)}");

        var ended = daemons.Ended;
        var exitCodes = await daemons.StopAsync();
        await watching.CancelAsync();
        await watch;
        var leaks = new ChaosLeaks(world.RedisPort, world.Folder, daemons.TemporaryFolders);
        var quota = world.Model.Quota.Report();
        var figures = new ChaosFigures
        {
            Asked = feed.Count,
            Ends = ChaosEnds.Judge(feed, await history.ReadRowsAsync(cancel), Billed(world), Stored(world)),
            Billed = world.Registry.Bill.All().Count,
            BoughtTwice = world.BoughtTwice,
            Stale = await history.CountStaleAsync(cancel),
            Late = await history.CountLateAsync(cancel),
            BudgetSamples = ledger.Samples,
            OverBudget = ledger.Over,
            Most = ledger.Most,
            Budget = daemons.Budget,
            OverQuota = world.Model.Violations,
            MostRequests = (int)quota["mostRequests60s"]!,
            Quota = (int)quota["rpm"]!,
            Recoveries = await RecoveriesAsync(daemons, striker, history, cancel),
            DaemonsEnded = ended,
            ExitCodes = exitCodes,
            ReservationsLeft = await ledger.CountAsync(),
            AccountsLeft = await leaks.CountAccountsAsync(),
            ProcessesLeft = await leaks.FindProcessesAsync(cancel),
            FilesLeft = [.. leaks.FindFiles().Select(file => Path.GetFileName(file))],
        };
        return Conclude(new ChaosResult(seed, daemons.Layout, feed.Count, striker.Count, drained.TotalSeconds, ChaosVerdict.Of(figures)), daemons);
    }

    private ChaosResult Conclude(ChaosResult result, ChaosDaemons daemons)
    {
        output.WriteLine();
        foreach (var line in ChaosPromise.Table(result.Promises))
        {
            output.WriteLine(line);
        }

        if (!result.Held)
        {
            Directory.CreateDirectory(logs);
            foreach (var log in daemons.LogFiles.Where(File.Exists))
            {
                File.Copy(log, Path.Combine(logs, Path.GetFileName(log)), overwrite: true);
            }

            output.WriteLine($"The daemons' logs are kept in {logs}.");
        }

        return result;
    }

    private static async Task<IReadOnlyList<ChaosRecovery>> RecoveriesAsync(ChaosDaemons daemons, ChaosStriker striker, ChaosHistory history, CancellationToken cancel)
    {
        var recoveries = new List<ChaosRecovery>();
        foreach (var loss in daemons.Losses)
        {
            var (held, back, again) = await history.ReadRecoveryAsync(loss, cancel);
            // What began when it was over has not disturbed it.
            var lasted = back < ChaosVerdict.RecoveryBar.TotalSeconds ? TimeSpan.FromSeconds(back) : ChaosVerdict.RecoveryBar;
            recoveries.Add(new ChaosRecovery(loss.How, held, back, again, striker.Disturbed(loss.At, lasted)));
        }

        return recoveries;
    }

    /// <summary>Numbers on the bill, without spaces.</summary>
    private static HashSet<string> Billed(DemoWorld world) => [.. world.Registry.Bill.All().Select(line => RegisteredDocument.Plain(line.Document.Number))];

    /// <summary>SHA-256 of every file that the storages of both environments hold.</summary>
    private static HashSet<string> Stored(DemoWorld world) =>
    [
        .. new[] { "documents", "objects" }.Select(name => Path.Combine(world.Folder, name)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Select(file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))),
    ];

    /// <summary>Looks until it is so, or the bound has passed: what is then not so fails its promise.</summary>
    private static async Task WaitAsync(Func<Task<bool>> isSo, TimeSpan bound, CancellationToken cancel)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await isSo() && TimeProvider.System.GetElapsedTime(began) < bound)
        {
            await Task.Delay(Glance, cancel);
        }
    }
}
