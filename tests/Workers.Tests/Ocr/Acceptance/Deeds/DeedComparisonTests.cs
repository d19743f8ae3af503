using Shouldly;
using Simulators.Gold;
using Simulators.Gold.Lies;
using Simulators.Paper;
using Workers.Ocr.Readings;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>Truths and lies about drawn deeds against what real witnesses say of their PDFs.</summary>
public sealed class DeedComparisonTests(ITestOutputHelper output)
{
    private const double CaughtAtLeast = 0.95;
    private const double FalseAtMost = 0.02;

    [Fact]
    public async Task Of_a_deed_that_a_program_wrote_a_left_out_paragraph_is_caught_and_the_truth_raises_no_doubt()
    {
        var (told, caught, pages, alarms) = (0, 0, 0, 0);
        for (var seed = 0; seed < FuzzBudget.Cases(16); seed++)
        {
            var deed = GoldSet.Draw(seed, Varied(seed));
            var heard = await HeardDeed.HearAsync(deed);
            Count(heard, ref pages, ref alarms);
            Tell(deed, heard, seed, ref told, ref caught);
        }

        Report(told, caught, pages, alarms);
        caught.ShouldBeGreaterThanOrEqualTo((int)(CaughtAtLeast * told));
        alarms.ShouldBeLessThanOrEqualTo((int)(FalseAtMost * pages));
    }

    /// <summary>Skewed, turned, stamped, in every hand: as they come.</summary>
    [Fact]
    public async Task Of_deeds_in_any_look_with_a_text_of_their_own_the_truth_raises_no_doubt()
    {
        var (told, caught, pages, alarms) = (0, 0, 0, 0);
        for (var seed = 0; seed < FuzzBudget.Cases(24); seed++)
        {
            var deed = GoldSet.Draw(seed, GoldSet.Draw(seed).Combination with { Template = Template.Deed, Medium = Medium.BornDigital });
            var heard = await HeardDeed.HearAsync(deed);
            var silent = heard.Said.Values.Select(said => said.Words.Silence?.Text).FirstOrDefault(why => why is not null && why.Contains("aslant", StringComparison.Ordinal));
            output.WriteLine($"seed {seed} {deed.Combination.Turn} {deed.Combination.Skew} {deed.Combination.Hand}: {silent ?? "heard"}");
            Count(heard, ref pages, ref alarms);
            if (silent is null)
            {
                Tell(deed, heard, seed, ref told, ref caught);
            }
        }

        Report(told, caught, pages, alarms);
        alarms.ShouldBeLessThanOrEqualTo((int)(FalseAtMost * pages));
    }

    [Fact]
    public async Task Of_a_scanned_deed_Tesseract_misses_a_left_out_paragraph_and_the_truth_raises_no_doubt()
    {
        var (told, caught, pages, alarms) = (0, 0, 0, 0);
        for (var seed = 0; seed < FuzzBudget.Cases(2); seed++)
        {
            var deed = GoldSet.Draw(seed, Varied(seed) with { Medium = Medium.Scan, Skew = (Skew)(seed % 4), Stamping = (Stamping)(seed % 3), Dirt = (Dirt)(seed / 2 % 3) });
            var heard = await HeardDeed.HearAsync(deed, WitnessChoice.All);
            Count(heard, ref pages, ref alarms);
            for (var lie = 0; lie < 4; lie++)
            {
                Tell(deed, heard, (seed * 10) + lie, ref told, ref caught);
            }
        }

        Report(told, caught, pages, alarms);
        caught.ShouldBeGreaterThanOrEqualTo((int)(CaughtAtLeast * told));
        alarms.ShouldBeLessThanOrEqualTo((int)(FalseAtMost * pages));
    }

    [Theory]
    [InlineData("Digital", 6)]
    [InlineData("Scanned", 1)]
    public async Task Any_three_lines_that_are_cut_out_of_a_deed_are_caught(string look, int deeds)
    {
        var (told, caught, pages, alarms) = (0, 0, 0, 0);
        for (var seed = 0; seed < FuzzBudget.Cases(deeds); seed++)
        {
            var heard = await HeardDeed.HearAsync(HeardDeed.Paper(seed, Enum.Parse<PaperLook>(look), pages: look is "Digital" ? 2 : 1), WitnessChoice.All);
            Count(heard, ref pages, ref alarms);
            var random = new Random(seed);
            for (var lie = 0; lie < 10; lie++)
            {
                var page = random.Next(1, heard.Pages.Count + 1);
                var lines = heard.Pages[page - 1];
                var at = random.Next(4, lines.Count - 3);
                var found = heard.Compare(page, [.. lines.Take(at), .. lines.Skip(at + 3)]);
                told++;
                if (found.Doubts.Any(doubt => doubt.Dispute is { Standing: Standing.Missing, Box: not null }))
                {
                    caught++;
                }
                else
                {
                    output.WriteLine($"not caught: seed {seed} page {page}: {string.Join(" / ", lines.Skip(at).Take(3))}");
                }
            }
        }

        Report(told, caught, pages, alarms);
        caught.ShouldBeGreaterThanOrEqualTo((int)(CaughtAtLeast * told));
        alarms.ShouldBeLessThanOrEqualTo((int)(FalseAtMost * pages));
    }

    /// <summary>Any digit of any number of a deed that a program wrote, and pages that were returned for each other.</summary>
    [Fact]
    public async Task A_digit_that_is_another_and_pages_that_are_exchanged_are_caught()
    {
        var (told, caught) = (0, 0);
        for (var seed = 0; seed < FuzzBudget.Cases(8); seed++)
        {
            var heard = await (seed % 2 is 0 ? HeardDeed.HearAsync(HeardDeed.Paper(seed, PaperLook.Digital)) : HeardDeed.HearAsync(GoldSet.Draw(seed, Varied(seed) with { Extent = Extent.Continued })));
            var random = new Random(seed);
            for (var lie = 0; lie < 20; lie++)
            {
                var page = random.Next(1, heard.Pages.Count + 1);
                var text = heard.TextOf(page).ToCharArray();
                var digits = Enumerable.Range(0, text.Length).Where(at => char.IsAsciiDigit(text[at])).ToList();
                var place = digits[random.Next(digits.Count)];
                text[place] = (char)('0' + ((text[place] - '0' + random.Next(1, 10)) % 10));
                told++;
                if (DeedComparison.Of(new(text), heard.Said[page]).Doubts is [{ Dispute: { Standing: Standing.Disputed, Box: not null } }])
                {
                    caught++;
                }
                else
                {
                    output.WriteLine($"not caught: seed {seed} page {page}: …{new string(text)[Math.Max(0, place - 30)..Math.Min(text.Length, place + 10)].ReplaceLineEndings(" ")}…");
                }
            }

            DeedComparison.Of(heard.TextOf(2), heard.Said[1], new Dictionary<int, string> { [2] = heard.TextOf(1) }).Doubts
                .ShouldHaveSingleItem().Reason.ShouldEndWith("was returned as page 2");
        }

        output.WriteLine($"{caught} of {told} digits caught");
        caught.ShouldBeGreaterThanOrEqualTo((int)(CaughtAtLeast * told));
    }

    /// <summary>Scans as they come: handwriting, sideways, dirty. What a witness does not understand it says nothing of.</summary>
    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 3)]
    public async Task Of_scans_in_any_look_the_truth_raises_no_doubt(bool tesseract, int deeds)
    {
        var (pages, alarms) = (0, 0);
        for (var seed = 100; seed < 100 + FuzzBudget.Cases(deeds); seed++)
        {
            var deed = GoldSet.Draw(seed, GoldSet.Draw(seed).Combination with { Template = Template.Deed, Medium = Medium.Scan });
            output.WriteLine($"{deed.Combination}");
            Count(await HeardDeed.HearAsync(deed, tesseract ? WitnessChoice.All : WitnessChoice.Text), ref pages, ref alarms);
        }

        Report(0, 0, pages, alarms);
        alarms.ShouldBeLessThanOrEqualTo((int)(FalseAtMost * pages));
    }

    private static Combination Varied(int seed) => HeardDeed.Plain with
    {
        Hand = (Hand)(seed % 3),
        Language = seed % 4 is 3 ? Language.English : Language.French,
        Density = (Density)(seed % 3),
        Stamping = (Stamping)(seed % 3),
        Extent = (Extent)(seed % 3),
        Headings = (Headings)(seed % 2),
    };

    private void Count(HeardDeed heard, ref int pages, ref int alarms)
    {
        pages += heard.Pages.Count;
        output.WriteLine($"{heard.SecondsAPage:0.000} s a page");
        var said = heard.FalseAlarms();
        alarms += said.Select(alarm => alarm.Split(':')[0]).Distinct().Count();
        foreach (var alarm in said)
        {
            output.WriteLine($"false alarm: {alarm}");
        }
    }

    private void Tell(GoldDocument deed, HeardDeed heard, int seed, ref int told, ref int caught)
    {
        if (Lying.Tell(deed.Truth, LieKind.DropParagraph, seed) is not { } lied)
        {
            return;
        }

        told++;
        var lines = HeardDeed.LinesOf(lied.Told);
        if (Enumerable.Range(1, lines.Count).Any(page => heard.Compare(page, lines[page - 1]).Doubts.Any(doubt => doubt.Dispute is { Standing: Standing.Missing, Box: not null })))
        {
            caught++;
        }
        else
        {
            output.WriteLine($"not caught: {deed}: page {lied.Lie.Page}, {lied.Lie.True}");
        }
    }

    private void Report(int told, int caught, int pages, int alarms) => output.WriteLine($"{caught} of {told} lies caught, {alarms} of {pages} true pages doubted");
}
