using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Parking;

namespace Workers.Registre.Purchases;

/// <summary>
/// Pages of the site that nobody knows, over the documents of one process. The first costs its document an attempt: it may be that document's own.
/// From the second document on buying is parked, so that a site that changed drains no queue; after a while one document tries it again.
/// </summary>
internal sealed class UnknownPages(ParkingLot parking, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Guid? _first;

    /// <summary>A document was had: the site is known.</summary>
    public void Passed()
    {
        lock (_gate)
        {
            _first = null;
        }
    }

    /// <returns>Whether another document met one before, so that buying is parked.</returns>
    public bool Met(TargetEnvironment environment, Guid document, RegistreFailure failure, TimeSpan pause)
    {
        lock (_gate)
        {
            _first ??= document;
            if (_first == document)
            {
                return false;
            }
        }

        var since = time.GetTimestamp();
        parking.Park(
            environment,
            JobStage.Download,
            ParkingCause.UnknownSite,
            $"{failure.Message.TrimEnd('.')}. The page is kept in {failure.Evidence ?? "no folder: it could not be saved"}; compare it with the site, and update the program.",
            "one document tries it again",
            _ => Task.FromResult(time.GetElapsedTime(since) >= pause ? null : failure.Message));
        return true;
    }
}
