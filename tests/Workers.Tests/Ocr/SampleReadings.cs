using System.Text.Json;
using Workers.Ocr.Acceptance;
using Workers.Ocr.Readings;

namespace Workers.Ocr;

/// <summary>Readings that the gate accepts, to be spoilt by tests.</summary>
internal static class SampleReadings
{
    public const string Lot = "2784195";

    public static IndexPage Index(int lines) => new(
        PageTemplate.ModerneInscription,
        "1 de 2",
        new("Montréal", "Cadastre du Québec", "2 784 195", ""),
        Blank: false,
        lines,
        [.. Enumerable.Range(1, lines).Select(Line)],
        "");

    public static Inscription Line(int number) => new(
        number,
        FormattableString.Invariant($"{1990 + number % 30}-04-{1 + number % 28:00}"),
        FormattableString.Invariant($"{10_000_000 + number * 37}"),
        number % 2 is 0 ? "Vente" : "Hypothèque",
        [new($"TREMBLAY, Jean-{number}", "1re partie"), new("BANQUE NATIONALE", "2e partie")],
        number % 3 is 0 ? "50 000 $" : "",
        "",
        number % 4 is 0 ? ["6123456"] : [],
        95);

    public static ActePages Acte(params int[] pages) => new(
        [.. pages.Select(page => new ActePage(page, Blank: false, FormattableString.Invariant($"Page {page}.\nDevant Me Roy, notaire, a comparu la partie numéro {page}."), 0))],
        new("25616321", "2021-03-04", "Vente", "Me Anne Roy", [new("TREMBLAY, Jean", "Vendeur")], ["2784195"], ["50 000 $"]),
        [new(SectionKind.EnTete, pages[0], "Devant Me Roy")]);

    public static ModelAnswer Answer(object reading, string? finish = ModelAnswer.Done) =>
        new(JsonSerializer.Serialize(reading, ReadingJson.Options), finish, 1000, 500);
}
