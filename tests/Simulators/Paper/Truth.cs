namespace Simulators.Paper;

/// <summary>What a generated document says: the answer that a perfect reader gives.</summary>
internal sealed record Truth(PaperDocument Document, IReadOnlyList<PageTruth> Pages);

/// <summary>
/// One page. An index page has inscriptions, an acte page lines, a plan page labels; the other
/// lists are empty.
/// </summary>
internal sealed record PageTruth(
    int Page,
    IReadOnlyList<HeaderField> Header,
    IReadOnlyList<Inscription> Inscriptions,
    IReadOnlyList<string> Lines,
    IReadOnlyList<string> Labels);

internal sealed record HeaderField(string Name, string Value);

/// <summary>A row of an index page. Numbers are digits without spaces; an empty cell is null.</summary>
internal sealed record Inscription(
    DateOnly Date,
    string Number,
    string Nature,
    IReadOnlyList<Party> Parties,
    string? Remarks,
    string? AddressNotice,
    string? Radiation);

internal sealed record Party(string Quality, string Name);
