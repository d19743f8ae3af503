using System.Globalization;
using Workers.Jobs;

namespace Workers.Registre.Matching;

/// <summary>A line of the account's invoices: something that was consulted and paid for.</summary>
/// <param name="Position">Place among the lines that can be opened again, from 0.</param>
internal sealed record InvoiceRow(int Position, IReadOnlyList<string> Cells)
{
    public DateOnly? Date { get; } = Cells
        .Select(cell => cell.Length >= 10
            && DateOnly.TryParseExact(cell.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : (DateOnly?)null)
        .FirstOrDefault(date => date is not null);
}

/// <summary>Finds a paid document among the account's invoices.</summary>
internal static class InvoiceMatch
{
    /// <param name="submitted">When the uncertain request was sent. An acte stays the same and may be older; an index or plan must be of that day.</param>
    /// <returns>The newest line that is this document; null when there is none.</returns>
    public static InvoiceRow? Decide(IReadOnlyList<InvoiceRow> rows, DocumentRequest request, DateTimeOffset submitted)
    {
        // The site's clock and time zone are its own: a day before counts.
        var earliest = DateOnly.FromDateTime(submitted.UtcDateTime).AddDays(-1);
        return rows
            .Where(row => IsOf(row, request) && (request.Source is DocumentSource.Acte || (row.Date is { } date && date >= earliest)))
            .OrderByDescending(row => row.Date)
            .ThenBy(row => row.Position)
            .FirstOrDefault();
    }

    /// <summary>The request as the line spells it.</summary>
    public static DocumentRequest AsSpelled(InvoiceRow row, DocumentRequest request) =>
        request with { Circonscription = row.Cells.First(cell => SameName(cell, request.Circonscription)) };

    private static bool IsOf(InvoiceRow row, DocumentRequest request)
    {
        var number = FoldedText.Number(request.Number);
        var kind = request.Source switch
        {
            DocumentSource.Index => "index",
            DocumentSource.PlanCadastraux => "plan",
            _ => null,
        };
        return row.Cells.Any(cell => FoldedText.Number(cell) == number)
            && row.Cells.Any(cell => SameName(cell, request.Circonscription))
            && (request.Cadastre is null || row.Cells.Any(cell => SameName(cell, request.Cadastre)))
            && (request.Designation is null || row.Cells.Any(cell => SameName(cell, request.Designation)))
            && (kind is null
                ? row.Cells.Any(cell => SameName(cell, request.ActeType ?? "acte"))
                : row.Cells.Any(cell => FoldedText.Words(cell).Contains(kind, StringComparer.Ordinal)));
    }

    private static bool SameName(string cell, string name) =>
        OptionMatch.Decide([new("1", cell)], name) is OptionChoice.Found;
}
