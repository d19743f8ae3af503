using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Database;
using Workers.Database.Postgres;
using Workers.Documents;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Progress;
using Workers.Redis;
using Workers.Registre.Accounts;
using Workers.Support;
using Xunit;

namespace Workers.Registre;

/// <summary>A queue, Redis, a document store and a worker with a real Chromium: everything about a purchase but the registry.</summary>
internal sealed class PurchaseBench(PostgresFixture postgres, RedisFixture redis) : IAsyncDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly LeapingTime _parkingClock = new();
    private readonly List<RegistreWorker> _workers = [];
    private RedisGateway _gateway = null!;
    private PostgresFunctions _functions = null!;
    private RedisOptions _redisOptions = null!;
    private DiskIdentity _disk = null!;

    public QueueDatabase Database { get; private set; } = null!;

    public JobStore Store { get; private set; } = null!;

    public ParkingLot Parking { get; private set; } = null!;

    public SwitchableStore Documents { get; } = new();

    public RegistreWorker Worker { get; private set; } = null!;

    public string DataPath => _data.Path;

    public static AccountList Accounts(string accounts)
    {
        AccountList.TryParse(accounts, out var list).ShouldBeTrue();
        return list!;
    }

    public async Task OpenAsync()
    {
        ForgetParked();
        Database = await QueueDatabase.CreateAsync(postgres);
        _functions = Database.OpenFunctions();
        Store = new(_functions);
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        _redisOptions = new() { Url = address!, KeyPrefix = redis.NewPrefix() };
        _gateway = await RedisGateway.ConnectAsync(_redisOptions, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await AccountsInUse.OpenAsync(_gateway, new RedisKeys(_redisOptions));
    }

    /// <summary>Another worker, as after a restart of the daemon.</summary>
    public async Task EmployAsync(RegistreOptions options)
    {
        if (Worker is not null)
        {
            await Worker.DisposeAsync();
        }

        var data = new DataFolder(new HostingOptions { DataPath = _data.Path });
        var factory = new RegistreWorkerFactory(
            options,
            data,
            _disk = DiskIdentity.Of(data.Room("registre")),
            LeasesOf(options),
            new Databases([_functions]),
            new DocumentStores([Documents]),
            Parking,
            new ProgressPublisher([], Loops.On(TimeProvider.System), TimeProvider.System, NullLogger<ProgressPublisher>.Instance),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        Worker = factory.Create("registre-1");
        _workers.Add(Worker);
    }

    /// <summary>As after a restart: nothing is parked.</summary>
    public void ForgetParked() => Parking = new(_parkingClock, NullLogger<ParkingLot>.Instance);

    /// <summary>The probes of what is parked, after the longest pause between two.</summary>
    public Task ProbeParkedAsync()
    {
        _parkingClock.Leap(ParkingLot.Longest);
        return Parking.RunOnceAsync(CancellationToken.None);
    }

    public RedisGateway Redis => _gateway;

    public RedisKeys Keys => new(_redisOptions);

    public AccountLeases LeasesOf(RegistreOptions options) =>
        new(options, _gateway, new RedisKeys(_redisOptions), new(new([_functions])), TimeProvider.System, NullLogger<AccountLeases>.Instance);

    /// <summary>Enqueues, claims, runs and writes what came of it, as a slot does.</summary>
    public async Task<JobOutcome> FetchAsync(NewDocument document)
    {
        await Store.EnqueueAsync([document], CancellationToken.None);
        return await RunNextAsync();
    }

    /// <summary>Runs a document again and again until it is at rest.</summary>
    public async Task<JobOutcome> FetchUntilDoneAsync(NewDocument document)
    {
        var outcome = await FetchAsync(document);
        while (outcome is JobOutcome.HandedBack or JobOutcome.Failed { Kind: FailureKind.Transient })
        {
            outcome = await RunNextAsync();
        }

        return outcome;
    }

    /// <summary>Claims the one waiting document and runs it.</summary>
    public async Task<JobOutcome> RunNextAsync(Action<RunningJob>? started = null)
    {
        using var job = await ClaimAsync();
        started?.Invoke(job);
        var outcome = await Worker.RunAsync(job);
        TestContext.Current.TestOutputHelper?.WriteLine($"{outcome}");
        await WriteAsync(job, outcome);
        return outcome;
    }

    public async Task<RunningJob> ClaimAsync()
    {
        var lease = TimeSpan.FromMinutes(10);
        var sent = TimeProvider.System.GetTimestamp();
        var request = new ClaimRequest(Guid.NewGuid(), lease.TotalSeconds, _disk.Id, [new(JobStage.Download, null, ["registre-1"])]);
        var claimed = (await Store.ClaimAsync(request, CancellationToken.None)).ShouldHaveSingleItem();
        var job = new RunningJob(TargetEnvironment.Dev, claimed, TimeProvider.System);
        job.Renewed(sent, lease);
        return job;
    }

    /// <summary>Writes what came of a job and ends the wait that a failure or a hand-back gives it.</summary>
    public async Task WriteAsync(RunningJob job, JobOutcome outcome)
    {
        var written = outcome switch
        {
            JobOutcome.Stored stored => await Store.CompleteDownloadAsync(job.Job.Claim, stored.Document, CancellationToken.None),
            JobOutcome.Failed failed => await Store.FailAsync(job.Job.Claim, failed, TimeSpan.Zero, CancellationToken.None),
            JobOutcome.HandedBack back => await Store.HandBackAsync(job.Job.Claim, back with { AvailableAfter = null }, 20, CancellationToken.None),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
        };
        written.ShouldBe(Written.Now);
        await Database.ExecuteAsync("update extraction_queue set available_at = now() where status_id = 1");
    }

    public async Task<string> StateAsync(string number)
    {
        return await Database.ReadAsync<string>($"select state from registre_consultations where document_number = '{number}' order by prepared_at desc limit 1");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.DisposeAsync();
        }

        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
            await _functions.DisposeAsync();
            await Database.DisposeAsync();
        }

        _data.Dispose();
    }
}
