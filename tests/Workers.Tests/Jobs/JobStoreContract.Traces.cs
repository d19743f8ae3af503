using System.Diagnostics;
using Shouldly;
using Xunit;

namespace Workers.Jobs;

public abstract partial class JobStoreContract
{
    [Fact]
    public async Task A_document_has_one_trace_from_its_first_claim_on()
    {
        var id = await EnqueueAsync(Index());
        var download = await ClaimDownloadAsync();
        await Store.CompleteDownloadAsync(download.Claim, Stored, CancellationToken.None);
        var ocr = (await ClaimAsync(JobStage.Ocr, DocumentSource.Index, "ocr-1")).ShouldHaveSingleItem();

        ActivityContext.TryParse(download.TraceParent, null, out var trace).ShouldBeTrue();
        trace.TraceFlags.ShouldBe(ActivityTraceFlags.Recorded);
        ocr.TraceParent.ShouldBe(download.TraceParent);
        (await Database.ReadAsync<string>($"select trace_parent from extraction_queue where id = '{id}'")).ShouldBe(download.TraceParent);
    }

    [Theory]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true)]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01", false)]
    [InlineData("00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01", false)]
    [InlineData("of another program", false)]
    public async Task Who_adds_a_document_may_give_it_a_trace_and_what_is_none_is_replaced(string given, bool isKept)
    {
        var id = await EnqueueAsync(Index());
        await Database.ExecuteAsync($"update extraction_queue set trace_parent = '{given}' where id = '{id}'");

        var claimed = await ClaimDownloadAsync();

        (claimed.TraceParent == given).ShouldBe(isKept);
        ActivityContext.TryParse(claimed.TraceParent, null, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task A_claim_tells_how_long_the_document_could_have_been_claimed()
    {
        await EnqueueAsync(Index());
        await Database.SetClockAheadAsync(TimeSpan.FromMinutes(10));
        (await ClaimDownloadAsync()).WaitedSeconds.ShouldBeInRange(599, 660);

        await EnqueueAsync(Index("77"));
        await Database.ExecuteAsync("update extraction_queue set available_at = '-infinity' where document_number = '77'");
        (await ClaimDownloadAsync()).WaitedSeconds.ShouldBe(0);
    }

    [Fact]
    public async Task What_is_leased_or_rescued_is_named_by_its_number_too()
    {
        await EnqueueAsync(Index("1 425 100"));
        await ClaimDownloadAsync("lost");
        (await Store.ReadLeasesAsync(["lost"], CancellationToken.None)).ShouldHaveSingleItem().DocumentNumber.ShouldBe("1425100");

        (await LoseLeasesAsync()).Jobs.ShouldHaveSingleItem().DocumentNumber.ShouldBe("1425100");
    }
}
