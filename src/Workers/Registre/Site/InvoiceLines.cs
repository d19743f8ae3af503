using Workers.Registre.Matching;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>How the document of a line is opened again: by a link or button of its own, or by a choice in the line and the one button below.</summary>
internal sealed record InvoiceOpening(SeenField? Choice, SeenControl Press);

/// <summary>
/// The lines that a page of <i>Historique des factures</i> shows. A line's day stands in the line, in a cell that reaches down to it, or alone in a
/// row above those of that day. What stands over a table is none of it: pages show today's date there. Pure.
/// </summary>
internal static class InvoiceLines
{
    private static readonly HashSet<string> AroundDay =
    [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "le", "du", "de", "la", "jour", "journee", "date", "consultation", "consultations", "facture", "factures",
    ];

    /// <returns>What names a day, and what bills without one, in the order of the page; positions count from <paramref name="first"/>.</returns>
    public static IReadOnlyList<(SeenRow Row, InvoiceRow Line)> Of(FrameSight frame, int first = 0)
    {
        List<(SeenRow, InvoiceRow)> lines = [];
        foreach (var (row, line) in All(frame).Where(entry => entry.Line.Date is not null || InvoiceMatch.IsUndated(entry.Line)))
        {
            lines.Add((row, line with { Position = first + lines.Count }));
        }

        return lines;
    }

    /// <summary>A line that can be opened, is billed or names a document, and whose day is not understood; null where there is none.</summary>
    public static SeenRow? FindUndated(FrameSight frame) =>
        All(frame).FirstOrDefault(entry => entry.Line is { Date: null, CanOpen: true } line && (line.Amount is not null || InvoiceMatch.NamesDocument(line))).Row;

    /// <summary>Nothing that orders is ever it, nor one of several buttons of which nobody knows which.</summary>
    public static InvoiceOpening? OpeningOf(FrameSight frame, SeenRow row)
    {
        if (ConsultIn(frame, row) is { } own)
        {
            return new(null, own);
        }

        if (Recogniser.ChoiceOf(frame, row) is not { } choice)
        {
            return null;
        }

        var inRows = frame.Rows.Where(other => other.Fields.Count > 0 || other.Cells.Any(cell => FrenchDate.In(cell) is not null)).SelectMany(other => other.Controls).ToHashSet();
        var below = Recogniser.ControlsFor(frame, choice).Where(control => !inRows.Contains(control.Number) && Recogniser.Find([control], SiteFacts.ConsultWords) is not null).ToList();
        return (below.Count > 1 ? below.Where(control => Recogniser.IsWhole(control, SiteFacts.ConsultWords)).ToList() : below) is [var only] ? new(choice, only) : null;
    }

    private static IEnumerable<(SeenRow Row, InvoiceRow Line)> All(FrameSight frame)
    {
        var (table, day) = (-1, (string?)null);
        foreach (var row in frame.Rows)
        {
            if (row.Table != table)
            {
                (table, day) = (row.Table, null);
            }

            if (row.Cells.Where(cell => cell.Length > 0).ToList() is [var alone] && row.Fields.Count + row.Controls.Count == 0 && IsDay(alone))
            {
                day = alone;
                continue;
            }

            if (row.IsHead)
            {
                continue;
            }

            // What stands above makes no line of a row that is none by itself.
            var opening = OpeningOf(frame, row);
            var isBilled = opening is not null || WrittenPrice.In(row.Cells) is not null;
            IEnumerable<string> above = isBilled ? [.. day is null ? [] : new[] { day }, .. row.Hanging.Where(IsDay)] : [];
            yield return (row, new InvoiceRow(0, row.Cells, opening is not null) { Above = [.. above] });
        }
    }

    /// <summary>A day, understood or not, and no word beside it but such as name days.</summary>
    private static bool IsDay(string text) => FrenchDate.Compact(text) is not null || FrenchDate.IsUnread(text)
        || (FrenchDate.In(text) is not null && FoldedText.Words(FrenchDate.Blank(text)).All(AroundDay.Contains));

    /// <summary>What consults the document of a line, by what it says; a picture without words by where it leads.</summary>
    private static SeenControl? ConsultIn(FrameSight frame, SeenRow row)
    {
        var controls = frame.Controls.Where(control => row.Controls.Contains(control.Number) && !Recogniser.Orders(control)).ToList();
        return Recogniser.Find(controls, SiteFacts.ConsultWords)
            ?? controls.FirstOrDefault(control => control.Words.Count == 0 && SiteFacts.ConsultAddresses.Any(control.LeadsTo));
    }
}
