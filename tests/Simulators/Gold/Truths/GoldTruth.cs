namespace Simulators.Gold.Truths;

/// <summary>All that a document says, page by page in the order of the PDF, and how its dates and numbers are written.</summary>
internal sealed record GoldTruth(Template Template, Writing Writing, GoldDeed? Deed, IReadOnlyList<GoldPage> Pages);

/// <summary>What a deed is: its number and date in the register, its nature, and its number with the notary. An index has none.</summary>
internal sealed record GoldDeed(string PublicationNumber, DateOnly Date, string Nature, string Minute);

/// <summary>How dates and publication numbers are written in one document.</summary>
internal sealed record Writing(Language Language, DateStyle Dates, NumberStyle Numbers);

/// <summary>
/// One page. <see cref="Number"/> is its place in the PDF, which a heading need not agree with where a blank page lies between.
/// <see cref="LineCount"/> is what a count of the inscriptions on the page should say.
/// </summary>
internal sealed record GoldPage(
    int Number,
    Template Template,
    double Width,
    double Height,
    GoldHeader? Header,
    IReadOnlyList<GoldLine> Lines,
    IReadOnlyList<GoldParagraph> Paragraphs,
    IReadOnlyList<GoldStamp> Stamps,
    int LineCount)
{
    public bool Blank => Header is null && Lines.Count == 0 && Paragraphs.Count == 0 && Stamps.Count == 0;
}

/// <summary>What the head of a page says; null for what this page does not say. <see cref="Page"/> of <see cref="Of"/> as printed.</summary>
internal sealed record GoldHeader(string? Lot, string? Circonscription, string? Cadastre, int Page, int Of, Box Box);

/// <summary>The columns that an index may have.</summary>
internal enum Field { Date, Number, Nature, Quality, Parties, From, To, Remarks, AddressNotice, Radiations }

/// <summary>Which side of the act a party is on: the one that gives, or the one that receives.</summary>
internal enum Side { First, Second }

/// <summary>A party by full name, also where a ditto stands for it; <see cref="Role"/> is what is printed for its side, null where the column alone tells.</summary>
internal sealed record GoldParty(string Name, Side Side, string? Role);

/// <summary>What is written in one column of one inscription, as printed, and where.</summary>
internal sealed record GoldCell(Field Field, string Text, Box Box);

/// <summary>
/// One inscription. The named values are resolved (a ditto stands for the value above); <see cref="Cells"/> has them as printed.
/// <see cref="Number"/> counts from 1 on each page; the publication and radiation numbers are digits alone, after a T where one is printed.
/// </summary>
internal sealed record GoldLine(
    int Number,
    string PublicationNumber,
    DateOnly Date,
    string Nature,
    IReadOnlyList<GoldParty> Parties,
    IReadOnlyList<string> Radiations,
    string? Remarks,
    string? AddressNotice,
    bool Struck,
    int Rows,
    IReadOnlyList<GoldCell> Cells,
    Box Box)
{
    /// <summary>The cell of a column; null where nothing is written in it.</summary>
    public GoldCell? Cell(Field field) => Cells.FirstOrDefault(cell => cell.Field == field);
}

/// <summary>An amount that a deed says in words and in figures.</summary>
internal sealed record GoldAmount(string Words, string Figures, decimal Value);

/// <summary>One printed line of a paragraph.</summary>
internal sealed record GoldTextLine(string Text, Box Box);

/// <summary>
/// A paragraph, or the part of one that stands on this page. <see cref="Clause"/> is its number as printed, which its text begins with.
/// <see cref="Number"/> counts paragraphs over the whole deed, so both parts of a divided one have the same.
/// </summary>
internal sealed record GoldParagraph(
    int Number,
    string? Clause,
    bool Continued,
    bool Continues,
    IReadOnlyList<GoldTextLine> Lines,
    IReadOnlyList<GoldAmount> Amounts,
    Box Box)
{
    public string Text => string.Join(' ', Lines.Select(line => line.Text));
}

/// <summary>A stamp; the text of one is drawn as shapes and is never in a text layer.</summary>
internal sealed record GoldStamp(string Text, bool OverLines, Box Box);
