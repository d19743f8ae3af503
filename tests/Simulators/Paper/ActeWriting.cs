namespace Simulators.Paper;

/// <summary>Decides what a notarial act says: numbered clauses, broken into lines, filling the pages asked for.</summary>
internal static class ActeWriting
{
    public const int LinesPerPage = 44;
    private const int LineWidth = 82;

    public static IReadOnlyList<PageTruth> Write(PaperDocument document)
    {
        var dice = Dice.For(document, 0);
        var lines = new List<string>();
        Opening(document, dice, lines);
        var wanted = (LinesPerPage * (document.Pages - 1)) + dice.Between(LinesPerPage / 2, LinesPerPage - 12);
        for (var clause = 1; ; clause++)
        {
            var next = FrenchText.Wrap($"{clause}. {Clause(document, dice)}", LineWidth);
            if (lines.Count + next.Count > wanted)
            {
                break;
            }

            lines.AddRange(next);
        }

        Closing(dice, lines);
        return [.. lines.Chunk(LinesPerPage).Take(document.Pages)
            .Select((text, i) => new PageTruth(i + 1, Header(document, i + 1), [], text, []))];
    }

    private static HeaderField[] Header(PaperDocument document, int page) =>
    [
        new("Circonscription foncière", document.Circonscription),
        new("Numéro d'inscription", FrenchText.Grouped(document.Number)),
        new("Type de document", document.ActeType ?? "Acte"),
        new("Page", $"{page} de {document.Pages}"),
    ];

    private static void Opening(PaperDocument document, Dice dice, List<string> lines)
    {
        var date = new DateOnly(dice.Between(1978, 2024), dice.Between(1, 12), dice.Between(1, 28));
        var nature = document.ActeType switch
        {
            "Radiation" => "QUITTANCE ET MAINLEVÉE",
            "Avis d'adresse" => "AVIS D'ADRESSE",
            "Acte divers" => "ACTE DIVERS",
            _ => "VENTE",
        };
        lines.Add(nature);
        Add(lines, $"Le {FrenchText.Long(date)}, DEVANT {dice.Pick(Vocabulary.Notaries)}, notaire à {dice.Pick(Vocabulary.Places)}, province de Québec,");
        Add(lines, "COMPARAISSENT :");
        Add(lines, $"{Vocabulary.Person(dice)}, domicilié au {dice.Between(10, 9900)}, rue Principale, à {dice.Pick(Vocabulary.Places)}, ci-après nommé le « vendeur »;");
        Add(lines, $"ET {Vocabulary.Person(dice)}, domicilié au {dice.Between(10, 9900)}, rang Saint-Joseph, à {dice.Pick(Vocabulary.Places)}, ci-après nommé l'« acquéreur »;");
        Add(lines, "LESQUELS conviennent de ce qui suit :");
        lines.Add("DÉSIGNATION");
        Add(lines, $"Un immeuble connu et désigné comme étant le lot numéro {FrenchText.Grouped($"{dice.Between(1_000_000, 6_500_000)}")} du cadastre du Québec, circonscription foncière de {document.Circonscription}.");
    }

    private static string Clause(PaperDocument document, Dice dice) => dice.Between(0, 6) switch
    {
        0 => $"Cette vente est faite pour le prix de {FrenchText.Dollars(dice.Between(40, 900) * 1000)}, que le vendeur reconnaît avoir reçu de l'acquéreur, dont quittance générale et finale.",
        1 => $"Le vendeur déclare être propriétaire de l'immeuble pour l'avoir acquis aux termes d'un acte publié à {document.Circonscription} sous le numéro {FrenchText.Grouped($"{dice.Between(100_000, 9_999_999)}")}.",
        2 => "L'acquéreur prend l'immeuble dans l'état où il se trouve, déclarant l'avoir vu et examiné à sa satisfaction, et s'oblige à payer les taxes échues et à échoir.",
        3 => $"Pour garantir le paiement de la somme de {FrenchText.Dollars(dice.Between(20, 600) * 1000)}, le débiteur hypothèque l'immeuble en faveur de {dice.Pick(Vocabulary.Lenders)}.",
        4 => $"L'immeuble est sujet à une servitude en faveur de {dice.Pick(Vocabulary.Utilities)} pour le passage d'une ligne, publiée sous le numéro {FrenchText.Grouped($"{dice.Between(100_000, 9_999_999)}")}.",
        5 => "Le vendeur garantit que l'immeuble est libre de toute priorité et de toute hypothèque, à l'exception de celles mentionnées aux présentes.",
        _ => $"Les parties ont fait élection de domicile au {dice.Between(10, 9900)}, boulevard Laurier, bureau {dice.Between(100, 900)}, à {dice.Pick(Vocabulary.Places)}, district judiciaire du même nom.",
    };

    private static void Closing(Dice dice, List<string> lines)
    {
        Add(lines, $"DONT ACTE à {dice.Pick(Vocabulary.Places)}, sous le numéro {FrenchText.Grouped($"{dice.Between(1_000, 29_999)}")} des minutes du notaire soussigné.");
        Add(lines, "LECTURE FAITE, les parties signent en présence du notaire soussigné.");
        lines.Add($"(signé) {Vocabulary.Person(dice)}");
        lines.Add($"(signé) {dice.Pick(Vocabulary.Notaries)}, notaire");
    }

    private static void Add(List<string> lines, string paragraph) => lines.AddRange(FrenchText.Wrap(paragraph, LineWidth));
}
