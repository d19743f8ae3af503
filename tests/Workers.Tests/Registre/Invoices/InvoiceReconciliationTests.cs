using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Registre.Consultations;
using Workers.Registre.Matching;
using Xunit;

namespace Workers.Registre.Invoices;

public sealed class InvoiceReconciliationTests
{
    private static readonly DateOnly From = new(2026, 5, 1);
    private static readonly DateTimeOffset Now = new(2026, 5, 20, 16, 0, 0, TimeSpan.Zero);
    private static int _position;

    [Fact]
    public void What_both_sides_have_once_leaves_nothing_unexplained()
    {
        var found = Compare(
            [Line("2026-05-04", "Acte 25 616 321, Montréal", "1,50 $"), Line("2026-05-05", "Index des immeubles, lot 2 784 195, Cadastre du Québec, Montréal", "1,50 $")],
            [Acte("25616321", 4), Index("2784195", 5)]);

        (found.Known.Count, found.Differences.Count, found.UnexplainedCad).ShouldBe((2, 0, 0m));
    }

    [Fact]
    public void A_purchase_of_a_document_that_was_purged_takes_the_line_that_nobody_else_explains_and_tells_no_word_of_it()
    {
        var purged = Acte("25616321", 4).WithoutWords();

        var found = Compare([Line("2026-05-04", "Acte 1 Montréal", "1,50 $"), Line("2026-05-04", "Acte 25 616 321, Montréal", "2,25 $")], [purged, Acte("1", 4)]);
        found.Differences.ShouldBeEmpty();
        found.Known.Select(pair => (pair.Line.Cells[1], pair.Purchase.IsPurged)).ShouldBe([("Acte 1 Montréal", false), ("Acte 25 616 321, Montréal", true)], ignoreOrder: true);

        Compare([Line("2026-05-04", "Acte 7 Laval", "9,00 $"), Line("2026-05-04", "Acte 25 616 321, Montréal", "1,50 $")], [purged]).Known.ShouldHaveSingleItem()
            .Line.Cells[1].ShouldBe("Acte 25 616 321, Montréal", "of two lines of its day the one of its amount");
        Compare([Line("2026-05-09", "Acte 25 616 321, Montréal", "1,50 $")], [purged]).Differences.Select(difference => difference.Kind).ShouldBe([DifferenceKind.Unknown, DifferenceKind.Unbilled]);
    }

    [Fact]
    public void A_document_that_was_billed_twice_is_found_with_its_amount()
    {
        var found = Compare([Line("2026-05-04", "Acte 25616321 Montréal", "1,50 $"), Line("2026-05-04", "Acte 25616321 Montréal", "1,50 $")], [Acte("25616321", 4)]);

        found.Differences.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            twice => twice.Kind.ShouldBe(DifferenceKind.Unknown), twice => twice.Cad.ShouldBe(1.50m), twice => twice.Line.ShouldBe("2026-05-04 | Acte 25616321 Montréal | 1,50 $"));
    }

    [Fact]
    public void The_same_line_twice_is_two_differences_and_each_keeps_its_key()
    {
        var first = Compare([Line("2026-05-04", "Acte 1 Hull", "2,00 $"), Line("2026-05-04", "Acte 1 Hull", "2,00 $")], []).Differences;
        var again = Compare([Line("2026-05-04", "Acte 1 Hull", "2,00 $"), Line("2026-05-04", "Acte 1 Hull", "2,00 $")], []).Differences;

        first.Select(difference => difference.Key).Distinct().Count().ShouldBe(2);
        again.Select(difference => difference.Key).ShouldBe(first.Select(difference => difference.Key));
    }

    [Theory]
    [InlineData("Acte 1 Montréal", "-1,50 $")]
    [InlineData("Acte 1 Montréal", "(1,50 $)")]
    [InlineData("Acte 1 Montréal", "1,50 $-")]
    [InlineData("Acte 1 Montréal", "1,50 $ CR")]
    [InlineData("Crédit - Acte 1 Montréal", "1,50 $")]
    [InlineData("Remboursement : Acte 1 Montréal", "1,50 $")]
    public void What_is_given_back_is_no_bill_and_takes_its_amount_off_what_is_unexplained(string what, string amount)
    {
        var found = Compare([Line("2026-05-04", what, amount)], [Acte("1", 4)]);

        found.Known.ShouldBeEmpty();
        found.Differences.Select(difference => ($"{difference.Kind}", difference.Cad)).ShouldBe([("Credit", -1.50m), ("Unbilled", 1.50m)], ignoreOrder: true);
        var twice = Compare([Line("2026-05-04", "Acte 1 Montréal", "1,50 $"), Line("2026-05-04", "Acte 1 Montréal", "1,50 $"), Line("2026-05-06", what, amount)], [Acte("1", 4)]);
        (twice.Known.Count, twice.Differences.Count, twice.UnexplainedCad).ShouldBe((1, 2, 0m));
    }

    [Fact]
    public void A_card_that_pays_gives_nothing_back() =>
        Compare([Line("2026-05-04", "Acte 1 Montréal", "Carte de crédit", "1,50 $")], [Acte("1", 4)]).Differences.ShouldBeEmpty();

    [Fact]
    public void A_bill_of_no_day_that_is_understood_is_unknown_with_what_was_read_by_the_day_of_the_lines_beside_it()
    {
        InvoiceRow[] lines = [Line("2026-05-09", "Acte 1 Montréal", "1,50 $"), Line("mai 8", "Acte 1 Montréal", "1,50 $"), Line("2026-05-07", "Acte 2 Montréal", "1,50 $"), Line("2026-04-02", "Acte 3 Hull", "1,50 $"), Line("2 avril", "Acte 4 Hull", "1,50 $")];
        var found = Compare(lines, [Acte("1", 9), Acte("2", 7)]);

        found.Known.Count.ShouldBe(2);
        found.Differences.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            undated => undated.Kind.ShouldBe(DifferenceKind.Unknown),
            undated => undated.Day.ShouldBe(new(2026, 5, 9)),
            undated => undated.Line.ShouldBe("mai 8 | Acte 1 Montréal | 1,50 $ (no day that is understood)"),
            undated => undated.Cad.ShouldBe(1.50m));
    }

    [Theory]
    [InlineData("stored", "Unbilled", "1.50")]
    [InlineData("received", "Unbilled", "1.50")]
    [InlineData("rejected", "Unbilled", "1.50")]
    [InlineData("uncertain", "DoubtUnbilled", "0")]
    [InlineData("submitting", "DoubtUnbilled", "0")]
    public void A_purchase_without_an_invoice_is_a_difference_once_its_invoice_is_due(string state, string kind, string cad)
    {
        var purchase = Acte("1", 4) with { State = Enum.Parse<ConsultationState>(state, ignoreCase: true) };

        var found = Compare([], [purchase]).Differences.ShouldHaveSingleItem();

        (found.Kind.ToString(), found.Cad).ShouldBe((kind, decimal.Parse(cad, System.Globalization.CultureInfo.InvariantCulture)));
        Compare([], [purchase with { SubmittingAt = Now.AddMinutes(-30), Day = new(2026, 5, 20) }]).ShouldSatisfyAllConditions(
            young => young.Differences.ShouldBeEmpty(), young => young.Pending.ShouldHaveSingleItem());
    }

    [Fact]
    public void A_purchase_in_doubt_that_was_billed_is_said_and_another_price_is_counted()
    {
        var doubt = Acte("1", 4) with { State = ConsultationState.Uncertain };
        var found = Compare([Line("2026-05-04", "Acte 1 Montréal", "1,50 $"), Line("2026-05-04", "Acte 2 Montréal", "2,25 $")], [doubt, Acte("2", 4)]);

        found.Differences.Select(difference => (difference.Kind, difference.Cad)).ShouldBe([(DifferenceKind.DoubtBilled, 0m), (DifferenceKind.Price, 0.75m)]);
    }

    [Theory]
    [InlineData("2026-05-03", true)]
    [InlineData("2026-05-05", true)]
    [InlineData("2026-05-06", false)]
    public void The_sites_clock_is_its_own_within_a_day(string day, bool isKnown) =>
        Compare([Line(day, "Acte 1 Montréal")], [Acte("1", 4)]).Known.Count.ShouldBe(isKnown ? 1 : 0);

    [Fact]
    public void A_line_that_names_the_document_in_full_goes_before_one_that_shortens_it_and_sums_bill_nothing()
    {
        var found = Compare(
            [Line("2026-05-04", "Document 1"), Line("2026-05-04", "Acte 1 Montréal"), Line("2026-05-04", "Total 2 consultations", "3,00 $")],
            [Acte("1", 4), Acte("1", 4) with { Circonscription = "laval" }]);

        found.Differences.ShouldBeEmpty();
        found.Known.Select(pair => (pair.Line.Cells[1], pair.Purchase.Circonscription)).ShouldBe([("Acte 1 Montréal", "montreal"), ("Document 1", "laval")], ignoreOrder: true);
    }

    [Fact]
    public void A_line_that_names_one_document_is_taken_for_no_other_with_the_same_number()
    {
        var found = Compare([Line("2026-05-04", "Acte 1 Montréal"), Line("2026-05-04", "Acte 1 Montréal")], [Acte("1", 4), Acte("1", 4) with { Circonscription = "laval" }]);

        found.Differences.Select(difference => difference.Kind).ShouldBe([DifferenceKind.Unknown, DifferenceKind.Unbilled]);
    }

    [Fact]
    public void What_is_billed_twice_at_the_edge_of_the_judged_days_is_found()
    {
        var found = Compare([Line("2026-04-29", "Acte 1 Montréal"), Line("2026-05-01", "Acte 1 Montréal")], [Acte("1", 4) with { Day = new(2026, 4, 30) }]);

        found.Differences.ShouldHaveSingleItem().Kind.ShouldBe(DifferenceKind.Unknown);
    }

    [Fact]
    public void Only_the_days_that_are_judged_can_differ_and_a_line_without_an_amount_counts_by_the_tariff()
    {
        Compare([Line("2026-04-30", "Acte 9 Hull")], [Acte("1", 1) with { Day = new(2026, 4, 30) }]).Differences.ShouldBeEmpty();
        Compare([Line("2026-05-04", "Acte 9 Hull")], []).UnexplainedCad.ShouldBe(1.50m);
    }

    [Fact]
    public void A_line_that_calls_its_amount_a_total_and_one_that_names_the_documents_own_day_bill_like_any_other()
    {
        var found = Compare(
            [
                Line("2026-05-04", "Acte 1 Montréal", "Total : 1,50 $"), Line("2026-05-04", "Acte 1 Montréal", "Total : 1,50 $"),
                Line("Acte 25616321 publié le 1998-03-02, Montréal", "2026-05-04", "1,50 $"),
            ],
            [Acte("1", 4), Acte("25616321", 4)]);

        found.Known.Count.ShouldBe(2);
        found.Differences.ShouldHaveSingleItem().Kind.ShouldBe(DifferenceKind.Unknown);
    }

    [Fact]
    public void A_count_beside_the_number_does_not_take_the_purchase_of_a_lot_that_is_called_so()
    {
        InvoiceRow Of(string number) => Line("2026-05-04", "Index des immeubles", number, "1", "Cadastre du Québec", "Montréal", "1,50 $");

        Compare([Of("555"), Of("1")], [Index("1", 4), Index("555", 4)]).Differences.ShouldBeEmpty();
    }

    [Fact]
    public void Of_days_before_the_oldest_line_only_lines_are_judged_and_no_line_at_all_is_no_answer_where_something_was_paid_for()
    {
        var (due, line, old) = (Now - InvoiceReconciler.Due, Line("2026-05-10", "Acte 1 Montréal"), Acte("2", 4));

        var shown = InvoiceReconciler.ShownFrom([line], [old], From, due);
        shown.ShouldBe(new(2026, 5, 10));
        InvoiceReconciliation.Of([line], [old], From, due, Tariff.Usual, shown).Differences.ShouldHaveSingleItem().Kind.ShouldBe(DifferenceKind.Unknown);
        InvoiceReconciler.ShownFrom([Line("2026-04-10", "Acte 9 Hull"), line], [old], From, due).ShouldBe(From);

        Should.Throw<RegistreFailure>(() => InvoiceReconciler.ShownFrom([], [old], From, due)).Message.ShouldContain("1 purchases that were paid for");
        InvoiceReconciler.ShownFrom([], [old with { State = ConsultationState.Uncertain }], From, due).ShouldBe(new(2026, 5, 21), "nothing that is open is resolved by it");
    }

    /// <summary>Whatever is billed and bought: each line and each purchase ends in one place, and as many meet as can.</summary>
    [Fact]
    public void Every_line_and_every_purchase_ends_in_exactly_one_place()
    {
        var pairs = ArbMap.Default.GeneratorFor<int>().Select(seed => Math.Abs(seed % 60)).ListOf().Two().ToArbitrary();

        Prop.ForAll(pairs, both =>
        {
            var lines = both.Item1.Select(n => Line($"2026-05-{(n % 10) + 2:00}", $"Acte {(n / 20) + 1} Montréal", "1,50 $")).ToList();
            var purchases = both.Item2.Select(n => Acte($"{(n / 20) + 1}", (n % 10) + 2)).ToList();
            var found = Compare(lines, purchases);
            var (unknown, unbilled) = (found.Differences.Count(one => one.Kind is DifferenceKind.Unknown), found.Differences.Count(one => one.Kind is DifferenceKind.Unbilled));
            return found.Known.Count + unknown == lines.Count
                && found.Known.Count + unbilled + found.Pending.Count == purchases.Count
                && found.Known.Select(pair => pair.Line).Distinct().Count() == found.Known.Count
                && found.Known.Select(pair => pair.Purchase.Id).Distinct().Count() == found.Known.Count
                && found.Known.Count == Enumerable.Range(1, 3).Sum(number => Most(both.Item1, both.Item2, number))
                && found.UnexplainedCad == 1.50m * (unknown + unbilled);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }

    /// <summary>The most pairs of one number within a day of each other, by augmenting paths.</summary>
    private static int Most(IEnumerable<int> lines, IEnumerable<int> purchases, int number)
    {
        var (left, right) = (lines.Where(n => (n / 20) + 1 == number).Select(n => n % 10).ToList(), purchases.Where(n => (n / 20) + 1 == number).Select(n => n % 10).ToList());
        var taken = new int?[right.Count];
        return Enumerable.Range(0, left.Count).Count(line => Find(line, []));

        bool Find(int line, HashSet<int> tried)
        {
            for (var i = 0; i < right.Count; i++)
            {
                if (Math.Abs(right[i] - left[line]) <= 1 && tried.Add(i) && (taken[i] is not { } other || Find(other, tried)))
                {
                    taken[i] = line;
                    return true;
                }
            }

            return false;
        }
    }

    [Fact]
    public void Where_the_history_shows_nothing_what_was_bought_is_told_as_compared_with_nothing()
    {
        var (due, young, doubt) = (Now - InvoiceReconciler.Due, Acte("1", 20) with { SubmittingAt = Now }, Acte("2", 4) with { State = ConsultationState.Uncertain });
        var shown = InvoiceReconciler.ShownFrom([], [young, doubt], From, due);

        var found = InvoiceReconciliation.Of([], [young, doubt], From, due, Tariff.Usual, shown);

        (found.Pending.ShouldHaveSingleItem(), found.Unjudged.ShouldHaveSingleItem(), found.Differences.Count).ShouldBe((young, doubt, 0));
        new ReconciledAccount("a", shown, found, [], HasNoLine: true).IsUntold.ShouldBeTrue();
        new ReconciledAccount("a", shown, InvoiceReconciliation.Of([], [], From, due, Tariff.Usual, shown), [], HasNoLine: true).IsUntold.ShouldBeFalse("nothing was bought");
        new ReconciledAccount("a", From, found, []).IsUntold.ShouldBeFalse("there were lines");
        InvoiceReconciliation.Of([Line("2026-05-10", "Acte 9 Hull", "1,50 $")], [Acte("3", 5), Acte("4", 11)], From, due, Tariff.Usual, new(2026, 5, 10)).ShouldSatisfyAllConditions(
            part => part.Unjudged.ShouldHaveSingleItem().DocumentNumber.ShouldBe("3"),
            part => part.Differences.Count(one => one.Kind is DifferenceKind.Unbilled).ShouldBe(1));
    }

    private static InvoiceReconciliation Compare(IEnumerable<InvoiceRow> lines, IEnumerable<LedgerPurchase> purchases) =>
        InvoiceReconciliation.Of(lines, purchases, From, Now - InvoiceReconciler.Due, Tariff.Usual);

    private static InvoiceRow Line(params string[] cells) => new(Interlocked.Increment(ref _position), cells);

    private static LedgerPurchase Acte(string number, int day) => new(
        Guid.NewGuid(), DocumentSource.Acte, number, "montreal", "", "", "acte", ConsultationState.Stored, 1.50m, new(2026, 5, day, 15, 0, 0, TimeSpan.Zero), new(2026, 5, day))
    {
        Environment = TargetEnvironment.Prod,
    };

    private static LedgerPurchase Index(string number, int day) =>
        Acte(number, day) with { DocumentSource = DocumentSource.Index, Cadastre = "cadastre du quebec", ActeType = "" };
}
