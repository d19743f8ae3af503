using Shouldly;
using Workers.Ocr.Witnesses.Words;
using Xunit;

namespace Workers.Ocr.Witnesses.Tables;

public sealed class IndexTableTests
{
    private const int Pages = 400;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_inscription_of_any_table_is_found_with_all_that_stands_in_it(bool withRules)
    {
        var wrong = new List<string>();
        for (var seed = 0; seed < Pages; seed++)
        {
            var written = new IndexPageWriter(seed, withNoise: false);
            var table = IndexTableReader.Read(written.Page, withRules ? written.Rules : null);
            var read = (table?.Bands ?? []).Select(band => new WrittenLine(
                band.Digits, band.Date?.Text ?? "", band.Nature?.Text ?? "", [.. band.Parties.Select(party => party.Text)], string.Concat(band.Radiations.Select(number => number.Text))));
            wrong.AddRange(Differences(seed, written.Truth, [.. read]));
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Specks_between_the_words_lose_no_inscription_and_add_none()
    {
        var wrong = Enumerable.Range(0, Pages).Select(seed => (seed, Page: new IndexPageWriter(seed, withNoise: true))).Where(written =>
            !(IndexTableReader.Read(written.Page.Page)?.Bands ?? []).Select(band => band.Digits).SequenceEqual(written.Page.Truth.Select(line => line.Number)));

        wrong.Select(written => written.seed).ShouldBeEmpty();
    }

    /// <summary>Whoever made the file decides how many, up to the most that are taken; memory by their square would end the daemon.</summary>
    [Fact]
    public void As_many_words_as_are_taken_of_a_page_cost_little_memory()
    {
        var page = new WordPage(WordSource.TextLayer, new(1000, 800), [.. Enumerable.Range(0, WordPage.MostWords).Select(i => new PageWord("2024-01-31", new(30, i * 0.1, 90, (i * 0.1) + 0.05)))]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        IndexTableReader.Read(page);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(300 << 20);
    }

    [Fact]
    public void A_number_that_is_left_out_is_seen_by_its_date()
    {
        var page = Words([(30, "Date"), (130, "Numéro"), (230, "Nature")], [(30, "1990-01-02"), (130, "244 641"), (230, "Vente")], [(30, "1991-02-03"), (230, "Vente")], [(30, "1992-03-04"), (130, "2Z9 932"), (230, "Bail")]);

        var bands = IndexTableReader.Read(page)!.Bands;
        bands.Select(band => band.Digits).ShouldBe(["244641", "", "2Z9932"]);
        bands[1].Date!.Text.ShouldBe("1991-02-03");
    }

    [Fact]
    public void Without_headings_dates_and_the_numbers_beside_them_are_the_table()
    {
        var page = Words([(30, "12 VENTE"), (200, "1990-01-02"), (300, "24 641"), (400, "88 000")], [(30, "14 BAIL"), (200, "1991-02-03"), (300, "26 550")], [(200, "1992-03-04"), (300, "27 110"), (400, "6 745 981")]);

        var table = IndexTableReader.Read(page).ShouldNotBeNull();
        table.HasHeadings.ShouldBeFalse();
        table.Bands.Select(band => band.Digits).ShouldBe(["24641", "26550", "27110"]);
    }

    [Fact]
    public void A_page_without_a_table_has_none()
    {
        IndexTableReader.Read(Words([(30, "Date de la vente et nature de la chose")], [(30, "Le notaire soussigné, numéro 12 345,")], [(30, "reçoit les parties")])).ShouldBeNull();
        IndexTableReader.Read(new(WordSource.TextLayer, new(612, 792), [])).ShouldBeNull();
    }

    [Theory]
    [InlineData("De", "À")]
    [InlineData("De qui", "À qui")]
    [InlineData("From", "To")]
    [InlineData("Grantor", "Grantee")]
    public void Names_may_stand_in_two_columns_whom_an_act_comes_from_and_whom_it_goes_to(string from, string to)
    {
        var page = Words([(30, "Date"), (130, "No d'enregistrement"), (230, "Nature de l'acte"), (330, from), (430, to)], [(30, "1850-01-02"), (130, "244"), (230, "Vente"), (330, "Jean Roy"), (430, "Luc Caron")]);

        IndexTableReader.Read(page)!.Bands.ShouldHaveSingleItem().Parties.Select(party => party.Text).ShouldBe(["Jean Roy", "Luc Caron"]);
    }

    [Fact]
    public void A_page_of_discharges_has_its_own_numbers_beside_those_that_they_discharge()
    {
        var page = Words(
            [(30, "Numéro de la"), (130, "Date"), (230, "Nature"), (330, "Numéros radiés")], [(30, "radiation")], [(30, "15 470 230"), (130, "1999-01-02"), (230, "Quittance"), (330, "No 12 477 576")],
            [(30, "15 470 231"), (130, "1999-01-03"), (230, "Mainlevée"), (330, "No 12 477 580")]);

        var bands = IndexTableReader.Read(page)!.Bands;
        bands.Select(band => band.Digits).ShouldBe(["15470230", "15470231"]);
        bands.Select(band => band.Radiations.ShouldHaveSingleItem().Text).ShouldBe(["No 12 477 576", "No 12 477 580"]);
    }

    [Fact]
    public void A_row_right_below_the_headings_is_a_row_whatever_its_words_resemble()
    {
        var page = Words([(30, "No."), (130, "Date"), (230, "Nature"), (330, "Parties"), (430, "Remarques")], [(30, "676"), (130, "1849-12-04"), (230, "Acte"), (330, "Nom de famille"), (430, "North part")], [(30, "719"), (130, "1850-02-09"), (230, "Vente"), (330, "Luc Caron")]);

        IndexTableReader.Read(page)!.Bands.Select(band => band.Digits).ShouldBe(["676", "719"]);
    }

    /// <summary>Rules below every line of writing, or through it, are those of the paper and of a pen.</summary>
    [Theory]
    [InlineData(12)]
    [InlineData(5)]
    public void Ruled_paper_and_struck_lines_divide_no_inscription(int below)
    {
        var page = Words(
            [(30, "Numéro"), (130, "Date"), (230, "Parties")], [(30, "24 641"), (130, "1990-01-02"), (230, "Luc Caron")], [(230, "Jean Roy")], [(230, "Ann Ross")],
            [(30, "26 550"), (130, "1991-02-03"), (230, "Marie Côté")], [(230, "Paul Roy")]);

        var bands = IndexTableReader.Read(page, [.. Enumerable.Range(0, 6).Select(line => 100.0 + (line * 14) + below)])!.Bands;
        bands.Select(band => band.Parties.Count).ShouldBe([3, 2]);
    }

    [Fact]
    public void A_stamp_over_another_column_divides_no_inscription()
    {
        var page = Words(
            [(30, "Numéro"), (130, "Date"), (230, "Parties"), (430, "Remarques")], [(30, "24 641"), (130, "1990-01-02"), (230, "Luc Caron")], [(230, "Jean Roy")], [(230, "Ann Ross")],
            [(30, "26 550"), (130, "1991-02-03"), (230, "Marie Côté")], [(230, "Paul Roy")]);
        var stamped = page with { Words = [.. page.Words, new("COPIE", new(430, 147, 470, 159)), new("1999", new(430, 161, 450, 172))] };

        var bands = IndexTableReader.Read(stamped)!.Bands;
        bands.Select(band => string.Join(", ", band.Parties.Select(party => party.Text))).ShouldBe(["Luc Caron, Jean Roy, Ann Ross", "Marie Côté, Paul Roy"]);
    }

    /// <summary>Neither the number nor the date of a line that was struck out may be legible; its names are.</summary>
    [Fact]
    public void A_line_above_the_first_number_is_seen_by_its_names()
    {
        (int, string)[] headings = [(30, "Numéro"), (130, "Date"), (230, "Parties"), (430, "Remarques")];
        (int, string)[] first = [(30, "24 641"), (130, "1990-01-02"), (230, "Luc Caron")];

        IndexTableReader.Read(Words(headings, [(30, "a|"), (230, "DUBÉ, Joseph"), (430, "Voir lot 284")], [], first), rules: [137])!.HasOneAbove.ShouldBeTrue();
        IndexTableReader.Read(Words(headings, [(230, "(suite)"), (430, "feuillet")], [], first), rules: [137])!.HasOneAbove.ShouldBeFalse();
        IndexTableReader.Read(Words(headings, [(430, "284 195")], [], first), rules: [137])!.HasOneAbove.ShouldBeFalse();
        IndexTableReader.Read(Words(headings, [(430, "118204")], [], first), rules: [137])!.HasOneAbove.ShouldBeTrue("where a row has room a number stands, and no name could be read");
        IndexTableReader.Read(Words(headings, [(430, "118204")], first), rules: [137])!.HasOneAbove.ShouldBeFalse("there is no room for a row");
        IndexTableReader.Read(Words(headings, first), rules: [137])!.HasOneAbove.ShouldBeFalse();
    }

    /// <summary>Words below the table, as of a stamp, once filled the gap beside a column so that the table was cut within its numbers.</summary>
    [Fact]
    public void A_rule_down_the_page_ends_a_column_whatever_stands_below_the_table()
    {
        var page = Words(
            [(30, "Date"), (130, "No"), (190, "Discharges"), (290, "Remarques")], [(30, "1990-01-02"), (130, "No 24641"), (190, "26550")], [(30, "1991-02-03"), (130, "No 26550")], [(30, "1992-03-04"), (130, "No 27110")],
            [(160, "ENREGISTRÉ")], [(162, "12 MARS 1999")]);

        var bands = IndexTableReader.Read(page, rules: null, uprights: [120, 185, 285])!.Bands;
        bands.Select(band => band.Digits).ShouldBe(["24641", "26550", "27110"]);
        bands[0].Radiations.ShouldHaveSingleItem().Text.ShouldBe("26550");
    }

    /// <summary>A machine's space is as wide as its digits, and wider than they are high where only the digits themselves are measured.</summary>
    [Fact]
    public void Groups_of_a_typed_number_are_one_number()
    {
        PageWord Word(string text, double left, double width, double height = 6) => new(text, new(left, 100, left + width, 100 + height));
        NumberShape.Runs([Word("15", 28, 10), Word("481", 47, 16), Word("874", 72, 16)]).ShouldHaveSingleItem().Count.ShouldBe(3);
        NumberShape.Runs([Word("9", 118.4, 3.2, 4.8), Word("608", 128.4, 12.8, 4.8), Word("557", 148, 12.8, 4.8)]).ShouldHaveSingleItem().Count.ShouldBe(3);
        NumberShape.Runs([Word("481", 48, 16), Word("1990-01-02", 80, 50)]).Count().ShouldBe(2);
    }

    [Fact]
    public void A_date_may_go_on_in_the_next_line()
    {
        var page = Words([(30, "Numéro"), (130, "Date"), (230, "Nature")], [(30, "24 641"), (130, "12 septembre"), (230, "Vente")], [(130, "1987")], [(30, "26 550"), (130, "idem"), (230, "Bail")]);

        IndexTableReader.Read(page)!.Bands.Select(band => band.Date!.Text).ShouldBe(["12 septembre 1987", "idem"]);
    }

    [Theory]
    [InlineData("No 6923174", "6923174")]
    [InlineData("N° 6 923 174", "6923174")]
    [InlineData("T 411 374", "T411374")]
    [InlineData("Casino 5", "CASINO5")]
    public void The_mark_of_a_number_says_nothing(string text, string compact) => NumberShape.Compact(text).ShouldBe(compact);

    [Fact]
    public void Headings_are_known_with_the_slips_of_reading_them()
    {
        var page = Words([(30, "Dale"), (130, "Numèro"), (230, "Natuře"), (330, "Radiatlons")], [(30, "1990-01-02"), (130, "244 641"), (230, "Vente"), (330, "T123456")]);

        var table = IndexTableReader.Read(page).ShouldNotBeNull();
        table.Find(ColumnKind.Radiations).ShouldNotBeNull();
        table.Bands.ShouldHaveSingleItem().Radiations.ShouldHaveSingleItem().Text.ShouldBe("T123456");
    }

    /// <summary>Lines 14 points apart, each of texts that begin at a place.</summary>
    private static WordPage Words(params (int X, string Text)[][] lines)
    {
        var words = new List<PageWord>();
        foreach (var (line, i) in lines.Select((line, i) => (line, i)))
        {
            foreach (var (start, text) in line)
            {
                double x = start;
                foreach (var word in text.Split(' '))
                {
                    words.Add(new(word, new(x, 100 + (i * 14), x + (word.Length * 4), 108 + (i * 14))));
                    x += (word.Length * 4) + 3;
                }
            }
        }

        return new(WordSource.TextLayer, new(612, 792), words);
    }

    private static IEnumerable<string> Differences(int seed, List<WrittenLine> truth, List<WrittenLine> read)
    {
        if (truth.Count != read.Count)
        {
            yield return $"seed {seed}: {truth.Count} written, {read.Count} found";
            yield break;
        }

        foreach (var (written, found) in truth.Zip(read))
        {
            if (written with { Parties = [] } != found with { Parties = [] } || !written.Parties.SequenceEqual(found.Parties))
            {
                yield return $"seed {seed}: {written} [{string.Join("; ", written.Parties)}] found {found} [{string.Join("; ", found.Parties)}]";
            }
        }
    }
}
