namespace Workers.Ocr.Readings;

/// <summary>Some or all pages of an acte as the model transcribed them.</summary>
internal sealed record ActePages([property: Needed] IReadOnlyList<ActePage> Pages, Deed Deed, IReadOnlyList<ActeSection> Sections);

/// <param name="Page">Rank in the PDF, from 1.</param>
/// <param name="IllegibleCount">How many places the text marks as illegible.</param>
internal sealed record ActePage(int Page, bool Blank, [property: Needed] string Text, int IllegibleCount);

/// <summary>The lines of a strip of a page, read alone.</summary>
internal sealed record ActeLines(IReadOnlyList<string> Lines);

/// <summary>What an acte says of itself. Empty text means that the pages read do not say it.</summary>
internal sealed record Deed(
    string PublicationNumber,
    string Date,
    string Nature,
    string Notary,
    IReadOnlyList<Party> Parties,
    IReadOnlyList<string> Lots,
    IReadOnlyList<string> Amounts);

/// <param name="Page">Where the section begins.</param>
/// <param name="Text">Its first words as written.</param>
internal sealed record ActeSection(SectionKind Kind, int Page, string Text);

internal enum SectionKind
{
    EnTete,
    Nature,
    Parties,
    Description,
    Montants,
    Conditions,
    References,
    Signatures,
    Notes,
}
