using Workers.Documents;
using Workers.Hosting.Files;

namespace Workers.Operations.Files;

/// <summary>What it means for a file on its way that a disk or a store refused (pure).</summary>
internal static class DiskFaults
{
    /// <param name="failure">Of this machine's disk, or of a store.</param>
    public static OperationException Of(Exception failure) => IsFull(failure)
        ? new(OperationFailure.Full, $"{failure.Message} What arrived before is kept; send the rest when there is room.", failure)
        : new(OperationFailure.Unavailable, failure.Message, failure);

    private static bool IsFull(Exception failure) => FullDisk.Is(failure) || (failure is DocumentStoreException { InnerException: { } disk } && FullDisk.Is(disk));
}
