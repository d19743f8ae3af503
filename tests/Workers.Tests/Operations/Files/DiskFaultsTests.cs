using Shouldly;
using Workers.Documents;
using Workers.Web;
using Xunit;

namespace Workers.Operations.Files;

/// <summary>A disk without room is nobody's fault who sends a file, and is told as such.</summary>
public sealed class DiskFaultsTests
{
    private const int NoSpaceLeft = 28;

    [Fact]
    public void A_full_disk_here_or_under_the_store_is_told_as_507_and_another_fault_as_503()
    {
        var full = new IOException("No space left on device") { HResult = NoSpaceLeft };

        Problems.Of(DiskFaults.Of(full)).ShouldSatisfyAllConditions(problem => problem.Status.ShouldBe(507), problem => problem.Code.ShouldBe(ProblemCode.StorageFull));
        Problems.Of(DiskFaults.Of(new DocumentStoreException("DEV: No space left", missing: false, full))).Status.ShouldBe(507);
        Problems.Of(DiskFaults.Of(new DocumentStoreException("DEV Storage did not answer", missing: false))).Status.ShouldBe(503);
        Problems.Of(DiskFaults.Of(new UnauthorizedAccessException("no"))).Status.ShouldBe(503);
    }

    [Fact]
    public void Where_a_disk_is_mounted_is_told_to_nobody_over_the_network()
    {
        foreach (var fault in new Exception[] { new IOException("'/srv/office' is away"), new UnauthorizedAccessException("'/srv/office' is locked"), new IOException("'/srv/office' is full") { HResult = NoSpaceLeft } })
        {
            DiskFaults.Of(fault).Message.ShouldContain("/srv/office", customMessage: "the log has it");
            Problems.Of(DiskFaults.Of(fault)).Detail.ShouldNotContain("/srv");
        }
    }
}
