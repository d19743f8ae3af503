using Shouldly;
using Simulators.OtherRegistre;
using Workers.Jobs;
using Workers.Jobs.Outcomes;
using Xunit;

namespace Workers.Registre;

/// <summary>
/// The client at a registry whose maker saw neither it nor the first simulator: in every shape, bill = distinct documents. A run takes a few mixtures;
/// <c>TEST_SHAPES=all</c> (or parts of names, such as <c>History,Surroundings</c>) takes every single deviation, <c>third</c> those that were written last; <c>Mixed 7</c> takes that mixture.
/// </summary>
[Collection(OtherCollection.Name)]
public sealed class OtherRegistreTests(OtherWorld world)
{
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("TEST_SHAPES");

    public static TheoryData<string> Shapes { get; } = Chosen is null
        ? ["Default", "Mixed 1", "Mixed 2", "Mixed 3"]
        : Chosen is "third" ? [.. OtherShape.Third]
        : [.. Chosen.Split(',').SelectMany(part => part.StartsWith("Mixed ", StringComparison.Ordinal) ? [part] : OtherShape.All.Keys.Where(name => part is "all" || name.Contains(part, StringComparison.OrdinalIgnoreCase))).Distinct()];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Each_document_is_bought_once_and_is_the_one_that_was_asked_for(string name)
    {
        var shape = ShapeOf(name);
        await world.OpenAsync(shape);
        OtherDocument[] wanted =
        [
            OtherWorld.Find(DocumentKind.Plan, "Laval", "1262877"),
            OtherWorld.Find(DocumentKind.Acte, "Sainte-Anne-des-Monts", "11917758", "Acte"),
            OtherWorld.Find(DocumentKind.Index, "Shefford", "856"),
        ];

        foreach (var document in wanted)
        {
            var outcome = await world.BuyAsync(OtherWorld.Ask(document));
            outcome.ShouldBeOfType<JobOutcome.Stored>($"{shape}: {document.Kind} {document.Number}: {outcome}");
        }

        world.Site.Bill.Select(line => line.Document).ShouldBe(wanted, $"{shape}");
        world.Site.CopiesOrdered.ShouldBeEmpty($"{shape}");
        world.Site.Logins.Count.ShouldBe(1, $"{shape}");
    }

    /// <summary>The request that bills is acted upon, and its answer never comes. Where looking at it again costs, a person decides.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task A_document_whose_answer_was_lost_is_found_among_the_invoices_and_not_bought_again(string name)
    {
        var shape = ShapeOf(name);
        await world.OpenAsync(shape);
        var document = OtherWorld.Find(DocumentKind.Index, "Shefford", "856");
        world.Site.Arm(OtherFault.CloseAfter, PaidStepOf(shape));

        var outcome = await world.BuyAsync(OtherWorld.Ask(document));

        world.Site.Bill.Select(line => line.Document).ShouldBe([document], $"{shape}: {outcome}");
        world.Site.CopiesOrdered.ShouldBeEmpty($"{shape}");
        if (shape.Reread is Reread.Free || outcome is not JobOutcome.Failed { Outcome: OutcomeCodes.PurchaseUncertain })
        {
            outcome.ShouldBeOfType<JobOutcome.Stored>($"{shape}: {outcome}");
        }
    }

    [Fact]
    public async Task A_session_that_ends_between_two_pages_of_a_list_is_no_answer_about_the_document()
    {
        await world.OpenAsync(new() { SimilarList = SimilarList.SeveralPages });
        world.Site.Arm(OtherFault.Logout, OtherStep.SearchPage, skip: 1);

        var outcome = await world.BuyAsync(new(DocumentSource.Acte, "98700", "Verchères", ActeType: "Acte"));

        outcome.ShouldBeOfType<JobOutcome.Failed>().Outcome.ShouldBe(OutcomeCodes.NotFound);
        world.Site.FaultsLeft.ShouldBe(0);
        world.Site.Logins.Count.ShouldBe(2, "the list was looked through to its end, by who had logged in again");
        world.Site.Bill.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Default")]
    [InlineData("ClosedForm.Status200")]
    public async Task A_document_whose_answer_was_that_the_site_is_closed_is_bought_once_after_a_look_at_the_invoices(string name)
    {
        var shape = ShapeOf(name);
        await world.OpenAsync(shape);
        var document = OtherWorld.Find(DocumentKind.Index, "Shefford", "856");
        world.Site.Arm(OtherFault.Closed, PaidStepOf(shape));

        var outcome = await world.BuyAsync(OtherWorld.Ask(document));

        outcome.ShouldBeOfType<JobOutcome.Stored>($"{outcome}");
        world.Site.FaultsLeft.ShouldBe(0);
        world.Site.Bill.Select(line => line.Document).ShouldBe([document]);
        (await world.Bench.Database.ReadAsync<long>("select count(*) from registre_consultations where state = 'abandoned' and note like '%invoice was not there%'")).ShouldBe(1);
    }

    private static OtherShape ShapeOf(string name) =>
        name.Split(' ') is ["Mixed", var seed] ? OtherShape.Mixed(int.Parse(seed, System.Globalization.CultureInfo.InvariantCulture)) : OtherShape.All[name];

    private static OtherStep PaidStepOf(OtherShape shape) => shape.Billing switch
    {
        Billing.Confirm => shape.ConfirmWhen is ConfirmWhen.Never ? OtherStep.Submit : OtherStep.Confirm,
        Billing.Submit => OtherStep.Submit,
        Billing.Redirect => OtherStep.Redirect,
        Billing.ViewerShown => OtherStep.Viewer,
        _ => OtherStep.Pdf,
    };
}
