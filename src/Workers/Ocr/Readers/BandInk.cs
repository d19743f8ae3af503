using Workers.Ocr.Pages;
using Workers.Ocr.Witnesses.Ink;
using Workers.Ocr.Witnesses.Words;
using Workers.Pdf;

namespace Workers.Ocr.Readers;

/// <summary>Whether anything is written in a part of a page: a part with writing of which nothing is returned was not read. Pure.</summary>
internal static class BandInk
{
    /// <summary>Fewer marks are specks.</summary>
    private const int FewestMarks = 3;

    /// <param name="image">Of the part; counts where nobody found marks or words, rules and stains too.</param>
    /// <param name="shown">The size of the whole page as a viewer shows it.</param>
    /// <param name="ink">Marks of the whole page.</param>
    /// <param name="words">Words of the whole page.</param>
    public static bool HasWriting(PageBand band, PageImage image, PageSize shown, InkMarks? ink, WordPage? words)
    {
        var places = ink is not null ? ink.Words.Select(ink.AsShown) : words?.Words.Select(word => words.AsShown(word.Box));
        return places?.Count(place => place.Middle > band.Top * shown.Height && place.Middle < band.Bottom * shown.Height) >= FewestMarks || (places is null && image.HasInk);
    }
}
