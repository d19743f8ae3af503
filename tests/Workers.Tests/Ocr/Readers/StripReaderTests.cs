using Shouldly;
using Workers.Ocr.Acceptance.Deeds;
using Workers.Ocr.Pages;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Words;
using Xunit;
using static Workers.Ocr.Acceptance.Deeds.WrittenDeedPage;

namespace Workers.Ocr.Readers;

public sealed class StripReaderTests
{
    [Fact]
    public void What_is_told_after_a_repair_has_its_place_on_the_page_as_it_is_shown()
    {
        var upright = Say(Body);
        var said = upright with { Words = Testimony<WordPage>.Of(upright.Words.Said! with { Turn = PageTurn.QuarterRight }) };
        var text = string.Join('\n', Body.Where((_, line) => line is < 2 or (> 3 and < 7) or > 9));
        var before = DeedComparison.Of(text, said);
        var (lost, found) = (before.Missing[0], before.Missing[1]);
        var page = new ActePage(1, false, text, 0);
        var result = new PageResult<ActePage>(Guid.Empty, page, [.. before.Doubts.Select(doubt => doubt.Reason), "other"], 1, PageView.Prepared, default);

        var repaired = StripReader.Repaired(result, page with { Text = DeedRepair.Put(text, found, found.Text)! }, [(found, found.Text)], before, said);

        repaired.Disputes.ShouldHaveSingleItem().Box.ShouldBe(said.AsShown(lost.Box));
        repaired.Values.Where(value => value.Box is not null).Select(value => value.Box!.Value).ShouldBe(said.Lines.Select(line => said.AsShown(line.Box)));
        repaired.Repairs.ShouldHaveSingleItem().Line.ShouldBe(8);
        repaired.Doubts.Except(repaired.Named!).ShouldBe(["other"]);
    }
}
