using Shouldly;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;
using Xunit;
using static Workers.Ocr.Acceptance.WrittenPage;

namespace Workers.Ocr.Acceptance;

/// <summary>Answers that agree with themselves and not with the page, on pages of many layouts whose truth is known.</summary>
public sealed class ReconciliationTests
{
    [Fact]
    public void A_page_that_is_read_as_it_stands_is_confirmed_value_by_value_and_raises_no_doubt()
    {
        foreach (var page in All)
        {
            page.Doubts(page.Truth).ShouldBeEmpty($"page {page.Seed}");
            var values = WitnessedPage.Of(page.Truth, page.Said, SecondReadings.None).Values;
            foreach (var field in IndexField.All)
            {
                var known = field == IndexField.Number || page.Said.Table!.Find(field.Column) is not null;
                var written = page.Truth.Inscriptions.Select(field.Read).Where(text => text is not "").ToList();
                var located = values.Where(value => value.Field == field.Name).ToList();
                located.Select(value => value.Text).ShouldBe(written, $"{field.Name} on page {page.Seed}");
                located.ShouldAllBe(value => known
                    ? value.Standing == Standing.Confirmed && value.Box != null && value.Confidence > 0.9
                    : value.Standing == Standing.Unwitnessed && value.Box == null && value.Confidence <= 0.5);
            }
        }
    }

    [Fact]
    public void Every_lie_has_exactly_its_standing_and_a_repeat_is_not_told_the_answer()
    {
        foreach (var lie in Enum.GetValues<Lie>())
        {
            var told = 0;
            foreach (var page in All)
            {
                if (page.Tell(lie) is not { } answer)
                {
                    continue;
                }

                told++;
                var (doubts, values) = WitnessedPage.Of(answer.Page, page.Said, SecondReadings.None);
                var disputes = doubts.Select(doubt => doubt.Dispute.ShouldNotBeNull()).ToList();
                disputes.Select(dispute => (dispute.Field, dispute.Standing)).Distinct().ShouldHaveSingleItem($"{lie} on page {page.Seed}").ShouldBe(Expected(lie));
                disputes.Count.ShouldBe(lie switch { Lie.NothingReturned => page.Truth.Inscriptions.Count, Lie.PartiesExchanged => 2, _ => 1 }, $"{lie} on page {page.Seed}");
                disputes.ShouldAllBe(dispute => (dispute.Box == null) == (dispute.Standing == Standing.Invented) && dispute.Witness == Witness.TextLayer);
                doubts.ShouldAllBe(doubt => doubt.AgainMayHelp && !doubt.Told!.Contains(answer.Right));
                doubts.ShouldContain(doubt => (doubt.Reason + doubt.Dispute!.Seen).Contains(answer.Right), $"{lie} on page {page.Seed}");
                values.Where(value => value.Standing is not (Standing.Confirmed or Standing.Unwitnessed)).ShouldAllBe(value => value.Confidence <= 0.2);
            }

            told.ShouldBeGreaterThan(Count / 8, $"{lie}");
        }
    }

    [Fact]
    public void Several_lies_on_one_page_are_each_told()
    {
        foreach (var page in All.Where(page => page.Truth.Inscriptions.Count > 5))
        {
            var lines = page.Truth.Inscriptions.ToList();
            var number = lines[3].PublicationNumber;
            lines[3] = lines[3] with { PublicationNumber = number[..^1] + (char)('0' + ((number[^1] - '0' + 1) % 10)) };
            lines.RemoveAt(2);
            var doubts = page.Doubts(page.Truth with { Inscriptions = lines, LinesSeen = lines.Count });
            doubts.Select(doubt => doubt.Dispute!.Standing).ShouldBe([Standing.Missing, Standing.Disputed], $"page {page.Seed}");
        }
    }

    [Fact]
    public void A_column_that_was_left_out_is_one_doubt_and_no_silence()
    {
        var told = 0;
        foreach (var page in All.Where(page => page.Truth.Inscriptions.Count > 4))
        {
            foreach (var field in IndexField.All.Where(field => field != IndexField.Number && page.Said.Table!.Find(field.Column) is not null))
            {
                var written = page.Truth.Inscriptions.Count(line => field.Read(line) is not "");
                if (written * 2 <= page.Truth.Inscriptions.Count)
                {
                    continue;
                }

                told++;
                var empty = new Inscription(0, "", "", "", [], "", "", [], 100);
                var answer = page.Truth with { Inscriptions = [.. page.Truth.Inscriptions.Select(line => field.Take(line, empty))] };
                var doubt = page.Doubts(answer).ShouldHaveSingleItem($"{field.Name} on page {page.Seed}");
                doubt.Reason.ShouldStartWith($"the page shows {field.Title} in {written} of {page.Truth.Inscriptions.Count} lines that were returned without it");
                doubt.Told.ShouldBe($"most lines were returned without {field.Title}");
                (doubt.Dispute!.Line, doubt.Dispute.Field, doubt.Dispute.Standing).ShouldBe((null, field.Name, Standing.Missing));
                doubt.Dispute.Box.ShouldNotBeNull();

                // Said in another column, it was returned.
                var moved = answer with { Inscriptions = [.. answer.Inscriptions.Zip(page.Truth.Inscriptions, (line, right) => line with { Remarks = field.Read(right) })] };
                page.Doubts(moved).ShouldNotContain(other => other.Dispute!.Field == field.Name && other.Dispute.Line == null && !field.IsOfDigits, $"{field.Name} on page {page.Seed}");
            }
        }

        told.ShouldBeGreaterThan(Count / 8);
    }

    [Fact]
    public void A_page_of_which_nothing_was_returned_says_so_once_and_any_other_reading_is_better()
    {
        var page = All.First(page => page.Truth.Inscriptions.Count > 8);
        var nothing = IndexGate.Judge(page.Tell(Lie.NothingReturned)!.Value.Page, true, null, page.Said, SecondReadings.None);
        nothing.Reasons.Count(reason => reason.StartsWith($"no inscription was returned where the page shows {page.Truth.Inscriptions.Count}, the first ", StringComparison.Ordinal)).ShouldBe(1);
        nothing.Disputes.Count.ShouldBe(page.Truth.Inscriptions.Count);

        var few = page.Truth with { Inscriptions = [.. page.Truth.Inscriptions.Take(2).Select(line => line with { PresentationDate = "1850-01-01", Nature = "?", RadiationNumber = "1" })] };
        var poor = IndexGate.Judge(few, true, null, page.Said, SecondReadings.None);
        poor.Reasons.Count.ShouldBeGreaterThan(nothing.Reasons.Count);
        nothing.Or(poor).ShouldBeSameAs(poor);
        poor.Or(nothing).ShouldBeSameAs(poor);
    }

    [Fact]
    public void Where_nobody_speaks_values_are_the_models_alone()
    {
        var (doubts, values) = WitnessedPage.Of(SampleReadings.Index(4), PageTestimony.Nobody("OCR_WITNESSES=none"), SecondReadings.None);
        doubts.ShouldBeEmpty();
        values.Where(value => value.Field == "publication_number").Select(value => (value.Line, value.Standing, value.Confidence))
            .ShouldBe([(1, Standing.Unwitnessed, 0.4), (2, Standing.Unwitnessed, 0.4), (3, Standing.Unwitnessed, 0.4), (4, Standing.Unwitnessed, 0.4)]);
    }

    /// <summary>One letter in four words is another, as reading an image does: no digit, no number of lines.</summary>
    [Fact]
    public void Slips_of_letters_dispute_nothing_and_strange_or_exchanged_parties_are_disputed()
    {
        var (strange, exchanged) = (0, 0);
        foreach (var page in Enumerable.Range(0, Count).Select(seed => new WrittenPage(seed, Slip)).Where(page => page.Said.Table is { HasHeadings: true }))
        {
            page.Doubts(page.Truth).ShouldBeEmpty($"page {page.Seed}");
            if (page.Said.Table!.Find(ColumnKind.Parties) is null)
            {
                continue;
            }

            var line = page.Truth.Inscriptions[page.At];
            var other = page.Truth with { Inscriptions = [.. page.Truth.Inscriptions.Select(said => said == line ? line with { Parties = [new("GAGNON, Philippe", "")] } : said)] };
            if (page.Said.Table.Bands[page.At].Parties.Any(party => party.Text.Length > 10))
            {
                page.Doubts(other).ShouldHaveSingleItem($"page {page.Seed}").Dispute.ShouldNotBeNull().Field.ShouldBe("parties");
                strange++;
            }

            if (page.Tell(Lie.PartiesExchanged) is { } lie && page.Doubts(lie.Page) is { Count: > 0 } doubts)
            {
                doubts.ShouldAllBe(doubt => doubt.Dispute!.Field == "parties");
                exchanged++;
            }
        }

        strange.ShouldBeGreaterThan(Count / 3);
        exchanged.ShouldBeGreaterThan(Count / 8);
    }

    [Fact]
    public void Tesseract_that_finds_hardly_any_line_again_is_no_witness()
    {
        var page = new WrittenPage(4, (word, random) => word.Text.Any(char.IsAsciiDigit) ? word with { Text = $"{random.Next(10, 999)}" } : word);
        page.Truth.Inscriptions.Count.ShouldBeGreaterThan(3);
        page.Doubts(page.Truth).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(nameof(Standing.Confirmed), nameof(Witness.TextLayer), true, 0.99)]
    [InlineData(nameof(Standing.Confirmed), nameof(Witness.TextLayer), false, 0.5)]
    [InlineData(nameof(Standing.Confirmed), nameof(Witness.Tesseract), true, 0.95)]
    [InlineData(nameof(Standing.Confirmed), nameof(Witness.SecondReading), true, 0.7)]
    [InlineData(nameof(Standing.Unwitnessed), nameof(Witness.Ink), true, 0.6)]
    [InlineData(nameof(Standing.Unwitnessed), null, false, 0.4)]
    [InlineData(nameof(Standing.Disputed), nameof(Witness.TextLayer), true, 0.2)]
    [InlineData(nameof(Standing.Invented), nameof(Witness.TextLayer), false, 0.2)]
    public void How_sure_a_value_is_comes_from_who_agrees(string standing, string? by, bool isLocated, double confidence) =>
        Agreement.Of(Enum.Parse<Standing>(standing), by is null ? null : Enum.Parse<Witness>(by), isLocated).ShouldBe(confidence);

    [Theory]
    [InlineData("No 25 616 321", "25616321")]
    [InlineData("N° 25 616 321", "25616321")]
    [InlineData("T 123 456", "T123456")]
    public void A_number_is_the_same_however_it_is_marked(string read, string seen) => SameValue.Of(IndexField.Number, read, seen).ShouldBeTrue();

    [Theory]
    [InlineData("12 mars 1987", "1987-03-12", true)]
    [InlineData("12 mars 1987", "1987-03-13", false)]
    [InlineData("", "1987-03-13", false)]
    public void A_date_is_the_same_however_it_is_written(string read, string seen, bool same) => SameValue.Of(IndexField.Date, read, seen).ShouldBe(same);

    [Theory]
    [InlineData("ROY, Réal, TREMBLAY, Josée, Hydro-Québec", "ROY, Réal et TREMBLAY, Josee à HYDRO-QUEBEC", true)]
    [InlineData("ROY, Réal, TREMBLAY, Josée", "TREMBLAY, Josée, ROY, Réal", true)]
    [InlineData("ROY, Réal, TREMBLAY, Josée", "ROY, Réal", false)]
    public void Parties_are_the_same_however_they_are_joined_and_ordered(string read, string seen, bool same) => SameValue.Of(IndexField.Parties, read, seen).ShouldBe(same);

    [Theory]
    [InlineData("«", "Vente", true)]
    [InlineData("idem", "Vente", true)]
    [InlineData("«", "Bail", false)]
    [InlineData("Servitude", "Vente", false)]
    public void A_ditto_may_be_copied_or_resolved(string mark, string nature, bool isRight)
    {
        var (page, said) = Six(WordSource.TextLayer, row => ($"{123456 + row}", row is 3 ? mark : "Vente"), row => row is 3 ? nature : "Vente");
        WitnessedPage.Of(page, said, SecondReadings.None).Doubts.Select(doubt => doubt.Dispute!.Field).ShouldBe(isRight ? [] : ["nature"]);
        WitnessedPage.Of(page with { Inscriptions = [.. page.Inscriptions.Select((line, row) => row is 3 ? line with { Nature = mark } : line)] }, said, SecondReadings.None).Doubts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("19", null)]
    [InlineData("123499", "publication_number")]
    public void A_speck_that_Tesseract_reads_for_a_number_disputes_nothing(string number, string? disputed)
    {
        var (page, said) = Six(WordSource.Tesseract, row => (row is 3 ? number : $"{123456 + row}", "Vente"), _ => "Vente");
        WitnessedPage.Of(page, said, SecondReadings.None).Doubts.Select(doubt => doubt.Dispute!.Field).ShouldBe(disputed is null ? [] : [disputed]);
    }

    /// <summary>Six lines with number, date and nature: as they are printed, and as they are read.</summary>
    private static (IndexPage Page, PageTestimony Said) Six(WordSource source, Func<int, (string Number, string Nature)> printed, Func<int, string> nature)
    {
        List<PageWord> words = [At("Numéro", 30, 10), At("Date", 130, 10), At("Nature", 230, 10)];
        foreach (var row in Enumerable.Range(0, 6))
        {
            words.AddRange([At(printed(row).Number, 30, 30 + (row * 20)), At($"1950-01-0{row + 1}", 130, 30 + (row * 20)), At(printed(row).Nature, 230, 30 + (row * 20))]);
        }

        return (
            SampleReadings.Index(6) with
            {
                Inscriptions =
                [
                    .. SampleReadings.Index(6).Inscriptions.Select((line, row) => line with
                    {
                        PublicationNumber = $"{123456 + row}", PresentationDate = $"1950-01-0{row + 1}", Nature = nature(row), Parties = [], AddressNotices = [],
                    }),
                ],
            },
            new(Testimony<WordPage>.Of(new(source, new(600, 400), words)), Testimony<Witnesses.Ink.InkMarks>.None("none")));

        static PageWord At(string text, double x, double y) => new(text, new(x, y, x + (text.Length * 4), y + 8));
    }

    internal static PageWord Slip(PageWord word, Random random)
    {
        var at = random.Next(word.Text.Length);
        return word.Text.Length >= 5 && word.Text.All(letter => char.IsLetter(letter) || letter is ',') && random.Next(4) is 0
            ? word with { Text = word.Text[..at] + 'x' + word.Text[(at + 1)..], Confidence = 85 }
            : word with { Confidence = 90 };
    }

    private static (string Field, Standing Standing) Expected(Lie lie) => lie switch
    {
        Lie.LeftOut or Lie.NothingReturned => ("line", Standing.Missing),
        Lie.Invented => ("line", Standing.Invented),
        Lie.DigitChanged => ("publication_number", Standing.Disputed),
        Lie.DateChanged => ("presentation_date", Standing.Disputed),
        Lie.RadiationDropped => ("radiation_number", Standing.Disputed),
        _ => ("parties", Standing.Disputed),
    };
}
