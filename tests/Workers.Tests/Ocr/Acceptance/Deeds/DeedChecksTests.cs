using System.Text.RegularExpressions;
using Shouldly;
using Simulators.Gold;
using Simulators.Gold.Lies;
using Simulators.Paper;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Acceptance.Deeds;

public sealed class DeedChecksTests(ITestOutputHelper output)
{
    [Fact]
    public void A_check_that_runs_out_of_time_is_silent() =>
        DeedChecks.Run(_ => throw new RegexMatchTimeoutException(), ["a page"]).ShouldBeEmpty();

    [Fact]
    public void The_truth_of_drawn_deeds_contradicts_itself_nowhere()
    {
        for (var seed = 0; seed < FuzzBudget.Cases(150); seed++)
        {
            var deed = GoldSet.Draw(seed, GoldSet.Draw(seed).Combination with { Template = Template.Deed });
            DeedChecks.Find([.. HeardDeed.LinesOf(deed.Truth).Select(lines => string.Join('\n', lines))]).ShouldBeEmpty($"{deed}");
        }

        for (var seed = 0; seed < FuzzBudget.Cases(100); seed++)
        {
            var pages = PaperPress.Write(HeardDeed.Paper(seed, PaperLook.Digital, 1 + (seed % PaperDocument.MaxPages))).Pages;
            DeedChecks.Find([.. pages.Select(page => string.Join('\n', page.Header.Select(field => $"{field.Name} : {field.Value}").Concat(page.Lines)))]).ShouldBeEmpty($"seed {seed}");
        }
    }

    /// <summary>A clause of a deed that is left out is missed by its number, unless it was the last.</summary>
    [Fact]
    public void A_clause_that_was_left_out_is_named_by_the_gap_that_it_leaves()
    {
        var (told, caught) = (0, 0);
        for (var seed = 0; seed < FuzzBudget.Cases(80); seed++)
        {
            var deed = GoldSet.Draw(seed, GoldSet.Draw(seed).Combination with { Template = Template.Deed, Extent = Extent.Continued, Density = Density.Crowded });
            var lied = Lying.Tell(deed.Truth, LieKind.DropParagraph, seed)!;
            var clauses = deed.Truth.Pages.SelectMany(page => page.Paragraphs).Where(paragraph => paragraph is { Clause: not null, Continued: false }).ToList();
            if (clauses.FindIndex(clause => clause.Number == lied.Lie.Line) is > 0 and var at && at < clauses.Count - 1)
            {
                told++;
                var found = DeedChecks.Find([.. HeardDeed.LinesOf(lied.Told).Select(lines => string.Join('\n', lines))]);
                caught += found.Any(fault => fault.Reason.StartsWith($"clause {clauses[at].Clause!.TrimEnd('.')} is missing between ", StringComparison.Ordinal)) ? 1 : 0;
            }
        }

        output.WriteLine($"{caught} of {told}");
        told.ShouldBeGreaterThan(10);
        caught.ShouldBe(told);
    }

    [Theory]
    [InlineData("5. Le prix.\n6. La possession.\n8. Les taxes.", "clause 7 is missing between '6. La possession.' and '8. Les taxes.'")]
    [InlineData("1. Le prix.\n2. Ceci.\n5. Les taxes.\n6. Cela.", "clauses 3 to 4 are missing between '2. Ceci.' and '5. Les taxes.'")]
    [InlineData("5.1 Le prix.\n5.2 Ceci.\n5.4 Les taxes.", "clause 5.3 is missing between '5.2 Ceci.' and '5.4 Les taxes.'")]
    [InlineData("I. PRIX\nII. POSSESSION\nIV. TAXES", "clause III is missing between 'II. POSSESSION' and 'IV. TAXES'")]
    [InlineData("PREMIÈREMENT : Ceci.\nDEUXIÈMEMENT : Cela.\nQUATRIÈMEMENT : Fin.", "clause 3 is missing between 'DEUXIÈMEMENT : Cela.' and 'QUATRIÈMEMENT : Fin.'")]
    [InlineData("1. Le prix.\n2. Ceci.\n3. Cela.\n1. Autre liste.\n2. Encore.", null)]
    [InlineData("5. Le vendeur déclare avoir acquis sous le numéro\n12. Le prix fut payé.\n6. Les taxes.", null)]
    [InlineData("1. Le prix.\n2. Ceci.\nRéputé le\n14. Il est dit.", null)]
    [InlineData("1. Il est dit : « Voici\n4. Le texte\n6. cité » et rien d'autre.\n2. Ensuite.\n3. Enfin.", null)]
    [InlineData("5. Le prix. 6. La possession.\n7. Les taxes.\n8. Le reste.", null)]
    [InlineData("Fait à Longueuil.\n1987. Vente.\n25 616 321. Acte.", null)]
    [InlineData("C. Tremblay\nD. Roy\nL. Côté\nM. Gagnon", null)]
    public void Clauses_are_numbered_without_a_gap(string text, string? fault) =>
        DeedChecks.Find([text]).Select(found => found.Reason).ShouldBe(fault is null ? [] : [fault]);

    [Theory]
    [InlineData("le prix de VINGT MILLE DOLLARS (25 000,00 $)", "'VINGT MILLE DOLLARS' is 20000, and the figures say '25 000,00 $'")]
    [InlineData("le prix de vingt mille dollars (20 000,00 $)", null)]
    [InlineData("la somme de quatre-vingt-dix-neuf mille cent soixante et onze dollars (99 171 $)", null)]
    [InlineData("la somme de quatre-vingts dollars et cinquante cents (80,50 $)", null)]
    [InlineData("la somme de deux cents\ndollars (300,00 $)", "'deux cents dollars' is 200, and the figures say '300,00 $'")]
    [InlineData("un million deux cent mille dollars (1 200 000 $)", null)]
    [InlineData("the sum of one hundred and five thousand dollars ($105,000.00)", null)]
    [InlineData("the sum of one hundred and five thousand dollars ($150,000.00)", "'one hundred and five thousand dollars' is 105000, and the figures say '$150,000.00'")]
    [InlineData("une partie du prix (25 000 $) est payée", null)]
    [InlineData("la somme de [ILLISIBLE] mille dollars (25 000 $)", null)]
    [InlineData("la somme de v?ngt mille dollars (25 000 $)", null)]
    [InlineData("la somme de vingt trente dollars (25 000 $)", null)]
    [InlineData("taux de cinq pour cent (5 %) sur cent dollars (100 $)", null)]
    public void An_amount_in_words_is_the_one_in_figures(string text, string? fault) =>
        DeedChecks.Find([text]).Select(found => found.Reason).ShouldBe(fault is null ? [] : [fault]);

    [Theory]
    [InlineData("Page 1 de 3|Page 3 de 3|Page 2 de 3", "it says page 3 of 3, page 1 says page 1;it says page 2 of 3, page 2 says page 3;the deed ends with page 2 of 3")]
    [InlineData("Page 1 de 3|Page 2 de 3", "the deed ends with page 2 of 3")]
    [InlineData("Page 1 of 2|Page 2 of 3", "it says page 2 of 3 after page 1 of 2;the deed ends with page 2 of 3")]
    [InlineData("Page 1 de 2||Page 2 de 2", "")]
    [InlineData("Page 1 de 3|texte|Page 3 de 3", "")]
    [InlineData("Page 1/2|Page 2/2|Page 1/2|Page 2/2", "")]
    [InlineData("Page 1 de 3|texte|texte", "")]
    public void Pages_that_say_their_number_follow_each_other(string pages, string faults) =>
        string.Join(';', DeedChecks.Find(pages.Split('|')).Select(found => found.Reason)).ShouldBe(faults);

    [Theory]
    [InlineData("Le vendeur cède les droits de|7. Le prix est payé.", 1)]
    [InlineData("Le vendeur cède les droits de\nPage 1 de 2|Page 2 de 2\nPOSSESSION\nLe reste.", 1)]
    [InlineData("Le vendeur cède les droits de|Québec et de la ville.", 0)]
    [InlineData("Le vendeur cède les droits.|7. Le prix est payé.", 0)]
    [InlineData("Le vendeur cède les droits de|la ville.", 0)]
    public void A_sentence_that_breaks_off_at_a_pages_end_goes_on(string pages, int faults) =>
        DeedChecks.Find(pages.Split('|')).Count(found => found.Reason.Contains("does not go on", StringComparison.Ordinal)).ShouldBe(faults);

    [Fact]
    public void The_number_in_the_head_is_the_same_on_every_page()
    {
        DeedChecks.Find(["Numéro d'inscription : 25 616 321", "Numéro d'inscription : 25616321", "texte", "Numéro d'inscription : 25 616 322\ntexte"])
            .Select(fault => (fault.Page, fault.Reason)).ShouldBe([(4, "its head says number 25 616 322, that of page 1 says 25 616 321")]);
    }
}
