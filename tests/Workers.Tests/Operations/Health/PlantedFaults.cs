using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Simulators.Servers;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Claims;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Redis;
using Workers.Registre.Accounts;
using Workers.Registre.Invoices;
using Workers.Supervisor.Reconciliation;
using Workers.Supervisor.Slots;
using Workers.Support;
using Workers.Webhooks;

namespace Workers.Operations.Health;

/// <summary>Faults by name: what is done to a deployment that is well, and the first cause that must be found.</summary>
internal static class PlantedFaults
{
    private const string Purchase = """
        insert into registre_consultations (environment, job_id, account, document_source, document_number, circonscription, state, price_cad, submitting_at, received_at, claim_token)
        select 'DEV', coalesce((select id from extraction_queue limit 1), gen_random_uuid()), '12A3456', 'acte', '1', 'montreal', 'STATE', 1.50, now() - interval '2 hours', now() - interval '2 hours', 1
        """;

    private static string Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);

    public static IReadOnlyDictionary<string, (HealthCause Cause, Func<HealthBench, Task> PlantAsync)> All { get; } = new Dictionary<string, (HealthCause, Func<HealthBench, Task>)>(StringComparer.Ordinal)
    {
        ["Redis is away"] = (HealthCause.RedisAway, Set("REDIS_URL", "redis://127.0.0.1:1")),
        ["the password of Redis is wrong"] = (HealthCause.RedisUrlWrong, async bench =>
        {
            var server = bench.Keep(await RedisServer.StartAsync(new() { Password = "right" }));
            bench.Set("REDIS_URL", $"redis://:wrong@{server.Endpoint}");
        }),
        ["Redis is out of memory"] = (HealthCause.RedisFull, async bench =>
        {
            var server = bench.Keep(await RedisServer.StartAsync());
            bench.Set("REDIS_URL", server.Url);
            await using var client = await RedisGateway.ConnectAsync(new() { Url = RedisAddress.Parse(server.Url) }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
            await client.ExecuteAsync("CONFIG", ["SET", "maxmemory", "1"], CancellationToken.None);
        }),
        ["Postgres is away"] = (HealthCause.DatabaseAway, Set("DEV_SUPABASE_DB_URL", "postgresql://nobody@127.0.0.1:1/none")),
        ["the database's name is wrong"] = (HealthCause.DatabaseMissing, bench => ReplaceAsync(bench, "/", "_elsewhere", atEnd: true)),
        ["the database's password is wrong"] = (HealthCause.DatabaseKeyRefused, bench => ReplaceAsync(bench, ":", "wrong", atEnd: false)),
        ["the database is not migrated"] = (HealthCause.NotMigrated, bench => bench.SqlAsync("drop function public.workers_check(jsonb)")),
        ["the database lacks a function"] = (HealthCause.NotMigrated, bench => bench.SqlAsync("drop function public.workers_health(jsonb)")),
        ["the schema serves newer programs only"] = (HealthCause.SchemaNewer, bench => bench.Database.PretendFunctionsAsync("9.1.0", "9.0.0")),
        ["the statuses mean something else"] = (HealthCause.StatusesDiffer, bench => bench.SqlAsync("update extraction_status set name = 'Erreur' where id = 4")),
        ["no daemon runs"] = (HealthCause.NoDaemon, bench => bench.HideAsync()),
        ["the only daemon is stopping"] = (HealthCause.NoDaemon, bench => bench.ShowAsync(HealthBench.Daemon with { IsStopping = true })),
        ["the daemon is frozen"] = (HealthCause.DaemonFrozen, bench => bench.AgeAsync(TimeSpan.FromSeconds(8))),
        ["a dead machine holds the ledger"] = (HealthCause.LedgerHeld, HoldAsync),
        ["the environment is not served"] = (HealthCause.EnvironmentNotServed, bench => bench.ShowAsync(HealthBench.Daemon with { Disabled = new Dictionary<string, string> { ["DEV"] = "the key was refused" } })),
        ["the disk is full"] = (HealthCause.DiskFull, Park(JobStage.Download, ParkingCause.DiskFull)),
        ["the disk of this machine is full"] = (HealthCause.DiskFull, async bench =>
        {
            bench.Set("REGISTRE_DISK_FREE_MB", "1000000");
            await bench.HideAsync();
            await bench.ShowAsync(HealthBench.Daemon with { Id = "here", Host = Environment.MachineName });
        }),
        ["the only account is locked"] = (HealthCause.AccountsSetAside, RefuseAsync),
        ["one of two accounts is locked"] = (HealthCause.AccountSetAside, bench =>
        {
            bench.Set("REGISTRE_ACCOUNTS", $"{HealthBench.Account}:simulateur,12B3456:simulateur");
            return RefuseAsync(bench);
        }),
        ["all accounts cool down"] = (HealthCause.AccountsCooling, async bench =>
        {
            await bench.AddAsync();
            await bench.PutAsync("HSET", bench.Keys.AccountLogins, HealthBench.Account, string.Create(CultureInfo.InvariantCulture, $"{DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()} {DateTime.UtcNow:yyyy-MM-dd} 1"));
        }),
        ["Gemini stands still for a minute"] = (HealthCause.GeminiFrozen, async bench =>
        {
            var now = DateTimeOffset.UtcNow;
            await bench.PutAsync("HSET", bench.Keys.GeminiLimiter, "frozen", Milliseconds(now.AddMinutes(10)), "last429", Milliseconds(now.AddSeconds(-5)));
            await bench.PutAsync("HSET", bench.Keys.GeminiProcesses, "reader", $"{Milliseconds(now.AddMinutes(10))} 1 {Milliseconds(now.AddSeconds(-3))}");
        }),
        ["all accounts spent their day"] = (HealthCause.AccountsSpent, bench =>
        {
            bench.Set("REGISTRE_DAILY_BUDGET", "2");
            return bench.PutAsync("SADD", bench.Keys.AccountSpent(HealthBench.Account, DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), "a", "b");
        }),
        ["all accounts spent the day that an operator ordered"] = (HealthCause.AccountsSpent, async bench =>
        {
            await bench.OrderAsync(Steer.Set("REGISTRE_DAILY_BUDGET", "2"));
            await bench.PutAsync("SADD", bench.Keys.AccountSpent(HealthBench.Account, DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), "a", "b");
        }),
        ["fewer accounts than workers"] = (HealthCause.TooFewAccounts, async bench =>
        {
            await bench.AddAsync();
            await bench.ShowAsync(HealthBench.Daemon with { Slots = [HealthBench.Buyer(1), HealthBench.Buyer(2)] });
        }),
        ["the day's budget is spent"] = (HealthCause.BudgetSpent, async bench =>
        {
            await bench.AddAsync();
            bench.Set("REGISTRE_BUDGET_CAD_DAY", "2");
            await bench.SqlAsync(BoughtToday);
        }),
        ["the day's budget that an operator ordered is spent"] = (HealthCause.BudgetSpent, async bench =>
        {
            await bench.AddAsync();
            bench.Set("REGISTRE_BUDGET_CAD_DAY", "2000");
            await bench.OrderAsync(Steer.Set("REGISTRE_BUDGET_CAD_DAY", "2"));
            await bench.SqlAsync(BoughtToday);
        }),
        ["the only account's budget is spent"] = (HealthCause.BudgetSpent, async bench =>
        {
            await bench.AddAsync();
            bench.Set("REGISTRE_BUDGET_CAD_ACCOUNT_DAY", "2");
            await bench.SqlAsync(BoughtToday);
        }),
        ["one of two accounts' budgets is spent"] = (HealthCause.PartBudgetSpent, async bench =>
        {
            bench.Set("REGISTRE_ACCOUNTS", $"{HealthBench.Account}:simulateur,12B3456:simulateur");
            await bench.AddAsync();
            bench.Set("REGISTRE_BUDGET_CAD_ACCOUNT_DAY", "2");
            await bench.SqlAsync(BoughtToday);
        }),
        ["everything is paused"] = (HealthCause.Paused, async bench =>
        {
            await bench.OrderAsync(Steer.Pause("buying"));
            await bench.OrderAsync(Steer.Pause("pool ocr"));
        }),
        ["a kind of documents is paused"] = (HealthCause.PausedInPart, bench => bench.OrderAsync(Steer.Pause("source acte"))),
        ["the daemon does not know what is ordered"] = (HealthCause.OrdersUnknown, bench => bench.ShowAsync(HealthBench.Daemon with { Steering = new(0, IsKnown: false, [], []) })),
        ["the registry's site is closed"] = (HealthCause.SiteClosed, Rest(JobStage.Download, OutageOf.Site)),
        ["Gemini is away"] = (HealthCause.GeminiAway, Rest(JobStage.Ocr, OutageOf.Model)),
        ["storage is away"] = (HealthCause.StorageAway, Rest(JobStage.Ocr, OutageOf.Store)),
        ["an unknown page parked buying"] = (HealthCause.SiteUnknown, Park(JobStage.Download, ParkingCause.UnknownSite)),
        ["the canary found another shape"] = (HealthCause.SiteChanged, Park(JobStage.Download, ParkingCause.SiteShape)),
        ["storage refuses"] = (HealthCause.StorageRefuses, Park(JobStage.Download, ParkingCause.StoreRefuses)),
        ["Gemini's key is refused"] = (HealthCause.GeminiKeyRefused, Park(JobStage.Ocr, ParkingCause.KeyRefused)),
        ["a refused key was corrected and the daemon not started again"] = (HealthCause.SettingsOlder, bench => bench.ShowAsync(HealthBench.Daemon with
        {
            Parked = [new(TargetEnvironment.Dev, JobStage.Ocr, ParkingCause.KeyRefused, "what was met and the next step", "it has passed", DateTimeOffset.UtcNow)],
            SettingsChangedAt = DateTimeOffset.UtcNow,
        })),
        ["the model is gone"] = (HealthCause.GeminiModelGone, Park(JobStage.Ocr, ParkingCause.ModelGone)),
        ["Gemini's billing is off"] = (HealthCause.GeminiRefuses, Park(JobStage.Ocr, ParkingCause.ModelRefuses)),
        ["Gemini's quota of the day is used up"] = (HealthCause.GeminiDaySpent, bench =>
        {
            bench.Set("GEMINI_MAX_RPD", "1000");
            var now = DateTimeOffset.UtcNow;
            return bench.PutAsync("HSET", bench.Keys.GeminiLimiter, "day", Gemini.Quota.PacificDay.At(now).Number(now).ToString(CultureInfo.InvariantCulture), "day_r", "1000");
        }),
        ["the day's reading budget is used up"] = (HealthCause.ReadingBudgetSpent, Park(JobStage.Ocr, ParkingCause.OverBudget)),
        ["a purchase is uncertain"] = (HealthCause.PurchaseUncertain, bench => bench.SqlAsync(Ended("purchase_uncertain", 1))),
        ["an invoice is unknown"] = (HealthCause.InvoiceUnknown, bench => DifferAsync(bench, DifferenceKind.Unknown)),
        ["an invoice has another price"] = (HealthCause.InvoicesDiffer, bench => DifferAsync(bench, DifferenceKind.Price)),
        ["a paid document is not stored"] = (HealthCause.PaidNotStored, bench => bench.SqlAsync(Bought("received"))),
        ["leases are stuck"] = (HealthCause.LeasesStuck, bench => bench.SqlAsync("""
            insert into extraction_queue (document_source, document_number, cadastre, status_id, stage, worker_id, claim_token, processing_started_at, lease_expires_at)
            values ('index', '1', 'c', 2, 'download', 'gone', 1, now() - interval '1 hour', now() - interval '50 minutes')
            """)),
        ["leases and slots disagree"] = (HealthCause.Drift, bench => bench.ShowAsync(HealthBench.Daemon with
        {
            Drift = new DriftReport(1, new Dictionary<DriftKind, int> { [DriftKind.LeaseWithoutWork] = 1 }, 0, "LeaseWithoutWork of ocr-1", null),
        })),
        ["a loop has stopped"] = (HealthCause.LoopLate, bench => bench.ShowAsync(HealthBench.Daemon with { Loops = [new("leases DEV", 90, IsLate: true, 0, null)] })),
        ["workers wait for capacity"] = (HealthCause.WorkersBlocked, async bench =>
        {
            await bench.AddAsync();
            await bench.ShowAsync(HealthBench.Daemon with { Slots = [HealthBench.Buyer(1) with { State = SlotState.Blocked, BlockedBy = "Insufficient server capacity" }] });
        }),
        ["dead letters pile up"] = (HealthCause.DeadLetters, bench => bench.SqlAsync(Ended("attempts_exhausted", 12))),
        ["reviews pile up"] = (HealthCause.ReviewBacklog, bench => bench.SqlAsync("""
            with read as (insert into extraction_queue (document_source, document_number, cadastre, status_id, claim_token) values ('index', '1', 'c', 4, 7) returning id)
            insert into ocr_reviews (job_id, page, line, field, standing, read, seen, claim_token, opened_at) select id, 1, 1, 'nature', 'disputed', 'a', 'b', 7, now() - interval '8 days' from read
            """)),
        ["the database's clock is wrong"] = (HealthCause.DatabaseClock, bench => bench.Database.SetClockAheadAsync(TimeSpan.FromMinutes(5))),
        ["rows are of an unknown kind"] = (HealthCause.UnknownKinds, bench => bench.SqlAsync("""
            alter table extraction_queue drop constraint extraction_queue_document_source_check;
            insert into extraction_queue (document_source, document_number) values ('carte', '1')
            """)),
        ["nobody takes a ready document"] = (HealthCause.QueueStands, bench => bench.SqlAsync("""
            insert into extraction_queue (document_source, document_number, cadastre, created_at, updated_at, available_at)
            values ('index', '1', 'c', now() - interval '1 hour', now() - interval '1 hour', now() - interval '1 hour')
            """)),
        ["webhooks are set up and the key is not"] = (HealthCause.WebhooksNoKey, bench => bench.SqlAsync(Registered)),
        ["a sender is registered and the key is not set"] = (HealthCause.WebhooksNoKey, bench => bench.SqlAsync("insert into webhook_senders (id, name, made_by) values (gen_random_uuid(), 'a system', 'a test')")),
        ["the key of webhooks is another one"] = (HealthCause.WebhooksOtherKey, bench =>
        {
            bench.Set("WEBHOOK_KEY", "a-key-of-at-least-thirty-two-characters");
            return bench.SqlAsync($"{Registered}; update workers_internal.webhooks set key_check = 'of another', home = workers_internal.home()");
        }),
        ["a port is taken by another program"] = (HealthCause.PortTaken, bench => bench.ShowAsync(HealthBench.Daemon with { Unserved = ["WEB_LISTEN: nothing is served at 127.0.0.1:9495"] })),
        ["a copy waits to be confirmed"] = (HealthCause.WebhooksCopied, bench =>
        {
            const string Key = "a-key-of-at-least-thirty-two-characters";
            bench.Set("WEBHOOK_KEY", Key);
            var identity = Guid.NewGuid();
            return bench.SqlAsync($"{Registered}; update workers_internal.webhooks set identity = '{identity}', key_check = '{new WebhookKey(Key).CheckOf(TargetEnvironment.Dev, identity)}', home = 'elsewhere'");
        }),
    };

    private const string Registered = "insert into webhook_endpoints (id, url, made_by) values (gen_random_uuid(), 'https://office.example/', 'a test')";

    private static Func<HealthBench, Task> Set(string name, string value) => bench =>
    {
        bench.Set(name, value);
        return Task.CompletedTask;
    };

    private static Func<HealthBench, Task> Park(JobStage stage, ParkingCause cause) => bench => bench.ShowAsync(HealthBench.Daemon with
    {
        Parked = [new(TargetEnvironment.Dev, stage, cause, "what was met and the next step", "it has passed", DateTimeOffset.UtcNow)],
        Rests = [new(TargetEnvironment.Dev, stage, OutageOf.Other, "it is parked")],
    });

    private static Func<HealthBench, Task> Rest(JobStage stage, OutageOf of) =>
        bench => bench.ShowAsync(HealthBench.Daemon with { Rests = [new ClaimRest(TargetEnvironment.Dev, stage, of, "nobody is served")] });

    private static async Task HoldAsync(HealthBench bench)
    {
        var ledger = new LedgerBench(bench.Redis, bench.Keys);
        (await (await ledger.OpenLedgerAsync(machine: "dead-machine")).ReserveAsync("w1", WorkerType.IndexOcr, CancellationToken.None)).ToString();
        await bench.HideAsync();
    }

    private static Task RefuseAsync(HealthBench bench) =>
        bench.PutAsync("HSET", bench.Keys.AccountsRefused, HealthBench.Account, $"{new RegistreAccount(HealthBench.Account, "simulateur").Fingerprint} 1764400000000 Votre compte est verrouillé.");

    private static async Task DifferAsync(HealthBench bench, DifferenceKind kind)
    {
        await using var functions = bench.Database.OpenFunctions();
        DateOnly day = new(2026, 5, 4);
        await new InvoiceLedger(functions).WriteAsync(HealthBench.Account, day, 0, 0, [new(kind, "a#1", day, "a", null, 1.50m)], CancellationToken.None);
    }

    private static string Ended(string outcome, int count) => FormattableString.Invariant($"""
        with ended as (
          insert into extraction_queue (document_source, document_number, cadastre, status_id, outcome) select 'index', n::text, 'c', 5, '{outcome}' from generate_series(1, {count}) as n returning id)
        insert into job_events (job_id, kind, from_status, to_status) select id, 'failed', 2, 5 from ended
        """);

    private static string BoughtToday => Bought("stored").Replace("now() - interval '2 hours'", "now()", StringComparison.Ordinal);

    private static string Bought(string state) => Purchase.Replace("STATE", state, StringComparison.Ordinal);

    /// <summary>Writes other text into the database's URL: at its end, or over the password.</summary>
    private static Task ReplaceAsync(HealthBench bench, string after, string text, bool atEnd)
    {
        var url = bench.Database.Url;
        var at = url.IndexOf('@', StringComparison.Ordinal);
        bench.Set("DEV_SUPABASE_DB_URL", atEnd ? $"{url.Split('?')[0]}{text}" : $"{url[..url.LastIndexOf(after[0], at)]}:{text}{url[at..]}");
        return Task.CompletedTask;
    }
}
