using System.Globalization;
using System.Text.RegularExpressions;
using Shouldly;
using Simulators.Chaos;
using Simulators.Paper;
using Simulators.Registre;
using Simulators.Servers;
using Workers.Hosting;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>
/// The last release's program and this one on one Postgres and one Redis, buying and reading: forward under load, then back. The bill is exact, every
/// document ends, and nothing stays behind.
/// </summary>
[Trait("Needs", "LastRelease")]
public sealed partial class RollingUpgradeTests(PostgresFixture postgres, LastRelease release)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Wave = TimeSpan.FromSeconds(120);
    private static readonly Account[] Accounts = [new("12A3456", "simulateur"), new("34B5678", "simulateur")];
    private static readonly string[] Divisions = ["Montréal", "Chambly", "Sherbrooke", "Hull", "Chicoutimi"];

    [Fact]
    public async Task Two_versions_buy_and_read_side_by_side_and_an_upgrade_goes_forward_and_back_under_load()
    {
        var former = await release.FindProgramAsync();
        var documents = Enumerable.Range(0, 18).Select(Document).ToList();
        await using var world = await ScenarioWorld.StartAsync(postgres, "[]", Accounts, isMigrated: false);
        world.Registry.Catalogue.Add(documents);
        world.Settings["WORKER_COUNT"] = "1";
        world.Settings["OCR_WORKER_POOL_SIZE"] = "2";
        // A line follows whatever is waited for.
        world.Settings["LOG_LEVEL"] = "debug";
        (await RunAsync(world, former, "migrate")).ExitCode.ShouldBe(ExitCode.Success);

        // Forward: the last release works, the schema becomes this program's, this program joins, the last release leaves.
        await using var before = DaemonProcess.StartProgram(former, world.Folder, world.Settings);
        await before.WaitForAsync("Serving", Soon);
        await EnqueueAsync(world, documents[..6]);
        await before.WaitForAsync("started (attempt 1)", Soon);
        var (planned, plan) = await world.RunAsync("migrate", "--plan");
        planned.ShouldBe(ExitCode.Success, plan);
        plan.ShouldContain($"daemons of Workers {LastRelease.Version} and newer go on running");
        var (migrated, steps) = await world.RunAsync("migrate");
        migrated.ShouldBe(ExitCode.Success, steps);
        await using var now = world.StartDaemon();
        await now.WaitForAsync("Serving", Soon);
        var startedBefore = Started(before);
        await EnqueueAsync(world, documents[6..12]);
        await DaemonProcess.WaitForAnyAsync(() => Task.FromResult(Started(before) > startedBefore && Started(now) > 0), Wave, before, now);

        await SeeEachOtherAsync(world, former, before, now);
        before.Terminate();
        (await before.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, before.Log);
        await now.WaitForAsync(async _ => await world.CountUnfinishedAsync() == 0, Wave);

        // An older program changes nothing about the schema.
        var (refused, why) = await RunAsync(world, former, "migrate");
        refused.ShouldNotBe(ExitCode.Success);
        why.ShouldContain($"This database has the functions of Workers {ProgramVersion.Text}, and Workers {LastRelease.Version} would put older ones in their place");

        // Back: the last release joins on this program's schema, and this program leaves.
        await using var again = DaemonProcess.StartProgram(former, world.Folder, world.Settings);
        await again.WaitForAsync("Serving", Soon);
        await EnqueueAsync(world, documents[12..]);
        await DaemonProcess.WaitForAnyAsync(() => Task.FromResult(Started(again) > 0), Wave, again, now);
        now.Terminate();
        (await now.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, now.Log);
        await again.WaitForAsync(async _ => await world.CountUnfinishedAsync() == 0, Wave);
        again.Terminate();
        (await again.WaitForExitAsync(Soon)).ShouldBe(ExitCode.Success, again.Log);

        var logs = string.Join("\n\n", before.Log, now.Log, again.Log);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{documents.Count} documents; started by the last release {Started(before)} and {Started(again)}, by this program {Started(now)}; bill {world.Registry.Bill.All().Count} lines"));
        await NothingIsLeftAsync(world, documents, logs);
    }

    /// <summary>Both count the other, show it, share the quota, and know the limit that the other's program ordered.</summary>
    private static async Task SeeEachOtherAsync(ScenarioWorld world, string former, DaemonProcess before, DaemonProcess now)
    {
        // A daemon that is kept waiting by the machine shows itself late.
        var reports = await world.Redis.ReportsAsync();
        await DaemonProcess.WaitForAnyAsync(async () => (reports = await world.Redis.ReportsAsync()).Count == 2, Soon, before, now);
        await DaemonProcess.WaitForAnyAsync(
            async () => await RedisText.EvaluateAsync(world.Redis.Port, "return tostring(redis.call('HLEN', 'gemini:processes'))") == "2", Soon, before, now);
        foreach (var (program, other, limit) in new[] { (former, DaemonProcess.Program, "4321"), (DaemonProcess.Program, former, "5432") })
        {
            var status = "";
            await DaemonProcess.WaitForAnyAsync(
                async () =>
                {
                    (_, status) = await RunAsync(world, program, "status", "--json");
                    return reports.All(report => status.Contains(report.Id, StringComparison.Ordinal));
                },
                Soon, before, now);
            var (ordered, said) = await RunAsync(world, program, "gemini", "limit", "--rpm", limit, "--for", "1h");
            ordered.ShouldBe(ExitCode.Success, said);
            (await RunAsync(world, other, "gemini", "limit")).Text.Replace(",", "", StringComparison.Ordinal).ShouldContain($"{limit} requests");
            var (cleared, answered) = await RunAsync(world, program, "gemini", "limit", "--clear");
            cleared.ShouldBe(ExitCode.Success, answered);
        }
    }

    private static async Task NothingIsLeftAsync(ScenarioWorld world, List<RegisteredDocument> documents, string logs)
    {
        (await world.Database.ListAsync<string>("select concat_ws(' ', status_id, outcome, count(*)) from extraction_queue group by status_id, outcome order by 1"))
            .ShouldBe([$"3 {documents.Count(document => document.Source is PaperKind.Plan)}", $"4 {documents.Count(document => document.Source is not PaperKind.Plan)}"], logs);
        world.Registry.Bill.All().Select(line => line.Document.Key).ShouldBe(documents.Select(document => document.ToPaper().Key), ignoreOrder: true, logs);
        (await world.Database.ReadAsync<long>("select count(*) from registre_consultations where state = 'stored'")).ShouldBe(documents.Count, logs);
        (await world.Database.ReadAsync<long>("select count(*) from ocr_calls where settled_at is null")).ShouldBe(0, logs);
        (await world.Database.ReadAsync<long>("select count(*) from extraction_queue where lease_expires_at > now()")).ShouldBe(0, logs);
        world.Registry.Sessions.Displaced.ShouldBe(0, logs);
        world.Gemini.Violations.ShouldBe(0, logs);
        (await world.ReadRedisAsync("server:cpu:allocated")).ShouldBe("0");
        (await world.ReadRedisAsync("server:ram:allocated")).ShouldBe("0");
        (await RedisText.EvaluateAsync(world.Redis.Port, "return tostring(redis.call('HLEN', 'server:workers') + redis.call('HLEN', 'server:ledger:daemons'))")).ShouldBe("0");
        (await new ChaosLeaks(world.Redis.Port, world.Folder, []).CountAccountsAsync()).ShouldBe(0);
        logs.ShouldNotContain("Drift:");
        logs.Split('\n').Where(line => ErrorLine().IsMatch(line) || Misread().IsMatch(line)).ShouldBeEmpty();
    }

    private static int Started(DaemonProcess daemon) => daemon.Log.Split('\n').Count(line => line.Contains("started (attempt 1)", StringComparison.Ordinal));

    private static async Task<(int ExitCode, string Text)> RunAsync(ScenarioWorld world, string program, params string[] arguments)
    {
        await using var process = DaemonProcess.StartProgram(program, world.Folder, world.Settings, arguments);
        var exitCode = await process.WaitForExitAsync(Soon);
        return (exitCode, process.Log);
    }

    private static async Task EnqueueAsync(ScenarioWorld world, IEnumerable<RegisteredDocument> documents)
    {
        await using var functions = world.Database.OpenFunctions();
        await new JobStore(functions).EnqueueAsync([.. documents.Select(Ask)], CancellationToken.None);
    }

    private static RegisteredDocument Document(int number)
    {
        var kind = (number % 3) switch { 0 => PaperKind.Acte, 1 => PaperKind.Index, _ => PaperKind.Plan };
        return new()
        {
            Source = kind,
            Number = string.Create(CultureInfo.InvariantCulture, $"{(kind is PaperKind.Acte ? 20_000_000 : 3_000_000) + number}"),
            Circonscription = Divisions[number % Divisions.Length],
            Cadastre = kind is PaperKind.Acte ? null : Geography.RenovatedCadastre,
            ActeType = kind is PaperKind.Acte ? "Acte" : null,
            Pages = 1,
            Seed = number,
        };
    }

    private static NewDocument Ask(RegisteredDocument document) => new(
        document.Source switch { PaperKind.Acte => DocumentSource.Acte, PaperKind.Index => DocumentSource.Index, _ => DocumentSource.PlanCadastraux },
        document.Number, document.Circonscription, document.Cadastre, ActeType: document.ActeType);

    [GeneratedRegex(@"^\S+ \S+ (?:ERR|FTL) ", RegexOptions.None, 1000)]
    private static partial Regex ErrorLine();

    [GeneratedRegex("not one of ours|cannot be read|none of the script's|does not follow", RegexOptions.None, 1000)]
    private static partial Regex Misread();
}
