using Microsoft.Extensions.Logging.Abstractions;
using Simulators.OtherRegistre;
using Simulators.Servers;
using Workers.Benchmarks.Queue;
using Workers.Database;
using Workers.Documents;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Node;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Progress;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;

namespace Workers.Benchmarks.Purchases;

/// <summary>The worker as the daemon makes it, over a real Redis, Postgres and folder.</summary>
internal sealed class OwnPurchase : IAsyncDisposable
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(10);

    /// <summary>A Redis that has given accounts before: nothing has to be waited for.</summary>
    private static readonly RedisScript Opened = RedisScript.FromText(
        "open", "redis.call('HSET', KEYS[1], 'run', string.match(redis.call('INFO', 'server'), 'run_id:(%w+)'), 'opensAt', '1') return 1");

    private readonly RedisGateway _redis;
    private readonly QueueDatabase _database;
    private readonly RegistreWorker _worker;

    private OwnPurchase(RedisGateway redis, QueueDatabase database, RegistreWorker worker) => (_redis, _database, _worker) = (redis, database, worker);

    public static async Task<OwnPurchase> StartAsync(RedisServer server, PostgresServer postgres, Uri site, OtherAccount account, string folder)
    {
        var database = await QueueDatabase.CreateAsync(postgres);
        var redisOptions = new RedisOptions { Url = RedisAddress.Parse(server.Url) };
        var redis = await RedisGateway.ConnectAsync(redisOptions, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        var keys = new RedisKeys(redisOptions);
        await redis.EvaluateAsync(Opened, [keys.AccountState], [], CancellationToken.None);
        var options = new RegistreOptions
        {
            BaseUrl = site,
            Accounts = AccountList.TryParse($"{account.Code}:{account.Password}", out var accounts) ? accounts : throw new InvalidOperationException("The account is not read."),
            MinDelay = TimeSpan.Zero,
            LoginInterval = TimeSpan.Zero,
            DailyBudget = 100_000,
            BrowserDocuments = 1_000_000,
        };
        var databases = new Databases([database.Functions]);
        var data = new DataFolder(new HostingOptions { DataPath = folder });
        var factory = new RegistreWorkerFactory(
            options,
            data,
            DiskIdentity.Of(data.Room("registre")),
            new(options, redis, keys, new(databases), TimeProvider.System, NullLogger<AccountLeases>.Instance),
            databases,
            new DocumentStores([new FolderDocumentStore(TargetEnvironment.Dev, Path.Combine(folder, "documents"), project: null)]),
            new ParkingLot(TimeProvider.System, NullLogger<ParkingLot>.Instance),
            new ProgressPublisher([], new BackgroundLoops(TimeProvider.System, NullLogger<BackgroundLoops>.Instance), TimeProvider.System, NullLogger<ProgressPublisher>.Instance),
            TimeProvider.System,
            NullLoggerFactory.Instance);
        return new(redis, database, factory.Create("registre-1"));
    }

    /// <summary>Forgets what was bought, so that it is bought again.</summary>
    public Task ForgetAsync() => _database.ExecuteAsync("truncate extraction_queue, registre_consultations, job_events cascade");

    /// <summary>Adds and claims a document, as somebody else does for the worker.</summary>
    public async Task<RunningJob> ClaimAsync(OtherDocument document)
    {
        await _database.Store.EnqueueAsync([Ask(document)], CancellationToken.None);
        var sent = TimeProvider.System.GetTimestamp();
        var request = new ClaimRequest(Guid.NewGuid(), Lease.TotalSeconds, "vm-1", [new(JobStage.Download, null, ["registre-1"])]);
        var job = new RunningJob(TargetEnvironment.Dev, (await _database.Store.ClaimAsync(request, CancellationToken.None)).Single(), TimeProvider.System);
        job.Renewed(sent, Lease);
        return job;
    }

    /// <summary>The worker's part: from a claimed row to the stored file.</summary>
    public async Task BuyAsync(RunningJob job)
    {
        if (await _worker.RunAsync(job) is var outcome and not JobOutcome.Stored)
        {
            throw new InvalidOperationException($"{job.Job.DocumentNumber} was not bought: {outcome}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _redis.DisposeAsync();
        await _database.DisposeAsync();
    }

    private static NewDocument Ask(OtherDocument document) => document.Kind switch
    {
        DocumentKind.Acte => new(DocumentSource.Acte, document.Number, document.District, ActeType: document.Type),
        DocumentKind.Index => new(DocumentSource.Index, document.Number, document.District, document.Cadastre),
        _ => new(DocumentSource.PlanCadastraux, document.Number, document.District, document.Cadastre),
    };
}
