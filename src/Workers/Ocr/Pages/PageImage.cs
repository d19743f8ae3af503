namespace Workers.Ocr.Pages;

/// <summary>Ways to show a page to the model; the later ones are for a page of which the first reading was refused.</summary>
internal enum PageView
{
    /// <summary>Upright, with the paper evened out.</summary>
    Prepared,

    /// <summary>Exactly as in the PDF.</summary>
    AsRendered,

    /// <summary>Upright, in bands that overlap, each a picture of its own.</summary>
    InParts,
}

/// <param name="Page">From 1.</param>
/// <param name="Ink">The part of the page within its margins that is dark, 0 to 1.</param>
/// <param name="SkewDegrees">What the page was turned by.</param>
internal sealed record PageImage(int Page, ReadOnlyMemory<byte> Jpeg, int Width, int Height, double Ink, float SkewDegrees)
{
    public const string MediaType = "image/jpeg";

    /// <summary>Below this a page counts as blank: on a letter page it is about a single printed word.</summary>
    private const double BlankInk = 0.00005;

    public bool HasInk => Ink > BlankInk;
}

/// <summary>A page or a whole PDF could not be turned into images.</summary>
/// <param name="permanent">True when the document is at fault: trying again cannot help.</param>
internal sealed class PageException(string message, bool permanent, Exception? inner = null) : Exception(message, inner)
{
    public bool Permanent { get; } = permanent;
}
