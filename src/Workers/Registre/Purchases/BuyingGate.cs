using Workers.Documents;
using Workers.Hosting.Files;
using Workers.Jobs;
using Workers.Jobs.Parking;
using Workers.Registre.Consultations;
using Workers.Steering;

namespace Workers.Registre.Purchases;

/// <summary>Whether anything may be bought in one environment: only what can be received here and stored there is paid for.</summary>
/// <param name="folder">Where paid bytes lie until they are stored.</param>
internal sealed class BuyingGate(ParkingLot parking, IDocumentStore store, string folder, RegistreOptions options, SteeringBoard? steering = null)
{
    /// <summary>A store that does not take as much as this takes few documents.</summary>
    private const long Ordinary = 10 * 1024 * 1024;

    /// <param name="account">That would pay; null while it is not known.</param>
    /// <returns>Null when it is open; else a refusal that costs the document nothing.</returns>
    public RegistreFailure? FindClosed(string? account = null)
    {
        if (steering?.State.FindPayment(account) is { } paused)
        {
            return new(RegistreFault.Paused, "submit", paused);
        }

        if (FindDiskFault() is { } full)
        {
            parking.Park(store.Environment, JobStage.Download, ParkingCause.DiskFull, full, "there is room again", _ => Task.FromResult(FindDiskFault()));
        }

        return parking.Find(store.Environment, JobStage.Download) is { } parked
            ? new RegistreFailure(RegistreFault.Parked, "submit", parked.Describe()) { IsOutage = true }
            : null;
    }

    /// <summary>Stores a paid document. Where the store would refuse any, nothing more is bought until it takes this one; a large one alone waits.</summary>
    /// <exception cref="DocumentStoreException">It is not stored; its bytes stay on disk.</exception>
    public async Task<string> StoreAsync(DocumentName name, LocalCopy copy, CancellationToken cancellation)
    {
        try
        {
            return await store.PutAsync(name, copy.Path, cancellation);
        }
        catch (DocumentStoreException refusal) when (refusal.IsAway && (!refusal.IsTooLarge || copy.Facts.Bytes <= Ordinary))
        {
            parking.Park(
                store.Environment, JobStage.Download, ParkingCause.StoreRefuses, refusal.Message, "the store takes the document that it refused",
                stop => ProbeAsync(name, copy.Path, stop));
            throw;
        }
    }

    private string? FindDiskFault() => FreeSpace.FindFault(folder, options.DiskFree) is { } fault
        ? $"{fault} to receive documents: free some space, or lower REGISTRE_DISK_FREE_MB."
        : null;

    /// <summary>What the store says to that document alone is its own matter and parks nothing.</summary>
    private async Task<string?> ProbeAsync(DocumentName name, string file, CancellationToken cancellation)
    {
        if (!File.Exists(file))
        {
            return await store.CheckAsync(cancellation);
        }

        try
        {
            await store.PutAsync(name, file, cancellation);
            return null;
        }
        catch (DocumentStoreException refusal)
        {
            return refusal.IsAway ? refusal.Message : null;
        }
    }
}
