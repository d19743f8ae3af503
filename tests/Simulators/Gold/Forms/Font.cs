using System.Collections.Concurrent;
using SkiaSharp;

namespace Simulators.Gold.Forms;

/// <summary>A font file of this system and the package that brings it; <c>scripts/install-tools.sh</c> installs them all.</summary>
internal sealed record Font(string Path, string Package)
{
    private static readonly ConcurrentDictionary<string, SKTypeface> Loaded = new(StringComparer.Ordinal);

    public static readonly Font Sans = new("truetype/liberation/LiberationSans-Regular.ttf", "fonts-liberation");
    public static readonly Font SansBold = new("truetype/liberation/LiberationSans-Bold.ttf", "fonts-liberation");
    public static readonly Font Serif = new("truetype/liberation/LiberationSerif-Regular.ttf", "fonts-liberation");
    public static readonly Font SerifBold = new("truetype/liberation/LiberationSerif-Bold.ttf", "fonts-liberation");
    public static readonly Font LinePrinter = new("truetype/liberation/LiberationMono-Regular.ttf", "fonts-liberation");
    public static readonly Font Typewriter = new("opentype/courier-prime/Courier Prime.otf", "fonts-courier-prime");
    public static readonly Font OldPrint = new("truetype/essays1743/Essays1743.ttf", "fonts-essays1743");
    public static readonly Font RoundHand = new("opentype/dancingscript/DancingScript-Regular.otf", "fonts-dancingscript");
    public static readonly Font SchoolHand = new("truetype/ecolier-court/Ecolier-court.ttf", "fonts-ecolier-court");
    public static readonly Font QuickHand = new("truetype/fifthhorseman/dkg.ttf", "fonts-dkg-handwriting");
    public static readonly Font PlainHand = new("truetype/breip/Breip.ttf", "fonts-breip");

    /// <exception cref="FileNotFoundException">The font is not on this system.</exception>
    public SKTypeface Typeface => Loaded.GetOrAdd(Path, static (path, font) =>
        SKTypeface.FromFile($"/usr/share/fonts/{path}") ?? throw new FileNotFoundException(
            $"The gold set draws with /usr/share/fonts/{path}, which is not there. Run scripts/install-tools.sh, or install the package {font.Package}."), this);
}
