using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Simulators.Demo;
using Simulators.Gemini;
using Simulators.Paper;
using Workers.Benchmarks.Daemon;
using Workers.Benchmarks.Queue;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Ocr;
using Workers.Ocr.Leptonica;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses;

namespace Workers.Benchmarks.Pipeline;

/// <summary>
/// The built daemon reads index documents with a model that answers at once, from the claim to the stored result; a bare loop prepares and
/// witnesses the same pages, as many at a time. They take turns.
/// </summary>
internal static class PipelineBenchmark
{
    private const double Bar = 0.9;

    /// <summary>Memory that counts as flat.</summary>
    private const double MostGrowth = 1.1;
    private const int PagesEach = 4;
    private const int Workers = 2;

    public static async Task RunAsync(Report report, BenchmarkOptions options)
    {
        if (LeptonicaLibrary.Check() is { } missing)
        {
            report.Miss(missing);
            return;
        }

        await MeasureAsync(report, options, PaperLook.Digital, WitnessChoice.Text, "born-digital");
        await MeasureAsync(report, options, PaperLook.Scanned, WitnessChoice.Text, "scanned");
    }

    private static async Task MeasureAsync(Report report, BenchmarkOptions options, PaperLook look, WitnessChoice witnesses, string name)
    {
        var folder = Directory.CreateTempSubdirectory("workers-pipeline-").FullName;
        await using var fixture = await DaemonFixture.StartAsync();
        await using var model = await InstantModel.StartAsync();
        var settings = new Dictionary<string, string>(fixture.Settings, StringComparer.Ordinal)
        {
            ["GEMINI_BASE_URL"] = model.Address.AbsoluteUri,
            ["GEMINI_MAX_RPM"] = "1000000",
            ["GEMINI_MAX_TPM"] = "10000000000",
            ["OCR_WORKER_POOL_SIZE"] = Workers.ToString(CultureInfo.InvariantCulture),
            ["OCR_MIN_ACTE_WORKERS"] = "0",
            ["OCR_WITNESSES"] = witnesses.ToString().ToLowerInvariant(),

            // Of a scan that nobody reads beside the model the reading is stored, and no person waited for.
            ["OCR_UNWITNESSED"] = nameof(UnwitnessedChoice.Accept).ToLowerInvariant(),
        };
        await using var daemon = fixture.NewDaemon("pipeline");
        try
        {
            var papers = Enumerable.Range(0, options.IsQuick ? 8 : 24).Select(seed => new PaperDocument
            {
                Kind = PaperKind.Index, Number = "2784195", Circonscription = "Montréal", Cadastre = "Cadastre du Québec", Pages = PagesEach, Look = look, Seed = seed,
            }).ToList();
            using var bare = new BareLoop(new OcrOptions { Witnesses = witnesses }, folder);
            var rows = new List<string>();
            foreach (var paper in papers)
            {
                rows.Add(await bare.AddAsync(paper, model, fixture.Settings["DEV_DOCUMENTS_PATH"]));
            }

            await daemon.StartAsync(settings);
            await RoundAsync(fixture, daemon, rows);
            List<double> ours = [], theirs = [], held = [];
            for (var round = 0; round < options.Repetitions; round++)
            {
                var (took, most) = await TreeMemory.PeakAsync(daemon.ProcessId, () => RoundAsync(fixture, daemon, rows));
                ours.Add(papers.Count / took.TotalMinutes);
                held.Add(most);
                theirs.Add(papers.Count / (await bare.RoundAsync()).TotalMinutes);
            }

            report.Add(new("pipeline", $"{name}: documents of {PagesEach} pages, from claim to result", "a minute", [.. ours]));
            report.Add(new("pipeline", $"{name}: the same pages prepared and witnessed in a bare loop", "a minute", [.. theirs], IsPeer: true));
            report.Add(new("pipeline", $"{name}: ours ÷ bare, turn by turn", "times", [.. ours.Zip(theirs, (one, other) => one / other)], Bar));
            report.Add(new("pipeline", $"{name}: most memory of the daemon and its children in each {papers.Count * PagesEach} pages", "MB", [.. held]));
            report.Add(new("pipeline", $"{name}: the same after {options.Repetitions * papers.Count * PagesEach} pages ÷ after {papers.Count * PagesEach}", "times", [held[^1] / held[0]], MostGrowth, IsAtMost: true));
            if (model.Unknown > 0)
            {
                report.Miss($"{name}: {model.Unknown} pages were shown that the bare loop had not seen");
            }

            await daemon.StopAsync(TimeSpan.FromSeconds(30));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>From the first claim to the last result.</returns>
    private static async Task<TimeSpan> RoundAsync(DaemonFixture fixture, DemoDaemon daemon, IReadOnlyList<string> paths)
    {
        await fixture.ReadAsync<object>("truncate extraction_queue, job_events, ocr_pages, ocr_calls cascade");
        var values = string.Join(", ", paths.Select((path, i) => string.Create(
            CultureInfo.InvariantCulture, $"('index', '2784195', 'Montréal', 'Cadastre du Québec', 3, '{path}', now() + {i} * interval '1 microsecond')")));
        await fixture.ReadAsync<object>(
            $"insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, status_id, supabase_path, available_at) values {values}");
        await fixture.ReadAsync<object>("select pg_notify('workers_queue', '')");
        await QueueBenchmark.UntilAsync(async () => daemon.HasExited
            ? throw new InvalidOperationException("The daemon ended before all was read: its own log says why.")
            : await fixture.ReadAsync<long>("select count(*) from extraction_queue where status_id not in (4, 5)") == 0);
        if (await fixture.ReadAsync<string>("select string_agg(coalesce(review_reason, ocr_error, error_message), '; ') from extraction_queue where status_id <> 4 or needs_review") is { } wrong)
        {
            throw new InvalidOperationException($"Not every document was read: {wrong}");
        }

        return TimeSpan.FromSeconds(await fixture.ReadAsync<double>("select extract(epoch from max(at) - min(at) filter (where kind = 'claimed'))::float8 from job_events"));
    }

    /// <summary>Prepares and witnesses the pages of its documents, as many at a time as the daemon does, and nothing else.</summary>
    private sealed class BareLoop : IDisposable
    {
        private readonly OcrOptions _options;
        private readonly string _folder;
        private readonly PageImages _images;
        private readonly PageWitnesses _witnesses;
        private readonly List<(string Pdf, int Page)> _pages = [];

        public BareLoop(OcrOptions options, string folder)
        {
            (_options, _folder) = (options, folder);
            _images = new(options, TimeProvider.System);
            _witnesses = new(options, _images, TimeProvider.System);
        }

        /// <summary>Prints a document, stores it for the daemon, and tells the model what its pages say.</summary>
        /// <returns>Where the daemon finds it.</returns>
        public async Task<string> AddAsync(PaperDocument paper, InstantModel model, string documents)
        {
            var pdf = Path.Combine(_folder, $"{paper.Seed}.pdf");
            await File.WriteAllBytesAsync(pdf, await PaperPress.PrintAsync(paper));
            var description = await _images.DescribeAsync(pdf, CancellationToken.None);
            foreach (var truth in PaperPress.Write(paper).Pages)
            {
                _pages.Add((pdf, truth.Page));
                var (image, _) = await _witnesses.PrepareAsync(pdf, description, truth.Page, _folder, CancellationToken.None);
                model.Teach(image.Jpeg.Span, IndexScribe.Read(new(1, paper, truth.Page, truth), band: null));
            }

            var sha256 = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(pdf)));
            return await new FolderDocumentStore(TargetEnvironment.Dev, documents, project: null)
                .PutAsync(new(DocumentSource.Index, $"278419{paper.Seed}", paper.Circonscription, null, sha256), pdf, CancellationToken.None);
        }

        public async Task<TimeSpan> RoundAsync()
        {
            var started = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(_pages.Chunk(PagesEach), new ParallelOptions { MaxDegreeOfParallelism = Workers }, async (pages, stop) =>
            {
                var description = await _images.DescribeAsync(pages[0].Pdf, stop);
                await Parallel.ForEachAsync(pages, new ParallelOptions { MaxDegreeOfParallelism = _options.PageConcurrency, CancellationToken = stop }, async (page, cancel) =>
                    await _witnesses.PrepareAsync(page.Pdf, description, page.Page, _folder, cancel));
            });
            return Stopwatch.GetElapsedTime(started);
        }

        public void Dispose()
        {
            _witnesses.Dispose();
            _images.Dispose();
        }
    }
}
