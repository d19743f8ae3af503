using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Database;
using Workers.Jobs.Keeping;
using Workers.Ocr;
using Workers.Registre;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor.Retention;

/// <summary>What leaves a disk, and what never does.</summary>
public sealed class DiskSweepTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly Guid[] Ids = [.. Enumerable.Range(1, 6).Select(n => new Guid(n, 0, 0, new byte[8]))];
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private QueueDatabase _database = null!;
    private IDatabaseFunctions _functions = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Paid_bytes_go_only_when_their_ledger_says_that_they_are_stored_and_they_are_old()
    {
        await PurchasesAsync("stored", "stored", "received", "uncertain");
        string[] old = [.. Ids.Take(1).Concat(Ids.Skip(2).Take(3)).SelectMany(id => new[] { Write($"registre/received/{id}.pdf", 31), Write($"registre/received/{id}.json", 31) })];
        Write($"registre/received/{Ids[1]}.pdf", 29);

        (await SweepAsync(new())).Copies.ShouldBe(1);

        old.Where(File.Exists).Count().ShouldBe(6, "received, uncertain, and what no ledger knows");
        File.Exists(_folder.File($"registre/received/{Ids[1]}.pdf")).ShouldBeTrue();
        (await SweepAsync(new() { Copies = TimeSpan.Zero })).Copies.ShouldBe(0);
    }

    [Fact]
    public async Task Evidence_and_pictures_go_by_age_unless_they_are_kept_for_ever()
    {
        var today = _time.GetUtcNow().ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        foreach (var day in new[] { "2001-01-01", today })
        {
            Write($"registre/evidence/{day}/{Ids[0]}-1-search/console.txt", 0);
            Write($"ocr/review/{day}/{Ids[0]}-1-page-2.jpg", 0);
        }

        (await SweepAsync(new(), new() { EvidenceKept = TimeSpan.Zero }, new() { PicturesKept = TimeSpan.Zero })).Total.ShouldBe(0);
        var swept = await SweepAsync(new());

        (swept.Evidence, swept.Pictures).ShouldBe((1, 1));
        Directory.GetDirectories(_folder.File("registre/evidence")).Select(Path.GetFileName).ShouldBe([today]);
        Directory.GetDirectories(_folder.File("ocr/review")).Select(Path.GetFileName).ShouldBe([today]);
    }

    [Fact]
    public async Task What_was_purged_from_another_machine_goes_from_this_one_too()
    {
        await _database.ExecuteAsync($"insert into document_purges (job_id, traces, finished_at) values ('{Ids[0]}', '{{{Ids[0]},{Ids[1]}}}', '2029-12-31')");
        string[] gone =
        [
            Write($"registre/evidence/{_time.GetUtcNow():yyyy-MM-dd}/{Ids[0]}-1-search/console.txt", 0), Write($"registre/set-aside/{Ids[1]}/left-1.bin", 0),
            Write($"registre/received/{Ids[1]}.pdf", 0), Write($"registre/evidence/last/A1/page.png", 5),
        ];
        string[] stays = [Write($"registre/received/{Ids[2]}.pdf", 0), Write($"registre/downloads/w1/{Ids[3]}.pdf", 0)];
        Directory.SetLastWriteTimeUtc(_folder.File("registre/evidence/last/A1"), new(2029, 12, 30, 0, 0, 0, DateTimeKind.Utc));

        (await SweepAsync(new())).Purged.ShouldBe(4);

        gone.ShouldAllBe(file => !File.Exists(file));
        stays.ShouldAllBe(file => File.Exists(file));
        (await SweepAsync(new())).Total.ShouldBe(0);
    }

    [Fact]
    public async Task A_database_that_cannot_tell_stops_no_other_ones_purges()
    {
        await using var broken = await QueueDatabase.CreateAsync(postgres);
        await broken.ExecuteAsync("drop function public.workers_purged(jsonb)");
        await using var silent = broken.OpenFunctions();
        await _database.ExecuteAsync($"insert into document_purges (job_id, traces, finished_at) values ('{Ids[0]}', '{{{Ids[0]}}}', '2029-12-31')");
        var file = Write($"registre/received/{Ids[0]}.pdf", 0);

        await Should.ThrowAsync<DatabaseException>(new DiskSweep(new(), new(), new(), _time).RunAsync(_folder.Path, [new(silent), new(_functions)], _test));

        File.Exists(file).ShouldBeFalse();
    }

    [Fact]
    public async Task A_machine_without_a_data_folder_has_nothing_to_sweep()
    {
        var sweep = new DiskSweep(new(), new(), new(), _time);

        (await sweep.RunAsync(_folder.File("nothing"), [new(_functions)], _test)).Total.ShouldBe(0);
        Directory.Exists(_folder.File("nothing")).ShouldBeFalse();
    }

    private Task<Swept> SweepAsync(RetentionOptions options, RegistreOptions? registre = null, OcrOptions? ocr = null) =>
        new DiskSweep(options, registre ?? new(), ocr ?? new(), _time).RunAsync(_folder.Path, [new KeepingStore(_functions)], _test);

    private string Write(string name, int days)
    {
        var path = _folder.File(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, "x");
        File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime.AddDays(-days));
        return path;
    }

    private async Task PurchasesAsync(params string[] states)
    {
        foreach (var (state, n) in states.Select((state, n) => (state, n)))
        {
            await _database.ExecuteAsync(
                $"insert into registre_consultations (id, environment, job_id, document_source, document_number, state, claim_token, submitting_at) values ('{Ids[n]}', 'DEV', gen_random_uuid(), 'acte', '{n}', '{state}', 1, now())");
        }
    }
}
