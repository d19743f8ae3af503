using Shouldly;
using Workers.Jobs;
using Xunit;

namespace Workers.Operations.Documents;

public sealed class FilterWordsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly FilterWords None = new([], [], [], []);

    [Fact]
    public void Words_that_are_not_given_say_nothing() => Parse(None).IsEmpty.ShouldBeTrue();

    [Fact]
    public void Every_word_is_read_as_its_writer_means_it()
    {
        var filter = Parse(None with
        {
            Statuses = ["5,1", "ocr_complete"], Outcomes = ["Not_Found"], Kinds = ["plan", "INDEX"], Number = "0012 345-678", Dossier = "2026-0417 Tremblay", Older = "2h", Since = "2026-11-01",
            Review = "open", Text = "100 %",
        });

        filter.Statuses.ShouldBe([5, 1, 4]);
        filter.Outcomes.ShouldBe(["not_found"]);
        filter.Sources.ShouldBe([DocumentSource.PlanCadastraux, DocumentSource.Index]);
        (filter.Number, filter.Dossier, filter.Review, filter.Text).ShouldBe(("12345678", "2026-0417 Tremblay", ReviewWish.Open, "100 %"));
        filter.CreatedBefore.ShouldBe(Now.AddHours(-2));
        // A day is one of Quebec.
        filter.CreatedFrom.ShouldBe(new DateTimeOffset(2026, 11, 1, 4, 0, 0, TimeSpan.Zero));
        filter.Describe().ShouldBe(
            "status 5 or 1 or 4, outcome not_found, kind PlanCadastraux or Index, number 12345678, dossier '2026-0417 Tremblay', since 2026-11-01 04:00Z, before 2026-11-29 10:00Z, review open, text '100 %'");
    }

    [Fact]
    public void A_lot_is_a_number_of_an_index_or_a_plan_and_a_star_stands_for_the_rest_of_a_number()
    {
        var filter = Parse(None with { Lot = "1 234*" });

        (filter.Number, filter.NumberBegins).ShouldBe((null, "1234"));
        filter.Sources.ShouldBe([DocumentSource.Index, DocumentSource.PlanCadastraux]);
        Parse(None with { Since = "3d" }).CreatedFrom.ShouldBe(Now.AddDays(-3));
    }

    [Fact]
    public void Everything_that_is_not_understood_is_told_at_once_with_what_is_allowed()
    {
        var (_, faults) = new FilterWords([], ["9", "done"], ["lost"], ["deed"], "-", "1", "", "2", "yesterday", "1", "").Parse(Now);

        faults.ShouldBe([
            "--status: found '9'; allowed: 1 to 5, or en_attente, en_traitement, complete, ocr_complete, erreur.",
            "--status: found 'done'; allowed: 1 to 5, or en_attente, en_traitement, complete, ocr_complete, erreur.",
            "--outcome: found 'lost'; allowed: not_found, paper_only, ambiguous, wrong_document, attempts_exhausted, purchase_uncertain, cancelled, invalid_request, unreadable, failed.",
            "--kind: found 'deed'; allowed: index, acte, plan.",
            "--number and --lot: found both; allowed: one of them.",
            "--number: found '-'; allowed: letters and digits of a number, with * behind its beginning.",
            "--review: found '1'; allowed: needed, none, open, refused, decided.",
            "--older: found '2'; allowed: a number with s, m, h or d, as in 2h.",
            "--since: found 'yesterday'; allowed: a number with s, m, h or d, as in 2h; a day as in 2026-12-01, a day and time of Quebec as in 2026-12-01 09:30, or with an offset as in 2026-12-01T14:30:00Z.",
            "--dossier: found ''; allowed: a text of 1 to 200 characters.",
            "--text: found ''; allowed: a text of 1 to 200 characters.",
        ]);
        (None with { Lot = "1", Kinds = ["acte"] }).Parse(Now).Faults.ShouldBe(["--lot and --kind acte: found both; a lot has an index and a plan. Give --number."]);
    }

    private static DocumentFilter Parse(FilterWords words)
    {
        var (filter, faults) = words.Parse(Now);
        faults.ShouldBeEmpty();
        return filter;
    }
}
