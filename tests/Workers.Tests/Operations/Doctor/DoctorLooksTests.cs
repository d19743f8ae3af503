using System.Text;
using Shouldly;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Startup;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Doctor;

/// <summary>What each look says of what it is given; the worlds in which they look are in <see cref="ExaminationTests"/>.</summary>
public sealed class DoctorLooksTests
{
    private static readonly EnvironmentSettings Dev = new(TargetEnvironment.Dev, new() { DatabaseUrl = "postgresql://a@b/c", Connections = 3 });

    private static readonly DatabaseTraits Well = new(
        DateTimeOffset.UnixEpoch, "15.4 (Debian 15.4-1)", 0, 100, 5, [.. DatabaseTraits.Expected.Select(column => new ColumnTrait(column.Key, column.Value))], [], []);

    [Fact]
    public void Webhooks_and_senders_that_are_not_served_are_a_warning_with_its_remedy()
    {
        static DoctorLine? Look(int webhooks, int senders, WebhookTrouble? trouble) => EnvironmentDoctor.OfWebhooks(new(TargetEnvironment.Dev, webhooks, senders, trouble)).SingleOrDefault();

        Look(0, 0, null).ShouldBeNull();
        Look(1, 2, null)!.Level.ShouldBe(DoctorLevel.Ok);
        foreach (var (trouble, remedy) in new[]
        {
            (WebhookTrouble.NoKey, "Set WEBHOOK_KEY to that of the other servers"), (WebhookTrouble.OtherKey, "Workers webhooks confirm --env dev, then rotate"), (WebhookTrouble.Copied, "Workers webhooks confirm --env dev."),
        })
        {
            var line = Look(1, 2, trouble)!;
            line.Level.ShouldBe(DoctorLevel.Warning);
            line.Remedy!.ShouldContain(remedy);
        }
    }

    [Fact]
    public void A_database_that_is_set_up_well_has_no_fault() => Bad(TraitsDoctor.Look(Dev, Well, TimeSpan.Zero)).ShouldBeEmpty();

    [Fact]
    public void What_is_set_up_otherwise_is_told_with_the_SQL_that_repairs_it()
    {
        var odd = Well with
        {
            StatementTimeoutMs = 3000,
            Connections = 95,
            Columns = [.. Well.Columns.Where(column => column.Name is not ("priority" or "progress")), new("priority", "text")],
            Tables = [new("ocr_calls", "anon", "select")],
            Functions = [new("workers_claim", "authenticated"), new("workers_fail", "authenticated")],
        };

        Bad(TraitsDoctor.Look(Dev, odd, TimeSpan.FromMinutes(-5))).ShouldBe(
        [
            "warning dev: the database's clock is 300 s behind this machine's -> Let both clocks be synchronised: timedatectl set-ntp true",
            "fault dev: extraction_queue.priority is text; the functions count on integer -> alter table public.extraction_queue alter column priority type integer using priority::integer;",
            "fault dev: extraction_queue has no column progress -> Workers migrate --env dev",
            "fault dev: anon may select on ocr_calls: the web has no business there -> revoke select on table public.ocr_calls from anon;",
            "fault dev: authenticated may call 2 functions of this program, workers_claim first: whoever has the project's address could move documents -> revoke all on function public.workers_claim(jsonb), public.workers_fail(jsonb) from public, authenticated;",
            "warning dev: statement_timeout is 3000 ms: figures of a long queue may take longer -> alter role current_user set statement_timeout = '15s';",
            "warning dev: 95 of 100 connections are open and a daemon needs 4 (and as many again while it restarts) -> Lower DEV_DB_CONNECTIONS, stop other programs, or raise max_connections (a pooler's: default_pool_size).",
        ]);
    }

    [Theory]
    [InlineData("sb_secret_abc", "Ok")]
    [InlineData("sb_publishable_abc", "Fault")]
    [InlineData("{\"role\":\"service_role\"}", "Ok")]
    [InlineData("{\"role\":\"anon\"}", "Fault")]
    [InlineData("[1]", "Warning")]
    [InlineData("{\"role\":7}", "Warning")]
    [InlineData("simulated-key", "Warning")]
    public void A_key_tells_whose_it_is(string key, string level)
    {
        var told = key[0] is '{' or '[' ? $"e30.{Convert.ToBase64String(Encoding.UTF8.GetBytes(key)).TrimEnd('=')}.sign" : key;

        EnvironmentDoctor.OfKey(new(TargetEnvironment.Dev, new() { SupabaseUrl = new("http://localhost"), ServiceKey = told })).ShouldHaveSingleItem().Level.ToString().ShouldBe(level);
    }

    [Fact]
    public void Redis_is_judged_by_its_version_its_policy_what_it_keeps_how_quick_it_is_and_its_clock()
    {
        var options = new RedisOptions();
        Bad(RedisDoctor.OfTraits(options, new(false, 0, "noeviction", true, "7.0.15"))).ShouldBeEmpty();
        Bad(RedisDoctor.OfTraits(options, new(false, 0, "noeviction", true, "5.0.7"))).ShouldHaveSingleItem().ShouldContain("5.0.7 at redis://localhost:6379");
        Bad(RedisDoctor.OfTraits(options, new(false, 1 << 30, "allkeys-lru", true, "7.0.15"))).ShouldHaveSingleItem().ShouldContain("CONFIG SET maxmemory-policy noeviction");
        Bad(RedisDoctor.OfTraits(options, new(false, 0, "noeviction", false, "7.0.15"))).ShouldHaveSingleItem().ShouldContain("CONFIG SET appendonly yes");
        RedisDoctor.OfLatency(TimeSpan.FromMilliseconds(80)).Level.ShouldBe(DoctorLevel.Warning);
        RedisDoctor.OfLatency(TimeSpan.FromMilliseconds(1)).Level.ShouldBe(DoctorLevel.Ok);
        RedisDoctor.OfClock(TimeSpan.FromMinutes(1)).Found.ShouldBe("its clock is 60 s ahead of this machine's");
        RedisDoctor.OfClock(TimeSpan.FromSeconds(-1)).Level.ShouldBe(DoctorLevel.Ok);
    }

    [Fact]
    public void Another_machine_that_keeps_the_ledger_is_named()
    {
        var ledger = new CapacitySnapshot(null, default, [], [], [new("d1", "vm-2", default)], TimeSpan.Zero, DateTimeOffset.UnixEpoch);

        RedisDoctor.OfLedger(ledger, null, "vm-2").Level.ShouldBe(DoctorLevel.Ok);
        RedisDoctor.OfLedger(ledger, null, "vm-1").ShouldSatisfyAllConditions(
            line => line.Level.ShouldBe(DoctorLevel.Fault), line => line.Found.ShouldContain("another machine (vm-2)"), line => line.Remedy!.ShouldContain("SERVER_ID=vm-1"));
    }

    [Theory]
    [InlineData("Max open files            1024                 1048576              files", "Warning")]
    [InlineData("Max open files            65536                1048576              files", "Ok")]
    [InlineData("Max open files            unlimited            unlimited            files", "Ok")]
    [InlineData("", "Ok")]
    public void Few_open_files_are_warned_of(string limits, string level) => MachineDoctor.OfFiles(limits).Level.ToString().ShouldBe(level);

    [Fact]
    public void A_plan_that_does_not_fit_is_told_with_what_waits()
    {
        MachineDoctor.OfPlan(new() { MaxCpu = Amount("16"), MaxRam = Amount("32") }, new(), new(16_000, 32_768)).ShouldHaveSingleItem().Level.ShouldBe(DoctorLevel.Ok);
        Bad(MachineDoctor.OfPlan(new() { MaxCpu = Amount("2"), MaxRam = Amount("4") }, new(), new(16_000, 32_768))).ShouldContain(line => line.Contains("Registre workers will wait"));
        Bad(MachineDoctor.OfPlan(new() { MaxCpu = Amount("0.5"), MaxRam = Amount("4") }, new(), new(16_000, 32_768))).ShouldAllBe(line => line.Contains("nothing that is configured fits"));
        Bad(MachineDoctor.OfPlan(new() { MaxCpu = Amount("16"), MaxRam = Amount("32") }, new(), new(2000, 32_768))).ShouldHaveSingleItem().ShouldContain("but this machine has 2 vCPU");
    }

    [Fact]
    public void Memory_that_others_took_is_told()
    {
        MemoryReading Free(int mebibytes) => new([new("on this machine", "/proc/meminfo", mebibytes, 16_384)], null);

        Bad(MachineDoctor.OfMemory(new(4000, 8192), Free(9000))).ShouldBeEmpty();
        Bad(MachineDoctor.OfMemory(new(4000, 8192), Free(4096))).ShouldHaveSingleItem().ShouldStartWith("warning machine: 4 GB are free on this machine and workers may hold 8 GB");
        MachineDoctor.OfMemory(new(4000, 8192), new([], null)).ShouldBeEmpty();
    }

    [Fact]
    public void A_data_folder_that_is_missing_cannot_be_or_has_no_room_is_told()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("file"), "");
        Bad(MachineDoctor.OfFolder(new HostingOptions { DataPath = folder.File("new") }, new())).ShouldHaveSingleItem().ShouldEndWith("-> Workers doctor --fix");
        Bad(MachineDoctor.OfFolder(new HostingOptions { DataPath = folder.File("file/below") }, new())).ShouldHaveSingleItem().ShouldContain("is a file, not a folder");
        Bad(MachineDoctor.OfFolder(new HostingOptions { DataPath = folder.Path }, new() { DiskFree = 1_000_000_000 })).ShouldContain(line => line.Contains("buying is parked"));
        Directory.Exists(folder.File("new")).ShouldBeFalse("a look makes nothing");
    }

    [Fact]
    public async Task Time_zones_fonts_and_leftovers_are_told()
    {
        TimeZones.FindMissing(zone => zone != "America/Toronto").ShouldBe("America/Toronto");
        RuntimeDoctor.OfZones("America/Toronto").Remedy.ShouldBe("apt-get install tzdata");
        RuntimeDoctor.OfZones(null).Level.ShouldBe(DoctorLevel.Ok);
        (await RuntimeDoctor.FontsAsync("no-such-program", TimeProvider.System, CancellationToken.None)).Level.ShouldBe(DoctorLevel.Warning);
        (await RuntimeDoctor.FontsAsync("true", TimeProvider.System, CancellationToken.None)).Found.ShouldContain("no font has the letters of French");
        MachineDoctor.OfLeftovers(2).Remedy.ShouldBe("Workers doctor --fix");
        ReadingDoctor.OfAbandoned(2).Remedy.ShouldBe("Workers doctor --fix");
    }

    private static ServerAmount Amount(string text) => ServerAmount.TryParse(text, out var amount) ? amount! : throw new ArgumentException(text, nameof(text));

    private static IEnumerable<string> Bad(IEnumerable<DoctorLine> lines) =>
        [.. lines.Where(line => line.Level is not DoctorLevel.Ok).Select(line => $"{line.Level.ToString().ToLowerInvariant()} {line.Part}: {line.Found}{(line.Remedy is { } remedy ? $" -> {remedy}" : "")}")];
}
