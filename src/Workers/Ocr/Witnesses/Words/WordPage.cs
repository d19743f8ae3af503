using Workers.Office;
using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>Who read the words of a page.</summary>
internal enum WordSource
{
    /// <summary>The PDF itself says them.</summary>
    TextLayer,

    /// <summary>Tesseract read them from the page's image.</summary>
    Tesseract,
}

/// <param name="Words">At least one, from left to right.</param>
internal sealed record TextLine(IReadOnlyList<PageWord> Words)
{
    public PageBox Box { get; } = PageBox.Around(Words.Select(word => word.Box));

    public string Text => string.Join(' ', Words.Select(word => word.Text));
}

/// <summary>All words of one page, whichever witness saw them, and the lines that they stand in, both on the page as it is set upright.</summary>
/// <param name="Size">Of the page set upright.</param>
internal sealed record WordPage(WordSource Source, PageSize Size, IReadOnlyList<PageWord> Words)
{
    /// <summary>Of more no witness is heard: a page of close print has about a thousand, and the time that a table takes grows with their square.</summary>
    public const int MostWords = 5_000;

    /// <summary>How the page lies that a viewer shows.</summary>
    public PageTurn Turn { get; init; }

    /// <summary>A place of the page set upright, on the page as a viewer shows it.</summary>
    public PageBox AsShown(PageBox box) => Turn.AsShown(box, Size);

    /// <summary>By how many degrees, clockwise, its writing lies askew there.</summary>
    public double Skew { get; init; }

    /// <summary>From top to bottom. Columns are not told apart: a line goes across the page.</summary>
    public IReadOnlyList<TextLine> Lines { get; } = [.. PageRows.Of(Words, word => word.Box).Select(row => new TextLine(row))];
}

/// <summary>What a witness says, or why it says nothing: a witness that is silent never fails a document by itself.</summary>
internal sealed record Testimony<T>(T? Said, Remark? Silence)
    where T : class
{
    public static Testimony<T> Of(T said) => new(said, null);

    /// <param name="why">For people, in the language of the office.</param>
    public static Testimony<T> None(Remark why) => new(null, why);
}
