using Shouldly;
using Workers.Ocr.Readings;
using Xunit;
using static Workers.Ocr.Acceptance.WrittenPage;

namespace Workers.Ocr.Acceptance;

/// <summary>What is read anew of a strip, on pages of many layouts whose truth is known.</summary>
public sealed class StripRepairTests
{
    private const int Asks = 2;

    private static IEnumerable<(WrittenPage Page, Lie Lie, IndexPage Answer, Strip Strip)> Cases =>
        from page in All
        from lie in Enum.GetValues<Lie>()
        let answer = page.Tell(lie)?.Page
        where answer is not null
        let strip = StripPlan.Next(Reconciliation.Of(answer, page.Said)!, Asks)
        where strip is not null
        select (page, lie, answer, strip.Value);

    [Fact]
    public void A_strip_that_is_read_as_it_stands_sets_the_page_right_and_every_change_is_listed()
    {
        var lies = new HashSet<Lie>();
        foreach (var (page, lie, answer, strip) in Cases)
        {
            List<StripReading> strips = [page.Read(strip)];
            var (repaired, repairs) = StripRepair.Apply(answer, page.Said, strips);
            while (StripPlan.Next(Reconciliation.Of(repaired, page.Said, strips)!, Asks) is { } next)
            {
                strips.Add(page.Read(next));
                (repaired, repairs) = StripRepair.Apply(answer, page.Said, strips);
            }

            page.Doubts(repaired, strips).ShouldBeEmpty($"{lie} on page {page.Seed}");
            repaired.Inscriptions.Select(Said).ShouldBe(page.Truth.Inscriptions.Select(Said), $"{lie} on page {page.Seed}");
            repaired.LinesSeen.ShouldBe(page.Truth.LinesSeen);
            repairs.Count.ShouldBe(lie is Lie.PartiesExchanged ? 2 : 1, $"{lie} on page {page.Seed}");
            lies.Add(lie);
        }

        lies.ShouldBe(Enum.GetValues<Lie>().Where(lie => lie is not Lie.NothingReturned), ignoreOrder: true);
    }

    [Fact]
    public void A_strip_that_tells_the_same_lie_changes_nothing_and_is_asked_once()
    {
        foreach (var (page, lie, answer, strip) in Cases.Where(known => known.Lie is not Lie.PartiesExchanged))
        {
            var lied = answer.Inscriptions.Where(line => Shows(page, strip, line)).ToList();
            StripReading[] strips = [new(strip, lied)];
            var (repaired, repairs) = StripRepair.Apply(answer, page.Said, strips);
            repairs.ShouldBeEmpty($"{lie} on page {page.Seed}");
            repaired.ShouldBeSameAs(answer);
            page.Doubts(repaired, strips).ShouldHaveSingleItem($"{lie} on page {page.Seed}").AgainMayHelp.ShouldBeFalse();
            StripPlan.Next(Reconciliation.Of(repaired, page.Said, strips)!, Asks).ShouldBeNull();
        }
    }

    /// <summary>Written by hand between printed lines, for one: the witness sees none of it, and two readings differ in a digit.</summary>
    [Fact]
    public void A_line_that_the_strip_reads_with_another_number_is_not_taken_out()
    {
        var cases = Cases.Where(known => known.Lie is Lie.Invented).ToList();
        cases.ShouldNotBeEmpty();
        foreach (var (page, _, answer, strip) in cases)
        {
            var known = page.Truth.Inscriptions.Select(line => line.PublicationNumber).ToHashSet(StringComparer.Ordinal);
            var alone = answer.Inscriptions.Single(line => !known.Contains(line.PublicationNumber));
            var slipped = alone with { PublicationNumber = alone.PublicationNumber[..^1] + (alone.PublicationNumber[^1] is '9' ? '0' : '9') };
            var read = page.Read(strip);
            var (repaired, _) = StripRepair.Apply(answer, page.Said, [read with { Lines = [.. read.Lines, slipped] }]);
            repaired.Inscriptions.Select(line => line.PublicationNumber).ShouldContain(alone.PublicationNumber, $"page {page.Seed}");
            page.Doubts(repaired, [read with { Lines = [.. read.Lines, slipped] }]).ShouldNotBeEmpty($"page {page.Seed}");
        }
    }

    [Fact]
    public void Two_readings_of_letters_outweigh_Tesseract_and_no_text_layer()
    {
        var (page, other) = StrangeParty(new(12, ReconciliationTests.Slip));
        var strip = StripPlan.Next(Reconciliation.Of(other, page.Said)!, Asks).ShouldNotBeNull();
        StripReading[] strips = [new(strip, [.. other.Inscriptions.Skip(strip.First).Take(strip.Count)])];
        page.Doubts(other, strips).ShouldBeEmpty();
        WitnessedPage.Of(other, page.Said, new(strips, [])).Values.Where(value => value is { Field: "parties", Confidence: 0.7 }).ShouldHaveSingleItem().Standing.ShouldBe(Standing.Confirmed);

        (page, other) = StrangeParty(new(12));
        page.Doubts(other, strips).ShouldHaveSingleItem().Reason.ShouldContain(", twice, where the page says");
    }

    [Fact]
    public void Most_of_a_page_is_no_strip()
    {
        foreach (var page in All.Where(page => page.Truth.Inscriptions.Count > 3))
        {
            var few = page.Truth.Inscriptions.Take(page.Truth.Inscriptions.Count / 3).ToList();
            StripPlan.Next(Reconciliation.Of(page.Truth with { Inscriptions = few }, page.Said)!, Asks).ShouldBeNull();
        }
    }

    /// <summary>Whether the strip shows what the line tells of: its inscription, or the place where it was invented.</summary>
    private static bool Shows(WrittenPage page, Strip strip, Inscription line)
    {
        var at = page.Truth.Inscriptions.ToList().FindIndex(known => known.PublicationNumber[..^1] == line.PublicationNumber[..^1]);
        return at < 0 || strip.Holds(at);
    }

    private static (WrittenPage Page, IndexPage Other) StrangeParty(WrittenPage page)
    {
        var line = page.Truth.Inscriptions[2];
        return (page, page.Truth with { Inscriptions = [.. page.Truth.Inscriptions.Select(said => said == line ? line with { Parties = [new("GAGNON, Philippe", "")] } : said)] });
    }

    private static string Said(Inscription line) => string.Join('|', IndexField.All.Select(field => field.Read(line)).Append($"{line.Line}"));
}
