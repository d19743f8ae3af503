using System.Text;

namespace Simulators.Paper.Pdf;

/// <summary>A face of the system's DejaVu fonts, cut to the characters that French papers need.</summary>
internal sealed class PdfFont
{
    private const string Folder = "/usr/share/fonts/truetype/dejavu";

    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252)
        ?? throw new InvalidOperationException("Windows-1252 is not known here.");

    private static readonly char[] Characters =
        [.. Windows1252.GetString([.. Enumerable.Range(32, 224).Select(code => (byte)code)])];

    private static readonly Lazy<PdfFont>[] Faces =
        [.. new[] { "DejaVuSans", "DejaVuSans-Bold", "DejaVuSerif", "DejaVuSerif-Bold" }.Select(name => new Lazy<PdfFont>(() => new PdfFont(name)))];

    private readonly TrueTypeFont font;

    private PdfFont(string name)
    {
        var path = Path.Combine(Folder, name + ".ttf");
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"{path} is missing: install fonts-dejavu-core.", path);
        }

        Name = name;
        font = new TrueTypeFont(File.ReadAllBytes(path));
        Program = TrueTypeSubset.Cut(font, Characters);
    }

    public static PdfFont Sans => Faces[0].Value;

    public static PdfFont SansBold => Faces[1].Value;

    public static PdfFont Serif => Faces[2].Value;

    public static PdfFont SerifBold => Faces[3].Value;

    public string Name { get; }

    /// <summary>The subset as a TrueType file.</summary>
    public byte[] Program { get; }

    public int Ascent => font.Ascent * 1000 / font.UnitsPerEm;

    public int Descent => font.Descent * 1000 / font.UnitsPerEm;

    /// <summary>Widths of the codes 32 to 255, in thousandths of the font size.</summary>
    public IEnumerable<int> Widths => Characters.Select(font.Width);

    /// <summary>Width of a text in the unit of <paramref name="size"/>.</summary>
    public double Measure(string text, double size) => text.Sum(character => font.Width(character)) * size / 1000;

    public static byte[] Encode(string text) => Windows1252.GetBytes(text);
}
