using Simulators.Gold.Truths;

namespace Simulators.Gold.Lies;

/// <summary>What a lying model does. Whatever counts on it (the count of lines, their numbers, the cells as printed) lies along.</summary>
internal enum LieKind
{
    OmitLine,
    ChangeNumberDigit,
    DropParty,
    ExchangeParties,
    InventLine,
    WrongDate,
    WrongRadiation,
    DropParagraph,
}

/// <summary>
/// One lie: the page in the PDF, the line on it (of a deed, the paragraph of the whole deed), the field, and what is true and what is said.
/// A line that is left out says null; one that is invented has no truth. <see cref="OtherLine"/> is the second line of an exchange.
/// A line is numbered as in the truth; an invented one as it is told.
/// </summary>
internal sealed record Lie(LieKind Kind, int Page, int Line, string Field, string? True, string? False, int? OtherLine = null);

/// <summary>What is told in place of the truth, and the one lie in it.</summary>
internal sealed record Lied(GoldTruth Told, Lie Lie);
