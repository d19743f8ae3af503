using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Documents;
using Workers.Hosting;
using Workers.Hosting.Node;
using Workers.Pdf;
using Workers.Progress;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;
using Workers.Registre.Consultations;
using Workers.Registre.Purchases;

namespace Workers.Registre;

/// <summary>Makes the workers of one process; they share its folder of paid documents and nothing else.</summary>
internal sealed class RegistreWorkerFactory(
    RegistreOptions options,
    DataFolder data,
    DiskIdentity disk,
    AccountLeases accounts,
    Databases databases,
    DocumentStores stores,
    ProgressPublisher progress,
    TimeProvider time,
    ILoggerFactory loggers)
{
    private const string Room = "registre";

    public RegistreWorker Create(string workerId)
    {
        var downloads = data.Room(Path.Combine(Room, "downloads", workerId));
        foreach (var leftover in Directory.EnumerateFiles(downloads))
        {
            File.Delete(leftover);
        }

        var logger = loggers.CreateLogger<RegistreWorker>();
        var copies = new LocalCopies(data.Room(Path.Combine(Room, "received")), downloads);
        var evidence = new Evidence(data.Room(Path.Combine(Room, "evidence")), options.EvidenceKept, time, logger);
        var chromium = new Chromium(options, downloads, time, logger);
        var session = new RegistreSession(workerId, chromium, accounts, options, time, logger);
        var visits = new SiteVisits(session, evidence);
        var pdf = new ArrivedPdf(new(PdfLimits.Arrival, time));
        return new(
            chromium,
            session,
            environment => new(
                new(databases[environment], disk.Id, time), copies, stores[environment], visits, accounts, pdf, progress, options, time, logger));
    }
}
