using System.Diagnostics;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Ocr.Readings;
using Xunit;
using static Workers.Ocr.SampleReadings;

namespace Workers.Ocr.Acceptance;

public class ReadingLoopsTests
{
    private const string Phrase = "la partie de première part et ";

    [Theory]
    [InlineData(2, 20)]
    [InlineData(2, 3)]
    [InlineData(3, 3)]
    [InlineData(7, 4)]
    public void Inscriptions_that_return_in_turn_are_refused_wherever_they_stand(int period, int rounds)
    {
        Inscription[] lines =
        [
            .. Enumerable.Range(1, 5).Select(Line), .. Enumerable.Range(0, period * rounds).Select(i => Line(50 + (i % period))), .. Enumerable.Range(30, 3).Select(Line),
        ];

        var judged = Judge(Numbered(lines));
        judged.Verdict.ShouldBe(Verdict.Refused);
        judged.Reasons.ShouldHaveSingleItem().ShouldContain("in turn");
    }

    [Fact]
    public void A_page_that_is_returned_twice_over_is_doubtful() =>
        Judge(Numbered([.. Enumerable.Range(1, 9).Select(Line), .. Enumerable.Range(1, 9).Select(Line)])).Reasons.ShouldBe(["an inscription is returned twice"]);

    public static TheoryData<string> IndexFields =>
        ["page_number", "circonscription", "cadastre", "lot", "designation_secondaire", "other_text", "presentation_date", "publication_number", "nature", "remarks", "radiation_number", "party", "role"];

    [Theory]
    [MemberData(nameof(IndexFields))]
    public void A_loop_in_any_field_of_an_index_page_is_refused(string field)
    {
        var loop = "Hypothèque " + Repeat(Phrase, 30) + "fin.";
        var page = Index(3);
        var (header, line) = (page.Header, page.Inscriptions[1]);
        (page, header, line) = field switch
        {
            "page_number" => (page with { PageNumber = loop }, header, line),
            "other_text" => (page with { OtherText = loop }, header, line),
            "circonscription" => (page, header with { Circonscription = loop }, line),
            "cadastre" => (page, header with { Cadastre = loop }, line),
            "lot" => (page, header with { Lot = loop }, line),
            "designation_secondaire" => (page, header with { DesignationSecondaire = loop }, line),
            "presentation_date" => (page, header, line with { PresentationDate = loop }),
            "publication_number" => (page, header, line with { PublicationNumber = loop }),
            "nature" => (page, header, line with { Nature = loop }),
            "remarks" => (page, header, line with { Remarks = loop }),
            "radiation_number" => (page, header, line with { RadiationNumber = loop }),
            "party" => (page, header, line with { Parties = [new(loop, "")] }),
            _ => (page, header, line with { Parties = [new("ROY, Anne", loop)] }),
        };

        var judged = Judge(page with { Header = header, Inscriptions = [page.Inscriptions[0], line, page.Inscriptions[2]] });
        judged.Verdict.ShouldBe(Verdict.Refused, field);
        judged.Reasons[0].ShouldContain("repeats 30 times");
    }

    [Fact]
    public void The_same_party_or_notice_again_and_again_is_refused()
    {
        var page = Index(2);
        Judge(With(line => line with { Parties = [new("ROY, Anne", "1re partie"), .. Enumerable.Repeat(new Party("TREMBLAY, Jean", "2e partie"), 40), new("ROY, Luc", "")] }))
            .Reasons[0].ShouldContain("parties");
        Judge(With(line => line with { Parties = [.. Enumerable.Range(0, 40).Select(i => new Party(i % 2 is 0 ? "TREMBLAY, Jean" : "ROY, Anne", ""))] })).Verdict.ShouldBe(Verdict.Refused);
        Judge(With(line => line with { AddressNotices = [.. Enumerable.Repeat("6123456", 30)] })).Reasons[0].ShouldContain("address_notices");

        IndexPage With(Func<Inscription, Inscription> how) => page with { Inscriptions = [page.Inscriptions[0], how(page.Inscriptions[1])] };
    }

    [Fact]
    public void A_loop_in_what_an_answer_says_of_the_deed_is_refused()
    {
        var acte = Acte(1, 2);
        ShouldBeRefused(acte with { Deed = acte.Deed with { Nature = Repeat(Phrase, 30) } });
        ShouldBeRefused(acte with { Deed = acte.Deed with { Parties = [.. Enumerable.Repeat(new Party("TREMBLAY, Jean", "Vendeur"), 40)] } });
        ShouldBeRefused(acte with { Deed = acte.Deed with { Lots = [.. Enumerable.Range(0, 60).Select(i => i % 3 is 0 ? "1 234 567" : "1 234 568")] } });
        ShouldBeRefused(acte with { Sections = [.. Enumerable.Repeat(acte.Sections[0], 40)] });
        ShouldBeRefused(acte with { Sections = [acte.Sections[0] with { Text = Repeat(Phrase, 30) }] });
        ShouldBeRefused(acte with { Pages = [acte.Pages[0] with { Text = "Devant Me Roy. " + Repeat(Phrase, 30) + "Dont acte à Montréal, sous le numéro 1234." }] });

        static void ShouldBeRefused(ActePages looped) =>
            ActeGate.Judge(Answer(looped), [1, 2], new Dictionary<int, bool>(), null).Pages[1].Verdict.ShouldBe(Verdict.Refused);
    }

    /// <summary>A loop of any unit of some length, after anything and before anything.</summary>
    [Fact]
    public void A_loop_is_found_anywhere_in_a_text() =>
        Prop.ForAll(Gen.Choose(6, 300).ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), Gen.Choose(0, 400).ToArbitrary(), (unit, before, after) =>
            Repetition.Find(Sentence(before, 1) + Repeat(Sentence(unit, 1000), 20) + Sentence(after, 2000)) is not null)
        .QuickCheckThrowOnFailure();

    public static TheoryData<string> Honest =>
    [
        "Nom : ................................ Prénom : ................................\n" + Repeat("________________________________\n", 40),
        Repeat("[SIGNATURE]\nTémoin : ____________\n", 12),
        Repeat("[ILLISIBLE] ", 60),
        Repeat("idem\n", 60) + Repeat("do. \" » —\n", 60),
        Repeat("500,00 $\n", 60),
        Repeat("1 250,00    0,00    1 250,00\n", 45),
        string.Join('\n', Enumerable.Range(1, 12).Select(month => $"Versement du 1er jour du mois {month} : cinq cents dollars (500,00 $)")),
        string.Join('\n', Enumerable.Range(0, 30).Select(i => $"Le lot numéro {2_784_195 + i} du cadastre du Québec, circonscription foncière de Montréal ;")),
        string.Concat(Enumerable.Repeat("Le vendeur déclare que l'immeuble est libre de toute hypothèque, redevance, priorité ou charge quelconque, sauf ce qui est mentionné ci-dessus, et que toutes les taxes échues sont acquittées sans subrogation.\n", 2)),
        Repeat("Oui\n", 20) + Repeat("Montréal\n", 30),
    ];

    [Theory]
    [MemberData(nameof(Honest))]
    public void What_pages_repeat_themselves_is_no_loop(string text) => Repetition.Find(text).ShouldBeNull();

    [Fact]
    public void Equal_radiations_in_a_row_on_an_old_page_are_not_refused()
    {
        var lines = Enumerable.Range(0, 10).Select(i => Line(i + 1) with { PublicationNumber = "\"", PresentationDate = "\"", Nature = "Radiation", Parties = [], Remarks = "", AddressNotices = [] });
        Judge(Numbered([.. lines])).Verdict.ShouldNotBe(Verdict.Refused);

        var numbered = Enumerable.Range(0, 30).Select(i => Line(i + 1) with { Nature = "Radiation", RadiationNumber = "T 123456", Parties = [new("\"", "idem")], Remarks = "idem" });
        Judge(Numbered([.. numbered])).Verdict.ShouldBe(Verdict.Accepted);
        var notices = Numbered([Line(1) with { Parties = [.. Enumerable.Repeat(new Party("idem", "\""), 20)] }]);
        Judge(notices).Verdict.ShouldBe(Verdict.Accepted);
    }

    [Fact]
    public void A_hostile_answer_of_a_megabyte_costs_no_seconds()
    {
        foreach (var text in (string[])[new string('a', 1 << 20), Repeat("ab c ", 200_000), Repeat("aaaaaaaab", 120_000), string.Join(' ', Enumerable.Range(0, 170_000)), Sentence(150_000, 1)])
        {
            var began = Stopwatch.GetTimestamp();
            _ = Repetition.Find(text);
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
        }
    }

    private static string Repeat(string unit, int times) => string.Concat(Enumerable.Repeat(unit, times));

    private static string Sentence(int words, int from) => string.Concat(Enumerable.Range(from, words).Select(i => $"mot{i * 7919 % 100_003} "));

    private static IndexPage Numbered(Inscription[] lines) =>
        Index(1) with { LinesSeen = lines.Length, Inscriptions = [.. lines.Select((line, i) => line with { Line = i + 1 })] };

    private static Judgement<IndexPage> Judge(IndexPage page) => IndexGate.Judge(Answer(page), hasInk: true, Lot);
}
