using System.Text.Json.Nodes;
using Shouldly;
using Workers.Database;
using Workers.Jobs.Outcomes;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

/// <summary>What the queue promises, over either transport.</summary>
public abstract partial class JobStoreContract(PostgresFixture postgres) : IAsyncLifetime
{
    private protected const string Sha = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    private protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(12);

    private IDatabaseFunctions _functions = null!;

    private protected QueueDatabase Database { get; private set; } = null!;

    private protected JobStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await QueueDatabase.CreateAsync(postgres);
        _functions = await OpenAsync(Database);
        Store = new JobStore(_functions);
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await CloseAsync();
        await Database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<IDatabaseFunctions> OpenAsync(QueueDatabase database);

    private protected virtual Task CloseAsync() => Task.CompletedTask;

    private protected static NewDocument Index(string number = "1 425 100", int maxAttempts = 3, string? key = null) =>
        new(DocumentSource.Index, number, "Montréal", "Cadastre du Québec", MaxAttempts: maxAttempts, IdempotencyKey: key);

    private protected static NewDocument Acte(string number = "12 345 678") =>
        new(DocumentSource.Acte, number, "Chambly", ActeType: "Acte");

    private protected static NewDocument Plan(string number = "2 784 195") =>
        new(DocumentSource.PlanCadastraux, number, Cadastre: "Cadastre du Québec");

    private protected static StoredDocument Stored => new($"index/{Sha}.pdf", Sha, 4096, 3);

    private protected static OcrResult Reading => new("brut", "corrigé", new JsonObject { ["inscriptions"] = new JsonArray() }, 3, null, 1200, 300, 0.0123m);

    private protected async Task<Guid> EnqueueAsync(NewDocument document) =>
        (await Store.EnqueueAsync([document], CancellationToken.None))[0].Id!.Value;

    private protected Task<ClaimAnswer> ClaimAsync(JobStage stage, DocumentSource? source, params string[] workers) =>
        Store.ClaimAsync(Request(new ClaimWant(stage, source, workers)), CancellationToken.None);

    private protected async Task<ClaimedJob> ClaimDownloadAsync(string worker = "registre-1") =>
        (await ClaimAsync(JobStage.Download, null, worker)).ShouldHaveSingleItem();

    private protected async Task<ClaimedJob> ClaimOcrAsync(DocumentSource source = DocumentSource.Index) =>
        (await ClaimAsync(JobStage.Ocr, source, "ocr-1")).ShouldHaveSingleItem();

    private protected static ClaimRequest Request(params ClaimWant[] wants) => new(Guid.NewGuid(), Lease.TotalSeconds, "vm-1", wants);

    private protected static JobOutcome.Failed Transient(string cause = "The site did not answer.") => new(FailureKind.Transient, cause);

    private protected Task<Written> FailAsync(ClaimedJob job, JobOutcome.Failed failure) =>
        Store.FailAsync(job.Claim, failure, TimeSpan.Zero, CancellationToken.None);

    private protected Task<Written> HandBackAsync(ClaimedJob job, int free = 20) =>
        Store.HandBackAsync(job.Claim, new(HandBackReason.Shutdown, "stopping"), free, CancellationToken.None);

    /// <summary>Lets every lease that is held now end, and rescues.</summary>
    private protected async Task<RescueAnswer> LoseLeasesAsync(int free = 5)
    {
        _ahead += Lease + TimeSpan.FromMinutes(1);
        await Database.SetClockAheadAsync(_ahead);
        return await Store.RescueExpiredAsync(Lease, free, CancellationToken.None);
    }

    private protected Task<int> StatusAsync(Guid id) => Database.ReadAsync<int>($"select status_id from extraction_queue where id = '{id}'");

    private protected Task<T> ColumnAsync<T>(Guid id, string column) => Database.ReadAsync<T>($"select {column} from extraction_queue where id = '{id}'");

    private TimeSpan _ahead;
}
