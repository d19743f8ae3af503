using Microsoft.Extensions.AI;
using Shouldly;
using Simulators.Gold;
using Simulators.Gold.Lies;
using Workers.Benchmarks.Accuracy;
using Workers.Gemini;
using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses;
using Xunit;

namespace Workers.Ocr.Accuracy;

/// <summary>The scorer itself: what it counts as right, wrong, left out and invented.</summary>
public sealed class AccuracyScoreTests
{
    private static readonly ReadLine First = new("24641", "19900102", "VENTE", "LUCROY", "", "", "");
    private static readonly ReadLine Second = new("26550", "19910203", "BAIL", "ANNROSS", "T118204", "", "");

    [Fact]
    public void A_line_left_out_lowers_recall_and_one_invented_lowers_precision()
    {
        var score = ReadScore.Of([First, Second], [First]) + ReadScore.Of([First], [First, Second with { Number = "99" }]);

        (score.Pages, score.Written, score.Told, score.Found).ShouldBe((2, 3, 3, 2));
    }

    [Fact]
    public void A_field_counts_when_it_is_exactly_as_written()
    {
        var score = ReadScore.Of([First, Second], [First, Second with { Parties = "ANNROS", Radiation = "T118205" }]);

        score.Found.ShouldBe(2);
        score.Right.ShouldBe(new Dictionary<string, int>(StringComparer.Ordinal) { ["number"] = 2, ["date"] = 2, ["nature"] = 2, ["parties"] = 1, ["radiation"] = 1, ["notices"] = 2, ["remarks"] = 2 }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("dix mille dollars", "dix mille dollars", 0)]
    [InlineData("dix mille\ndollars", "dix  mille dollars", 0)]
    [InlineData("dix mille dollars", "dix mile dolars", 2)]
    [InlineData("dix mille dollars", "", 17)]
    public void Characters_in_error_are_those_that_would_have_to_change(string written, string read, int edits) =>
        TextErrors.Of(written, read).ShouldBe(new TextErrors(edits, 17));

    [Fact]
    public void A_confidence_that_tells_right_from_wrong_is_one_that_tells_nothing_a_half()
    {
        Calibration.Auroc([new(0.9, true), new(0.8, true), new(0.1, false)]).ShouldBe(1);
        Calibration.Auroc([new(0.9, true), new(0.9, false)]).ShouldBe(0.5);
        Calibration.Auroc([new(0.1, true), new(0.9, false), new(0.5, true)]).ShouldBe(0);
        Calibration.Auroc([new(0.9, true)]).ShouldBeNull();
        Calibration.Reliability([new(0.95, true), new(1, true), new(0.92, false), new(0.3, false)]).ShouldBe([(0.3, 1, 0), (0.9, 3, 2)]);
    }

    [Theory]
    [InlineData("--printed", "many", "--printed: found 'many'; allowed: a whole number from 0.")]
    [InlineData("--template", "Card", "--template: found 'Card'; allowed: ModernInscription, ModernRadiation, PrintedForm, HandwrittenLedger, EnglishForm, Register1850, TypedCard, Deed.")]
    [InlineData("--fast", "1", "Unknown option --fast; known are --quick, --printed N, --scanned N, --seed N, --template NAME, --looks LIST, --list, --real, --keep DIR, --out FILE.")]
    public void An_order_that_is_not_understood_says_what_is_allowed(string option, string value, string words) =>
        Should.Throw<FormatException>(() => AccuracyOptions.Parse([option, value])).Message.ShouldBe(words);

    [Fact]
    public void A_look_is_drawn_by_its_axes_alone_and_every_combination_has_one()
    {
        foreach (var document in GoldSet.Sample(40, seed: 5))
        {
            foreach (var look in Enum.GetValues<Look>())
            {
                var drawn = (document.Combination with { Medium = Medium.Scan }).As(look);
                Looks.Of(drawn).ShouldBe(look);
                (drawn with { Hand = default, Skew = default, Turn = default, Ink = default, Dirt = default, Medium = default })
                    .ShouldBe(document.Combination with { Hand = default, Skew = default, Turn = default, Ink = default, Dirt = default, Medium = default });
            }
        }

        AccuracyOptions.Parse(["--looks", "clean,hard", "--scanned", "1", "--printed", "0"]).Draw().Select(document => Looks.Of(document.Combination)).Distinct().ShouldBe([Look.Clean, Look.Hard]);
        Should.Throw<FormatException>(() => AccuracyOptions.Parse(["--looks", "pretty"])).Message.ShouldBe("--looks: found 'pretty'; allowed: clean, typical, hard, several with commas between them.");
    }

    [Fact]
    public async Task The_key_alone_asks_no_model_and_no_model_is_asked_without_a_key()
    {
        AccuracyOptions.Parse(["--quick"]).IsReal.ShouldBeFalse();
        AccuracyOptions.Parse(["--quick", "--real"]).IsReal.ShouldBeTrue();
        (await AccuracyCommand.RunAsync(["--real", "--printed", "0", "--scanned", "0"], key: null)).ShouldBe(2);
    }

    [Fact]
    public void An_answer_copies_what_is_printed_and_names_each_party_by_itself()
    {
        var page = Document(Template.PrintedForm).Truth.Pages[0];
        var answer = GoldAnswers.Index(page, hasMarks: true);

        answer.Inscriptions.Count.ShouldBe(page.LineCount);
        answer.Inscriptions.SelectMany(line => line.Parties).Count().ShouldBe(page.Lines.Sum(line => line.Parties.Count));
        answer.Inscriptions.ShouldContain(line => line.Nature == "idem");
        answer.Inscriptions.ShouldAllBe(line => line.PublicationNumber.StartsWith("No ", StringComparison.Ordinal));
        GoldAnswers.Index(page, hasMarks: false).Inscriptions.ShouldAllBe(line => char.IsAsciiDigit(line.PublicationNumber[0]));
    }

    [Fact]
    public void A_gate_that_nobody_testifies_to_names_no_consistent_lie_and_holds_the_page()
    {
        var document = Document(Template.ModernInscription);
        var truth = GateTrials.Truth(new(document, document.Truth.Pages[0], HasInk: true, PageTestimony.Nobody("nobody was asked")));

        truth.Doubts.ShouldBeEmpty();
        truth.Reasons.ShouldHaveSingleItem("the page goes to a person as a whole");
        var lies = GateTrials.Lies(truth, seed: 1).ToList();
        lies.Select(lie => lie.Lie.Kind).ShouldContain(LieKind.OmitLine);
        lies.ShouldAllBe(lie => lie.Notice == Notice.ForPerson && lie.IsMarked && lie.New.Count == 0);
    }

    [Fact]
    public async Task What_a_model_answers_is_scored_against_what_was_asked_of_it()
    {
        var document = Document(Template.TypedCard);
        var page = new HeardPage(document, document.Truth.Pages[0], HasInk: true, PageTestimony.Nobody("nobody was asked"));
        var told = GoldAnswers.Index(page.Truth, page.HasMarks);
        using var model = new SaidOnce(GoldAnswers.Answer(told with { Inscriptions = [.. told.Inscriptions.Skip(1)] }).Text);
        var results = new AccuracyResults();

        await new ModelTrial(model, new GeminiOptions()).AskAsync(page, new PageImage(1, new byte[] { 1 }, 1, 1, 1, 0), results);

        var (_, score, doubts) = results.Model.ShouldHaveSingleItem();
        (score.Written, score.Found).ShouldBe((page.Truth.LineCount, page.Truth.LineCount - 1));
        doubts.ShouldContain($"{page.Truth.LineCount} lines seen, {page.Truth.LineCount - 1} returned");
        AccuracyTables.Write(results).ShouldContain("the real model");
    }

    private static GoldDocument Document(Template template) => GoldSet.Draw(21, new(
        template, Medium.BornDigital, Hand.Printed, Language.French, Skew.Straight, Turn.Upright, Ink.Fresh, Dirt.Clean, Stamping.None, Extent.OnePage,
        Density.Crowded, RowShape.Mixed, Ditto.Words, Strikes.None, Headings.EveryPage, DateStyle.Iso, NumberStyle.Marked));

    private sealed class SaidOnce(string answer) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer)) { FinishReason = ChatFinishReason.Stop });

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
