using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Ocr.Acceptance.Deeds;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses;
using Xunit;
using static Workers.Ocr.SampleReadings;

namespace Workers.Ocr.Acceptance;

public class ActeGateTests
{
    private const string Number = "25 616 321";
    private static readonly Dictionary<int, bool> NotLooked = [];

    [Fact]
    public void Whatever_comes_back_every_page_asked_has_one_verdict_and_no_missing_page_is_accepted() =>
        Prop.ForAll(Pages(), Pages(), (asked, returned) =>
        {
            var judged = ActeGate.Judge(Answer(Acte(returned)), asked.Distinct().ToList(), NotLooked, Number);
            return judged.Pages.Keys.Order().SequenceEqual(asked.Distinct().Order())
                && judged.Pages.All(page => page.Value.Verdict is not Verdict.Accepted || returned.Count(other => other == page.Key) is 1);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void All_pages_asked_and_returned_once_are_accepted() =>
        Judge(Acte(3, 4, 5), 3, 4, 5).Pages.Values.ShouldAllBe(page => page.Verdict == Verdict.Accepted);

    [Fact]
    public void A_missing_page_is_refused_and_its_neighbours_stand()
    {
        var judged = Judge(Acte(1, 3), 1, 2, 3);
        judged.Pages[2].Verdict.ShouldBe(Verdict.Refused);
        judged.Pages[1].Verdict.ShouldBe(Verdict.Accepted);
        judged.Pages[3].Verdict.ShouldBe(Verdict.Accepted);
    }

    [Fact]
    public void A_page_that_was_not_asked_for_refuses_the_answer() =>
        Judge(Acte(1, 2, 3), 1, 2).Pages.Values.ShouldAllBe(page => page.Verdict == Verdict.Refused);

    [Fact]
    public void A_cut_answer_refuses_every_page() =>
        ActeGate.Judge(Answer(Acte(1, 2), "length"), [1, 2], NotLooked, Number).Pages.Values.ShouldAllBe(page => page.Verdict == Verdict.Refused);

    [Fact]
    public void An_empty_page_counts_only_where_there_is_no_ink()
    {
        var acte = Acte(1, 2) with { Pages = [Acte(1).Pages[0], new(2, Blank: true, "", 0)] };
        ActeGate.SaidBlank(Answer(acte)).ShouldBe([2]);
        Judge(acte, 1, 2).Pages[2].Verdict.ShouldBe(Verdict.Refused);
        ActeGate.Judge(Answer(acte), [1, 2], new Dictionary<int, bool> { [2] = true }, Number).Pages[2].Verdict.ShouldBe(Verdict.Refused);
        ActeGate.Judge(Answer(acte), [1, 2], new Dictionary<int, bool> { [2] = false }, Number).Pages[2].Verdict.ShouldBe(Verdict.Accepted);
    }

    [Fact]
    public void A_count_of_illegible_places_that_differs_from_the_text_is_doubtful()
    {
        var page = new ActePage(1, Blank: false, "Un [ILLISIBLE] et un [ILLISIBLE].", 1);
        Judge(Acte(1) with { Pages = [page] }, 1).Pages[1].Verdict.ShouldBe(Verdict.Doubtful);
        Judge(Acte(1) with { Pages = [page with { IllegibleCount = 2 }] }, 1).Pages[1].Verdict.ShouldBe(Verdict.Accepted);
    }

    [Fact]
    public void Another_number_than_the_one_asked_is_doubtful() =>
        ActeGate.Judge(Answer(Acte(1)), [1], NotLooked, "25616322").Pages[1].Verdict.ShouldBe(Verdict.Doubtful);

    /// <summary>Read as a deed, an index gives every word in its place.</summary>
    [Theory]
    [InlineData("Date|Numéro|Nature de l'acte|Nom des parties", "1990-01-02|244 641|Vente|TREMBLAY, Luc", true)]
    [InlineData("Date|Numéro|Nature", "1990-01-02|244 641|Vente", false)]
    [InlineData("Vente|du lot|numéro|244 641", "faite|à Longueuil|le 2 janvier|1990", false)]
    public void An_index_that_was_brought_as_an_acte_is_doubtful(string first, string second, bool isIndex)
    {
        string[] rows = [first, second];
        var words = rows.SelectMany((row, i) => row.Split('|').SelectMany((cell, column) => WrittenDeedPage.Row(30 + (column * 140), 100 + (i * 14), cell)));
        var page = new ActePage(1, Blank: false, string.Join('\n', rows.Select(row => row.Replace('|', ' '))), 0);

        var judged = ActeGate.Judge(Answer(Acte(1) with { Pages = [page] }), [1], NotLooked, Number, new Dictionary<int, DeedTestimony> { [1] = WrittenDeedPage.Say([], beside: [.. words]) });

        judged.Pages[1].Verdict.ShouldBe(isIndex ? Verdict.Uncertain : Verdict.Accepted);
    }

    [Fact]
    public void A_loop_is_refused()
    {
        var page = new ActePage(1, Blank: false, "Le vendeur déclare\n" + string.Concat(Enumerable.Repeat("que le vendeur déclare ", 40)), 0);
        Judge(Acte(1) with { Pages = [page] }, 1).Pages[1].Verdict.ShouldBe(Verdict.Refused);
    }

    private static ActeJudgement Judge(ActePages reading, params int[] asked) => ActeGate.Judge(Answer(reading), asked, NotLooked, Number);

    private static Arbitrary<int[]> Pages() => Gen.ArrayOf(Gen.Choose(1, 6)).Where(pages => pages.Length > 0).ToArbitrary();
}
