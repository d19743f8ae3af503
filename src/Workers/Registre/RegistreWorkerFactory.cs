using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Documents;
using Workers.Hosting;
using Workers.Hosting.Node;
using Workers.Jobs.Parking;
using Workers.Pdf;
using Workers.Progress;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;
using Workers.Registre.Consultations;
using Workers.Registre.Purchases;
using Workers.Steering;

namespace Workers.Registre;

/// <summary>Makes the workers of one process; they share its folder of paid documents and nothing else.</summary>
internal sealed class RegistreWorkerFactory(
    Steered<RegistreOptions> settings,
    DataFolder data,
    DiskIdentity disk,
    AccountLeases accounts,
    Databases databases,
    DocumentStores stores,
    ParkingLot parking,
    ProgressPublisher progress,
    TimeProvider time,
    ILoggerFactory loggers,
    PaidSteps? paidSteps = null,
    SteeringBoard? steering = null)
{
    private const string Room = "registre";

    private readonly UnknownPages _unknown = new(parking, time);
    private readonly PaidSteps _paid = paidSteps ?? new(time);

    public RegistreWorker Create(string workerId)
    {
        var options = settings.Configured;
        var downloads = data.Room(Path.Combine(Room, "downloads", workerId));
        var logger = loggers.CreateLogger<RegistreWorker>();
        var received = data.Room(Path.Combine(Room, "received"));
        var copies = new LocalCopies(received, downloads);
        var evidence = new Evidence(data.Room(Path.GetRelativePath(data.Root, EvidenceSweep.FolderIn(data.Root))), options, time, logger);
        var chromium = new Chromium(options, downloads, time, logger);
        var session = new RegistreSession(workerId, chromium, accounts, options, time, logger);
        var visits = new SiteVisits(session, evidence);
        var pdf = new ArrivedPdf(new(PdfLimits.Arrival, time));
        var aside = new SetAside(data.Room(Path.Combine(Room, "set-aside")), options.EvidenceKept, time);
        ClearArrivals(downloads, aside);
        return new(
            chromium,
            session,
            environment => new(
                new(databases[environment], disk.Id, settings.Current.Spending, time), copies, aside, stores[environment],
                new(parking, stores[environment], received, options, steering), visits, _unknown, accounts, _paid, pdf, progress, options, time, logger));
    }

    /// <summary>What a process that died was receiving may be paid for: it is kept where it has a purchase's name, the browser's own files are not.</summary>
    private static void ClearArrivals(string downloads, SetAside aside)
    {
        foreach (var leftover in Directory.EnumerateFiles(downloads))
        {
            if (Path.GetExtension(leftover) == ".pdf" && Guid.TryParse(Path.GetFileNameWithoutExtension(leftover), out var purchase))
            {
                aside.Take(purchase, leftover, "left");
            }

            File.Delete(leftover);
        }
    }
}
