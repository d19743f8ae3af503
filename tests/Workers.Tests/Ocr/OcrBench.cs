using System.Security.Cryptography;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Simulators.Gemini;
using Simulators.Paper;
using Workers.Database.Postgres;
using Workers.Documents;
using Workers.Gemini;
using Workers.Gemini.Api;
using Workers.Gemini.Clients;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Jobs.Parking;
using Workers.Ocr.Pages;
using Workers.Ocr.Pictures;
using Workers.Ocr.Readers;
using Workers.Ocr.Spending;
using Workers.Ocr.Witnesses;
using Workers.Office;
using Workers.Progress;
using Workers.Support;

namespace Workers.Ocr;

/// <summary>An OCR worker among real things: a Postgres, a documents folder, poppler, Leptonica and the simulated Gemini.</summary>
internal sealed class OcrBench : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly PaperLibrary _library = new();
    private readonly CountingClient _model;
    private readonly GeminiTransport _transport;
    private readonly QueueDatabase _database;
    private readonly PostgresFunctions _functions;
    private readonly FolderDocumentStore _documents;
    private readonly WorkFolders _folders;
    private readonly PageImages _images;
    private readonly PageWitnesses _witnesses;
    private readonly ProgressPublisher _progress;

    private OcrBench(QueueDatabase database, PaperLibrary library, GeminiSimulator gemini, OcrOptions ocr, Func<GeminiOptions, GeminiOptions> ask)
    {
        (_database, _library, Gemini) = (database, library, gemini);
        var options = ask(new() { ApiKey = "test", BaseUrl = gemini.Address, MaxSends = 1 });
        _transport = new(options, TimeProvider.System);
        _model = new(new GeminiChatClient(_transport, options));
        _functions = database.OpenFunctions();
        _documents = new(TargetEnvironment.Dev, _folder.File("documents"), project: null);
        var settings = new OcrOptions { TempFolder = _folder.File("temp"), ActePagesPerCall = ocr.ActePagesPerCall, InlineMegabytes = ocr.InlineMegabytes, Asks = ocr.Asks, Witnesses = ocr.Witnesses, SecondModel = ocr.SecondModel, Unwitnessed = ocr.Unwitnessed };
        _folders = new(settings);
        _images = new(settings, TimeProvider.System);
        _witnesses = new(settings, _images, TimeProvider.System);
        _progress = new([], Loops.On(TimeProvider.System), TimeProvider.System, NullLogger<ProgressPublisher>.Instance);
        var results = new PageResults(settings, options, new([_functions]), TimeProvider.System, NullLogger<PageResults>.Instance);
        Ledger = new(new([_functions]), options, TimeProvider.System, NullLogger<CallLedger>.Instance);
        var refused = new RefusedQuestions();
        var reader = new ModelReader(_model, options, Ledger, new(new(), options), refused, TimeProvider.System, NullLogger<ModelReader>.Instance);
        var files = new GeminiFiles(_transport, options, TimeProvider.System, NullLogger<GeminiFiles>.Instance);
        Parking = new(Time, NullLogger<ParkingLot>.Instance);
        Worker = new(new(
            settings, new([_documents]), _folders, _images,
            new(settings, options, reader, _images, _witnesses, new(_images), results),
            new(settings, options, reader, files, _images, new(settings, _witnesses, TimeProvider.System), new(settings, options, reader, _images), new(_images), results),
            new(new(new HostingOptions { DataPath = DataPath }), _images, settings, TimeProvider.System, NullLogger<ReviewPictures>.Instance),
            new(new([_functions])),
            Ledger, Parking, new(Parking, _model, options, refused, Time),
            _progress, OfficeWords.English, NullLogger<OcrWorker>.Instance));
    }

    public OcrWorker Worker { get; }

    /// <summary>What this worker's process has parked; its clock is <see cref="Time"/>.</summary>
    public ParkingLot Parking { get; }

    public FakeTimeProvider Time { get; } = new();

    /// <summary>Where pictures for review are kept.</summary>
    public string DataPath => _folder.File("data");

    public GeminiSimulator Gemini { get; }

    public CallLedger Ledger { get; }

    /// <summary>What reading cost today.</summary>
    public Task<ReadingSpend> SpendAsync() => new ReadingSpendReader(_functions).ReadTodayAsync(CancellationToken.None);

    /// <summary>Questions put to the model.</summary>
    public int Calls => _model.Calls;

    /// <summary>A PDF of more pages is refused as the limiter refuses what no minute of the quota holds.</summary>
    public int? PdfPagesOfAMinute
    {
        set => _model.PdfPagesOfAMinute = value;
    }

    /// <summary>Fires with the first question.</summary>
    public Task FirstCall => _model.First;

    /// <summary>Files that the model was shown by address, and files that are still there.</summary>
    public (int Shown, int Left) Uploads => (_model.Files, Gemini.Files.Count);

    public static async Task<OcrBench> StartAsync(PostgresFixture postgres, OcrOptions? ocr = null, Func<GeminiOptions, GeminiOptions>? ask = null)
    {
        var database = await QueueDatabase.CreateAsync(postgres);
        var library = new PaperLibrary();
        var gemini = await GeminiSimulator.StartAsync(new() { Library = library });
        return new(database, library, gemini, ocr ?? new(), ask ?? (usual => usual));
    }

    public Task<byte[]> PrintAsync(PaperDocument paper) => _library.PdfAsync(paper);

    /// <summary>Stores the paper, claims it as the queue would, and reads it.</summary>
    public async Task<JobOutcome> ReadAsync(PaperDocument paper)
    {
        using var running = await ClaimAsync(paper);
        return await Worker.RunAsync(running);
    }

    public async Task<JobOutcome> ReadAsync(byte[] content, Func<ClaimedJob, ClaimedJob>? change = null)
    {
        using var running = await ClaimAsync(DocumentSource.Index, "2784195", content, change);
        return await Worker.RunAsync(running);
    }

    public async Task<RunningJob> ClaimAsync(PaperDocument paper) => await ClaimAsync(
        paper.Kind is PaperKind.Acte ? DocumentSource.Acte : DocumentSource.Index, paper.Number, await PrintAsync(paper));

    public void ShouldLeaveNoFiles() =>
        Directory.GetDirectories(_folder.File("temp")).SelectMany(process => Directory.GetDirectories(process)).ShouldBeEmpty();

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        _progress.Dispose();
        _witnesses.Dispose();
        _images.Dispose();
        _folders.Dispose();
        _transport.Dispose();
        await Gemini.DisposeAsync();
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<RunningJob> ClaimAsync(DocumentSource source, string number, byte[] content, Func<ClaimedJob, ClaimedJob>? change = null)
    {
        var local = _folder.File($"{Guid.NewGuid():N}.pdf");
        await File.WriteAllBytesAsync(local, content);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var path = await _documents.PutAsync(new(source, number, "Montréal", null, sha256), local, CancellationToken.None);
        var job = new ClaimedJob
        {
            Id = Guid.NewGuid(),
            ClaimToken = 1,
            Stage = JobStage.Ocr,
            DocumentSource = source,
            DocumentNumber = number,
            WorkerId = "ocr-worker-1",
            Attempt = 1,
            MaxAttempts = 3,
            SupabasePath = path,
            ContentSha256 = sha256,
        };
        return new(TargetEnvironment.Dev, change?.Invoke(job) ?? job, TimeProvider.System);
    }

    /// <summary>Counts what is asked on its way to the model.</summary>
    private sealed class CountingClient(IChatClient inner) : DelegatingChatClient(inner)
    {
        private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;
        private int _files;

        public int? PdfPagesOfAMinute { get; set; }

        public int Calls => Volatile.Read(ref _calls);

        public int Files => Volatile.Read(ref _files);

        public Task First => _first.Task;

        public override Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var all = messages.ToList();
            Interlocked.Increment(ref _calls);
            Interlocked.Add(ref _files, all.SelectMany(message => message.Contents).OfType<UriContent>().Count());
            _first.TrySetResult();
            if (CallTags.Of(options).Pages > PdfPagesOfAMinute)
            {
                throw new GeminiException(GeminiFailure.NoQuota, "The request needs more input tokens than a minute has.") { Sent = false, IsTooLarge = true };
            }

            return base.GetResponseAsync(all, options, cancellationToken);
        }
    }
}
