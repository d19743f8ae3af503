using System.Text.Json;
using Simulators.Gold;
using Simulators.Gold.Truths;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Readings;

namespace Workers.Benchmarks.Accuracy;

/// <summary>
/// What a model answers that copies a gold page as the prompts ask: values as they are printed, repetition marks too, each party by itself. Pure.
/// </summary>
internal static class GoldAnswers
{
    /// <summary>The confidence that the lying model has in everything, lies included: it tells nothing.</summary>
    public const int Confidence = 90;

    private static readonly string[] Dittos = ["« »", "\" \"", "idem", "do."];
    private static readonly Field[] PartyFields = [Field.Parties, Field.From, Field.To];

    /// <param name="hasMarks">Whether a "No" before a number is copied with it; the prompt leaves that open.</param>
    public static IndexPage Index(GoldPage page, bool hasMarks) => new(
        page.Template switch
        {
            Template.ModernInscription => PageTemplate.ModerneInscription,
            Template.ModernRadiation => PageTemplate.ModerneRadiation,
            Template.EnglishForm => PageTemplate.Anglais,
            Template.HandwrittenLedger or Template.Register1850 => PageTemplate.Manuscrit,
            _ => PageTemplate.ImprimeAncien,
        },
        page.Header is { } head ? FormattableString.Invariant($"{head.Page} de {head.Of}") : "",
        new(page.Header?.Circonscription ?? "", page.Header?.Cadastre ?? "", page.Header?.Lot ?? "", ""),
        page.Blank,
        page.LineCount,
        [.. page.Lines.Select((line, i) => Line(i + 1, line, hasMarks))],
        string.Join('\n', page.Stamps.Select(stamp => stamp.Text)));

    public static ActePages Deed(GoldTruth told, GoldPage page) => new(
        [new(page.Number, page.Blank, Text(page), 0)],
        new(told.Deed!.PublicationNumber, "", told.Deed.Nature, "", [], [], []),
        []);

    /// <summary>The page's paragraphs, a line each of its lines.</summary>
    public static string Text(GoldPage page) => string.Join('\n', page.Paragraphs.SelectMany(paragraph => paragraph.Lines).Select(line => line.Text));

    public static ModelAnswer Answer<T>(T reading) => new(JsonSerializer.Serialize(reading, ReadingJson.Options), ModelAnswer.Done, 0, 0);

    private static Inscription Line(int number, GoldLine line, bool hasMarks) => new(
        number,
        Cell(line, Field.Date),
        Unmarked(Cell(line, Field.Number), hasMarks),
        Cell(line, Field.Nature),
        [.. line.Parties.Select(party => new Party(Name(party, line), party.Role ?? ""))],
        Cell(line, Field.Remarks),
        hasMarks ? Cell(line, Field.Radiations) : Cell(line, Field.Radiations).Replace("No ", "", StringComparison.Ordinal),
        Cell(line, Field.AddressNotice) is { Length: > 0 } notice ? [Unmarked(notice, hasMarks)] : [],
        Confidence);

    private static string Cell(GoldLine line, Field field) => line.Cell(field)?.Text ?? "";

    private static string Unmarked(string number, bool hasMarks) =>
        !hasMarks && number.StartsWith("No ", StringComparison.Ordinal) ? number[3..] : number;

    /// <summary>The name, or the mark that stands for it.</summary>
    private static string Name(GoldParty party, GoldLine line)
    {
        var cells = line.Cells.Where(cell => PartyFields.Contains(cell.Field)).ToList();
        return cells.Exists(cell => cell.Text.Contains(party.Name, StringComparison.Ordinal))
            ? party.Name
            : Dittos.FirstOrDefault(ditto => cells.Exists(cell => cell.Text.StartsWith(ditto, StringComparison.Ordinal))) ?? party.Name;
    }
}
