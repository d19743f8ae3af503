using Workers.Ocr.Acceptance.Deeds;
using Workers.Ocr.Readings;
using Workers.Ocr.Witnesses.Tables;
using Workers.Ocr.Witnesses.Words;

namespace Workers.Ocr.Acceptance;

/// <summary>
/// What the row of an inscription says where the heading of a column was not read: which words are of it is not known, but a name or a number that stands in the row and that
/// the line has nowhere was left out of it, or is another. Confirms nothing. Pure.
/// </summary>
internal static class RowWitness
{
    /// <summary>Words that were read with less confidence speak against nobody.</summary>
    private const int QuiteSure = 92;

    private const int ShortestNumber = 4;
    private const int ShortestWord = 3;

    /// <summary>One word alone may be of a column that is not asked for.</summary>
    private const int LeastUnsaid = 2;

    /// <param name="row">Its words from left to right.</param>
    public static bool LeavesOut(IndexField field, Inscription line, IReadOnlyList<PageWord> row) =>
        field == IndexField.Parties ? Unsaid(line, row).Count() >= LeastUnsaid
        : field == IndexField.Radiation && line.RadiationNumber.Any(char.IsAsciiDigit) && IsOtherNumber(line, row);

    public static string Text(IReadOnlyList<PageWord> row) => string.Join(' ', row.Select(word => word.Text));

    /// <summary>Months are said in figures.</summary>
    private static IEnumerable<string> Unsaid(Inscription line, IReadOnlyList<PageWord> row)
    {
        var said = Likeness.Words(string.Join(' ', IndexField.All.Select(field => field.Read(line)).Concat(line.Parties.Select(party => party.Role)).Append(line.Remarks)));
        return PartyLikeness.Long(row, QuiteSure, ShortestWord).Where(word => !ExactWords.IsMonth(word) && Likeness.Share([word], said) is 0);
    }

    /// <summary>The radiation does not stand in the row, and a number does that is no other of the line's.</summary>
    private static bool IsOtherNumber(Inscription line, IReadOnlyList<PageWord> row)
    {
        var sure = row.Where(word => word.Confidence >= QuiteSure && word.Text.Any(char.IsAsciiDigit)).ToList();
        var numbers = NumberShape.Runs(sure).Select(run => SameValue.Number(string.Join(' ', run.Select(word => word.Text)))).Where(number => number.Length >= ShortestNumber && number.All(char.IsAsciiDigit)).ToList();
        var others = line.AddressNotices.Append(line.PublicationNumber).Append(line.PresentationDate).Append(line.Remarks).Select(SameValue.Number).ToList();
        var radiation = SameValue.Number(line.RadiationNumber);
        return radiation.Length >= ShortestNumber && !numbers.Exists(number => number.Contains(radiation, StringComparison.Ordinal))
            && numbers.Exists(number => number.Length == radiation.Length && !others.Exists(other => other.Contains(number, StringComparison.Ordinal)));
    }
}
