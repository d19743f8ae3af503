using Workers.Ocr.Witnesses;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;

namespace Workers.Ocr.Acceptance.Deeds;

/// <summary>A page as a witness tells it, made of lines without a PDF.</summary>
internal static class WrittenDeedPage
{
    private const double Pitch = 14;
    private const double Height = 10;
    private const double Letter = 5;
    private static readonly PageSize Size = new(612, 792);

    public static IReadOnlyList<string> Body { get; } =
    [
        "Le vendeur déclare être propriétaire de l'immeuble pour l'avoir acquis aux termes",
        "d'un acte reçu devant Me Roy, notaire, le 12 mars 1987 et publié au bureau de la",
        "circonscription foncière de Montréal sous le numéro 25 616 321, dont copie demeure",
        "annexée aux présentes après avoir été reconnue véritable et signée par les parties.",
        "DÉSIGNATION DE L'IMMEUBLE",
        "Un immeuble connu et désigné comme étant le lot 2 784 195 du cadastre du Québec,",
        "avec bâtisse dessus érigée portant le numéro 4321, rue Principale, à Longueuil.",
        "Cette vente est faite pour le prix de vingt mille dollars (20 000,00 $) que le ven-",
        "deur reconnaît avoir reçu de l'acquéreur, dont quittance générale et finale de sa",
        "part, les parties déclarant que ce prix est juste et raisonnable pour chacune.",
        "L'acquéreur prend l'immeuble dans l'état où il se trouve, déclarant l'avoir vu et",
        "examiné à sa satisfaction, et s'oblige à payer les taxes échues et à échoir dès ce",
        "jour, y compris la proportion pour l'année courante, à l'exonération du vendeur.",
    ];

    public static DeedTestimony Say(IEnumerable<string> lines, WordSource source = WordSource.TextLayer, int confidence = PageWord.Certain, params PageWord[] beside)
    {
        var words = lines.SelectMany((line, row) => Row(60, 100 + (row * Pitch), line, confidence));
        return new(Testimony<WordPage>.Of(new(source, Size, [.. words, .. beside])), Testimony<InkMarks>.None("not looked for"), IsPicture: source is WordSource.Tesseract);
    }

    public static DeedTestimony Ink(int lines)
    {
        var marks = Enumerable.Range(0, lines).SelectMany(row => Enumerable.Range(0, 8).Select(word => new PageBox(60 + (word * 60), 100 + (row * Pitch), 110 + (word * 60), 109 + (row * Pitch))));
        return new(Testimony<WordPage>.None("the page has no text of its own"), Testimony<InkMarks>.Of(new(Size, [], [], [.. marks])), IsPicture: true);
    }

    public static IEnumerable<PageWord> Row(double left, double top, string line, int confidence = PageWord.Certain)
    {
        foreach (var word in line.Split(' '))
        {
            yield return new(word, new(left, top, left + (word.Length * Letter), top + Height), confidence);
            left += (word.Length + 0.6) * Letter;
        }
    }
}
