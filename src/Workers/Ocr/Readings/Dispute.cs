using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Readings;

/// <summary>What became of a value when others than the model had looked at its page.</summary>
internal enum Standing
{
    /// <summary>Another witness says the same.</summary>
    Confirmed,

    /// <summary>Nobody else could tell.</summary>
    Unwitnessed,

    /// <summary>Another witness says something else.</summary>
    Disputed,

    /// <summary>It stands on the page and was not returned.</summary>
    Missing,

    /// <summary>It was returned and stands nowhere on the page.</summary>
    Invented,
}

/// <summary>Who else than the model told of a page.</summary>
internal enum Witness
{
    TextLayer,
    Tesseract,
    Ink,

    /// <summary>The model, or another, asked anew for this place alone.</summary>
    SecondReading,
}

/// <summary>A value on which the witnesses of a page do not agree: what a person decides about.</summary>
/// <param name="Line">Of an index: the inscription's, from 1, as it was returned; null where none was. Of a deed: the (first) line of writing, as in
/// <see cref="LocatedValue"/>; null for the page as a whole.</param>
/// <param name="Field">As the answer schema names it; <c>line</c> for an inscription as a whole, <c>text</c> for lines of a deed.</param>
/// <param name="Read">What the model says; empty for what is missing.</param>
/// <param name="Seen">What the witness says; empty where it sees nothing.</param>
/// <param name="Box">Where to look; null where no place is known.</param>
internal sealed record Dispute(int? Line, string Field, Standing Standing, string Read, string Seen, Witness Witness, PageBox? Box);

/// <summary>One value of a page with its place.</summary>
/// <param name="Line">As in <see cref="Dispute"/>; of a deed the line of writing, from 1.</param>
/// <param name="Text">As the page's own text has it where that located it, else as it was read.</param>
/// <param name="Box">Null where it could not be located: such a value is never sure.</param>
/// <param name="Confidence">0 to 1, from the agreement of witnesses, never the model's own.</param>
internal sealed record LocatedValue(int Line, string Field, Standing Standing, string Text, PageBox? Box, double Confidence);
