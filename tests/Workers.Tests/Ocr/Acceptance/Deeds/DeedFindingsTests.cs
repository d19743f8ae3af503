using Shouldly;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Words;
using Xunit;
using static Workers.Ocr.Acceptance.Deeds.WrittenDeedPage;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>What is a doubt about a page of a deed and what is none.</summary>
public sealed class DeedFindingsTests
{
    [Fact]
    public void Lines_that_were_left_out_are_named_by_what_stands_around_them_and_a_repeat_is_not_told_them()
    {
        var doubt = Find(Without(6, 3)).Doubts.ShouldHaveSingleItem();

        doubt.Reason.ShouldBe("about 3 lines between '…2 784 195 du cadastre du Québec,' and 'part, les parties déclarant que…' stand on the page and were not returned");
        doubt.Told.ShouldBe("some lines of the page were not returned");
        var dispute = doubt.Dispute.ShouldNotBeNull();
        (dispute.Line, dispute.Field, dispute.Standing, dispute.Read, dispute.Witness).ShouldBe((7, "text", Standing.Missing, "", Witness.TextLayer));
        dispute.Seen.ShouldBe(string.Join('\n', Body.Skip(6).Take(3)));
        dispute.Box!.Value.Top.ShouldBe(184);
        dispute.Box!.Value.Bottom.ShouldBe(222);
    }

    [Fact]
    public void Every_line_has_its_place_and_is_as_sure_as_its_witnesses_agree()
    {
        var sure = Find(Body).Values;
        sure.Select(value => value.Text).ShouldBe(Body);
        sure.Select(value => value.Line).ShouldBe(Enumerable.Range(1, Body.Count));
        sure.ShouldAllBe(value => value.Standing == Standing.Confirmed && value.Confidence == 1 && value.Box != null);

        var added = Find([.. Body.Take(4), "[SIGNATURE : Roy]", .. Body.Skip(4)]).Values;
        added[4].ShouldBe(new(5, "text", Standing.Unwitnessed, "[SIGNATURE : Roy]", null, 0.5));

        var alone = DeedComparison.Of("Une ligne.\n\nUne autre.", DeedTestimony.Nobody("OCR_WITNESSES=none")).Values;
        alone.Select(value => (value.Line, value.Text, value.Box, value.Confidence)).ShouldBe([(1, "Une ligne.", null, 0.5), (2, "Une autre.", null, 0.5)]);
    }

    [Fact]
    public void The_text_may_break_its_lines_and_spell_its_marks_as_it_likes()
    {
        Find([string.Join(' ', Body).Replace("ven- deur", "vendeur", StringComparison.Ordinal).Replace("25 616 321", "25616321", StringComparison.Ordinal)]).Doubts.ShouldBeEmpty();
        Find([.. Body.Select(line => line.Replace('\'', '’').Replace(" ", "\u00A0", StringComparison.Ordinal).ToUpperInvariant())]).Doubts.ShouldBeEmpty();
        Find([.. Body.Select(line => line.Replace("é", "e", StringComparison.Ordinal).Replace("final", "ﬁnal", StringComparison.Ordinal))]).Doubts.ShouldBeEmpty();
        Find([.. Body.Skip(6), .. Body.Take(6)]).Doubts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("25 616 321", "25 616 322", "the text says '25 616 322' where the page says '25 616 321,'")]
    [InlineData("12 mars", "12 mai", "the text says 'mai' where the page says 'mars'")]
    [InlineData("12 mars", "21 mars", "the text says '21' where the page says '12'")]
    [InlineData("vingt mille", "trente mille", "the text says 'trente' where the page says 'vingt'")]
    [InlineData("(20 000,00 $)", "(20 000,50 $)", "the text says '20 000,50' where the page says '(20 000,00'")]
    [InlineData("numéro 4321,", "numéro,", "the text says nothing where the page says '4321,'")]
    public void A_number_that_is_another_is_named_with_both(string page, string said, string reason)
    {
        var doubt = Find([.. Body.Select(line => line.Replace(page, said, StringComparison.Ordinal))]).Doubts.ShouldHaveSingleItem();

        doubt.Reason.ShouldStartWith(reason);
        doubt.Told.ShouldBe("a number or a date differs from the page");
        doubt.Dispute!.Standing.ShouldBe(Standing.Disputed);
        doubt.Dispute.Box.ShouldNotBeNull();
    }

    [Fact]
    public void A_place_that_the_text_marks_as_unsure_is_not_doubted_once_more()
    {
        Find([.. Body.Select(line => line.Replace("25 616 321", "25 6?6 321", StringComparison.Ordinal))]).Doubts.ShouldBeEmpty();
        Find([.. Body.Take(6), "[ILLISIBLE]", .. Body.Skip(9)]).Doubts.ShouldBeEmpty();
    }

    [Fact]
    public void A_passage_that_stands_nowhere_on_the_page_is_named()
    {
        const string invented = "Le vendeur garantit que l'immeuble est libre de toute priorité et de toute hypothèque.";
        var doubt = Find([.. Body.Take(10), invented, .. Body.Skip(10)]).Doubts.ShouldHaveSingleItem();

        doubt.Reason.ShouldBe("15 words that begin with 'Le vendeur garantit que l'immeub…' stand nowhere on the page");
        (doubt.Dispute!.Standing, doubt.Dispute.Read).ShouldBe((Standing.Invented, invented.TrimEnd('.')));
    }

    /// <summary>Stamps and handwriting are on the page without being among its words, and may be among the words without being returned.</summary>
    [Fact]
    public void What_stands_beside_the_text_is_no_doubt()
    {
        Find([.. Body, "REÇU LE 12 MARS 1987", "[SIGNATURE : Jean Roy]", "Jean Roy, notaire"]).Doubts.ShouldBeEmpty();
        DeedComparison.Of(Text(Body), Say(Body, beside: [.. Row(20, 130, "Vu 3"), .. Row(400, 60, "COPIE CONFORME"), .. Row(280, 760, "- 2 -"), .. Row(60, 760, "J.R. M.T.")])).Doubts.ShouldBeEmpty();
    }

    [Fact]
    public void Handwriting_that_Tesseract_reads_as_something_is_no_doubt()
    {
        string[] seen = [.. Body.Take(8), "Sn oe ra cmesl te vz ramf eint olre bare vu dni cosle mart eno pla vid", "pamt ile cor vads enm tre lio bas cru ona del fim sa tor mel en bas duv", .. Body.Skip(8)];
        string[] read = [.. Body.Take(8), "approuvé trois mots rayés nuls et un renvoi en marge", "Jean Roy, Marie Tremblay, témoins requis", .. Body.Skip(8)];

        DeedComparison.Of(Text(read), Say(seen, WordSource.Tesseract, 70)).Doubts.ShouldBeEmpty();
    }

    [Fact]
    public void Tesseract_is_believed_for_two_lines_and_for_digits_that_it_is_sure_of()
    {
        DeedComparison.Of(Text(Without(6, 1)), Say(Body, WordSource.Tesseract, 90)).Doubts.ShouldBeEmpty();
        DeedComparison.Of(Text(Without(6, 2)), Say(Body, WordSource.Tesseract, 90)).Doubts.ShouldHaveSingleItem().Dispute!.Witness.ShouldBe(Witness.Tesseract);

        var changed = Text([.. Body.Select(line => line.Replace("616", "676", StringComparison.Ordinal))]);
        DeedComparison.Of(changed, Say(Body, WordSource.Tesseract, 80)).Doubts.ShouldBeEmpty();
        DeedComparison.Of(changed, Say(Body, WordSource.Tesseract, 96)).Doubts.ShouldHaveSingleItem().Reason.ShouldStartWith("the text says '25 676 321' where the page says '25 616 321,'");
    }

    [Fact]
    public void A_witness_that_understands_nothing_of_the_page_is_not_heard()
    {
        var noise = Body.Select(line => string.Concat(line.Select(character => char.IsLetter(character) ? (char)('a' + ((character * 7) % 26)) : character)));

        DeedComparison.Of(Text(Body), Say(noise, WordSource.Tesseract, 90)).Doubts.ShouldBeEmpty();
        DeedComparison.Of(Text(Body), Say(noise)).Doubts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_text_of_another_page_is_recognised(int source)
    {
        string[] other = [.. Enumerable.Range(1, 12).Select(clause => $"{clause}. Toute tolérance d'une partie ne sera jamais réputée une renonciation à ses droits numéro {clause}")];
        var doubt = DeedComparison.Of(Text(other), Say(Body, (WordSource)source, 90), new Dictionary<int, string> { [3] = Text(Body) }).Doubts.ShouldHaveSingleItem();

        doubt.Reason.ShouldBe("the text is that of another page: what begins with 'Le vendeur déclare être propriét…' was returned as page 3");
        doubt.Told.ShouldBe("the text is not that of the page");
    }

    [Fact]
    public void Of_ink_alone_only_far_fewer_lines_are_a_doubt()
    {
        DeedComparison.Of(Text(Body), Ink(Body.Count + 4)).Doubts.ShouldBeEmpty();
        DeedComparison.Of(string.Join(' ', Body), Ink(Body.Count)).Doubts.ShouldBeEmpty();
        var doubt = DeedComparison.Of(Text(Body.Take(8)), Ink(40)).Doubts.ShouldHaveSingleItem();
        doubt.Reason.ShouldBe("the page has about 40 lines of writing, 8 were returned");
        doubt.Dispute!.Witness.ShouldBe(Witness.Ink);
    }

    [Fact]
    public void Lines_that_were_read_anew_are_put_back_only_where_they_agree_with_the_witness()
    {
        var said = Say(Body);
        var text = Text(Without(6, 3));
        var passage = DeedComparison.Of(text, said).Missing.ShouldHaveSingleItem();
        string[] strip = [.. Body.Skip(5).Take(5)];

        var agreed = DeedRepair.Agreed(passage, said, strip);
        agreed.ShouldBe(string.Join('\n', Body.Skip(6).Take(3)));
        DeedRepair.Put(text, passage, agreed!).ShouldBe(Text(Body));
        DeedRepair.Agreed(passage, said, [.. strip.Select(line => line.Replace("20 000", "25 000", StringComparison.Ordinal))]).ShouldBeNull();
        DeedRepair.Agreed(passage, said, [.. strip.Take(2), .. strip.Skip(3)]).ShouldBeNull();
        DeedRepair.Agreed(passage, said, [.. strip.Select(line => line.Replace("bâtisse", "b?tisse", StringComparison.Ordinal))]).ShouldBeNull();
        DeedRepair.Agreed(passage, said, []).ShouldBeNull();
    }

    /// <summary>Whatever comes back, every value is a line of its own, and none without a place is sure.</summary>
    [Fact]
    public void Any_text_is_compared_without_an_error_and_located_as_far_as_it_agrees()
    {
        var random = new Random(7);
        for (var i = 0; i < 400; i++)
        {
            var lines = Body.OrderBy(_ => random.Next(4)).Take(random.Next(Body.Count + 1)).Select(line => random.Next(5) is 0 ? Noise(line, random) : line).ToList();
            var source = (WordSource)random.Next(2);
            var found = DeedComparison.Of(Text(lines), Say(Body.Select(line => random.Next(6) is 0 ? Noise(line, random) : line), source, random.Next(40, 100)), new Dictionary<int, string> { [2] = Text(Body) });

            found.Values.Select(value => value.Line).ShouldBe(Enumerable.Range(1, found.Values.Count));
            found.Values.ShouldAllBe(value => value.Confidence >= 0 && value.Confidence <= (value.Box == null ? 0.5 : 1));
            found.Doubts.ShouldAllBe(doubt => doubt.Told != null && doubt.Reason.Length < 300);
            found.Missing.ShouldAllBe(passage => DeedRepair.Agreed(passage, Say(Body, source), lines) == null || passage.Lines.Count > 0);
        }
    }

    private static string Noise(string line, Random random) =>
        string.Concat(line.Select(character => random.Next(8) is 0 ? "?[]\n\uD83D\u00AD\u0301 «9$"[random.Next(11)] : character));

    private static IReadOnlyList<string> Without(int at, int lines) => [.. Body.Take(at), .. Body.Skip(at + lines)];

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines);

    private static DeedFindings Find(IEnumerable<string> lines) => DeedComparison.Of(Text(lines), Say(Body));
}
