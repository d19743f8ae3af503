using System.Text.Json;
using Shouldly;
using Simulators.Gold;
using Simulators.Gold.Contents;
using Simulators.Gold.Lies;
using Simulators.Gold.Truths;
using Xunit;

namespace Workers.Simulators.Gold;

/// <summary>Each lie changes what it says and nothing else, and everything that counts on it lies along.</summary>
public sealed class LyingTests
{
    public static TheoryData<string> Kinds => [.. Enum.GetNames<LieKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_lie_names_where_it_is_and_leaves_every_other_page_and_the_truth_as_they_were(string named)
    {
        var kind = Enum.Parse<LieKind>(named);
        var told = 0;
        foreach (var document in GoldSet.Sample(16, seed: 31))
        {
            var before = JsonSerializer.Serialize(document.Truth);
            if (Lying.Tell(document.Truth, kind, seed: 1) is not { } lied)
            {
                continue;
            }

            told++;
            JsonSerializer.Serialize(document.Truth).ShouldBe(before);
            JsonSerializer.Serialize(Lying.Tell(document.Truth, kind, seed: 1)).ShouldBe(JsonSerializer.Serialize(lied));
            (lied.Lie.True == lied.Lie.False).ShouldBeFalse();
            lied.Told.Pages.Count.ShouldBe(document.Truth.Pages.Count);
            lied.Told.Pages.Zip(document.Truth.Pages).Where(pages => JsonSerializer.Serialize(pages.First) != JsonSerializer.Serialize(pages.Second))
                .Select(pages => pages.First.Number).First().ShouldBe(lied.Lie.Page);
            lied.Told.Pages.ShouldAllBe(page => page.LineCount == page.Lines.Count && page.Lines.Select((line, at) => line.Number == at + 1).All(right => right));
            if (kind != LieKind.DropParagraph)
            {
                Holds(document.Truth, lied);
            }
        }

        told.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_dropped_paragraph_has_two_lines_or_more_and_goes_from_every_page_it_stands_on()
    {
        var divided = 0;
        foreach (var seed in Enumerable.Range(0, 80))
        {
            var deed = GoldSet.Draw(seed, GoldSet.Draw(seed).Combination with { Template = Template.Deed, Extent = Extent.Continued }).Truth;
            var lied = Lying.Tell(deed, LieKind.DropParagraph, seed)!;

            var gone = deed.Pages.SelectMany(page => page.Paragraphs).Where(part => part.Number == lied.Lie.Line).ToArray();
            divided += gone.Length - 1;
            gone.Sum(part => part.Lines.Count).ShouldBeGreaterThan(1);
            string.Join(' ', gone.Select(part => part.Text)).ShouldBe(lied.Lie.True);
            var told = lied.Told.Pages.SelectMany(page => page.Paragraphs).ToArray();
            told.Select(part => part.Text).ShouldBe(deed.Pages.SelectMany(page => page.Paragraphs).Where(part => part.Number != lied.Lie.Line).Select(part => part.Text));
            told.Select(part => part.Number).Distinct().ShouldBe(Enumerable.Range(1, told[^1].Number));
        }

        divided.ShouldBeGreaterThan(0);
    }

    /// <summary>What the page tells against what it should say, by the words of the lie.</summary>
    private static void Holds(GoldTruth truth, Lied lied)
    {
        var lie = lied.Lie;
        IReadOnlyList<GoldLine> right = truth.Pages[lie.Page - 1].Lines, told = lied.Told.Pages[lie.Page - 1].Lines;
        var changed = told.Count == right.Count ? right.Zip(told).Where(lines => JsonSerializer.Serialize(lines.First) != JsonSerializer.Serialize(lines.Second)).ToArray() : [];
        var now = told.ElementAtOrDefault(lie.Line - 1);
        switch (lie.Kind)
        {
            case LieKind.OmitLine:
                told.Select(line => line.PublicationNumber).ShouldBe(right.Where(line => line.Number != lie.Line).Select(line => line.PublicationNumber));
                return;
            case LieKind.InventLine:
                now!.PublicationNumber.ShouldBe(lie.False);
                told.Where(line => line.Number != lie.Line).Select(line => line.PublicationNumber).ShouldBe(right.Select(line => line.PublicationNumber));
                now.Parties.Select(party => party.Name).ShouldNotBe(right[lie.Line - 2].Parties.Select(party => party.Name));
                return;
            case LieKind.ExchangeParties:
                changed.Select(lines => lines.First.Number).ShouldBe(new[] { lie.Line, lie.OtherLine!.Value }.Order());
                now!.Parties.ShouldBe(right[lie.OtherLine!.Value - 1].Parties);
                told[lie.OtherLine!.Value - 1].Parties.ShouldBe(right[lie.Line - 1].Parties);
                return;
        }

        changed.Select(lines => lines.First.Number).ShouldBe([lie.Line]);
        var was = right[lie.Line - 1];
        switch (lie.Kind)
        {
            case LieKind.ChangeNumberDigit:
                was.PublicationNumber.Zip(now!.PublicationNumber).Count(digits => digits.First != digits.Second).ShouldBe(1);
                now.Cell(Field.Number)!.Text.ShouldBe(Written.Number(lie.False!, truth.Writing).Replace(Written.Tie, ' '));
                break;
            case LieKind.WrongDate:
                $"{now!.Date:yyyy-MM-dd}".ShouldBe(lie.False);
                now.Cell(Field.Date)!.Text.ShouldBe(Written.Date(now.Date, truth.Writing).Replace(Written.Tie, ' '));
                break;
            case LieKind.WrongRadiation:
                now!.Radiations.Except(was.Radiations).ShouldBe([lie.False]);
                break;
            case LieKind.DropParty:
                now!.Parties.Select(party => party.Name).ShouldBe(was.Parties.Select(party => party.Name).Where(name => name != lie.True));
                now.Cells.ShouldAllBe(cell => !cell.Text.Contains(lie.True!, StringComparison.Ordinal));
                break;
        }
    }
}
