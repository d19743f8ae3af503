using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Documents;
using Workers.Jobs;
using Workers.Jobs.Parking;
using Workers.Registre.Consultations;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Purchases;

public sealed class BuyingGateTests
{
    private const long Megabyte = 1024 * 1024;

    [Theory]
    [InlineData(1, true)]
    [InlineData(200, false)]
    public async Task A_store_that_takes_no_document_of_ordinary_size_parks_buying_and_a_large_one_alone_waits(int megabytes, bool isParked)
    {
        using var folder = new TemporaryFolder();
        var lot = new ParkingLot(TimeProvider.System, NullLogger<ParkingLot>.Instance);
        var gate = new BuyingGate(lot, new SwitchableStore { IsTooSmall = true }, folder.Path, new() { DiskFree = 0 });
        var copy = new LocalCopy(folder.File("paid.pdf"), new(new('a', 64), megabytes * Megabyte, 3, null));

        var refusal = await Should.ThrowAsync<DocumentStoreException>(
            () => gate.StoreAsync(new(DocumentSource.Acte, "1", "Hull", null, copy.Facts.ContentSha256), copy, TestContext.Current.CancellationToken));

        refusal.IsAway.ShouldBeTrue("it costs no attempt");
        (gate.FindClosed() is not null).ShouldBe(isParked);
    }
}
