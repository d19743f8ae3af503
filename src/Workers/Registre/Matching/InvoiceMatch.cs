using Workers.Jobs;

namespace Workers.Registre.Matching;

/// <summary>A line of the account's invoices: something that was consulted and paid for.</summary>
/// <param name="Position">Place among the lines of all pages, from 0.</param>
/// <param name="CanOpen">It shows something to consult it by.</param>
internal sealed record InvoiceRow(int Position, IReadOnlyList<string> Cells, bool CanOpen = true)
{
    /// <summary>The day that stands above it, for all the lines below.</summary>
    public IReadOnlyList<string> Above { get; init; } = [];

    public string Text => string.Join(" | ", Above.Concat(Cells).Where(cell => cell.Length > 0));

    /// <summary>What may name the document: neither dates nor amounts.</summary>
    public IReadOnlyList<string> Naming => [.. Cells.Select((cell, at) => at == CompactAt || FrenchDate.IsUnread(cell) ? "" : WrittenPrice.Blank(FrenchDate.Blank(cell)))];

    /// <summary>The newest that it names: a document's own day is before the one on which it was consulted, and often in brackets. Null: its day is not understood.</summary>
    /// <remarks>Beside a day that is not understood another date is a document's own.</remarks>
    public DateOnly? Date => Cells.Concat(Above).Any(FrenchDate.IsUnread) ? null : CompactAt is { } at ? FrenchDate.Compact(Cells[at]) : Spelled;

    private DateOnly? Spelled => Cells.Select(cell => FrenchDate.In(FrenchDate.WithoutAsides(cell))).Concat(Above.Select(text => FrenchDate.In(text) ?? FrenchDate.Compact(text))).Max();

    /// <summary>The cell of eight digits that is its day, where no day is spelled; of several the newest, the others being numbers.</summary>
    private int? CompactAt => Spelled is null && Cells.Select((cell, at) => (Day: FrenchDate.Compact(cell), At: at)).MaxBy(cell => cell.Day) is { Day: not null, At: var at } ? at : null;

    /// <summary>As it is written: below zero where it is given back; null without one.</summary>
    public decimal? Amount { get; } = WrittenPrice.In(Cells);
}

/// <param name="IsNamed">The line names the document in full; else what it opens must prove to be it.</param>
/// <param name="IsClear">It is the one line to open; else it is the first of those that may be the document and of which that is not to be told.</param>
internal sealed record InvoiceFinding(InvoiceRow Row, bool IsNamed, bool IsClear = true);

/// <summary>Finds a paid document among the account's invoices, whatever the layout: columns of their own, or one that describes it.</summary>
internal static class InvoiceMatch
{
    private static readonly string[] GivesBack = ["credit", "credits", "credite", "creditee", "remboursement", "remboursements", "rembourse", "remboursee"];

    /// <summary>Of a sum, or of what the client pays: no document is billed by such a line.</summary>
    private static readonly string[] BillsNothing = ["tps", "tvq", "taxe", "taxes", "tarif", "tarifs", "paiement", "paiements", "versement", "versements", "depot", "depots"];

    /// <param name="submitted">When the uncertain request was sent. An acte stays the same and may be older; an index or plan must be of that day, as far as the line tells one.</param>
    /// <returns>The newest line that is this document, else what may be it: the one line of that day that opens, or several, or one that does not open; null when there is none.</returns>
    public static InvoiceFinding? Decide(IReadOnlyList<InvoiceRow> rows, DocumentRequest request, DateTimeOffset submitted)
    {
        // The site's clock and time zone are its own: a day before counts.
        var earliest = DateOnly.FromDateTime(submitted.UtcDateTime).AddDays(-1);
        var named = rows
            .Where(row => !IsGivenBack(row) && IsOf(row, request) && (request.Source is DocumentSource.Acte || row.Date is null || row.Date >= earliest))
            .OrderByDescending(row => row.CanOpen)
            .ThenByDescending(row => row.Date)
            .ThenBy(row => row.Position)
            .FirstOrDefault();
        if (named is not null)
        {
            return new(named, IsNamed: true);
        }

        var perhaps = rows.Where(row => !IsGivenBack(row) && IsPerhaps(row, request) && (row.Date is null || row.Date >= earliest)).ToList();
        return perhaps is [] ? null : new(perhaps[0], IsNamed: false, IsClear: perhaps is [{ CanOpen: true }]);
    }

    /// <summary>Words alone say it only of what opens nothing: "crédit" is a way to pay as well, and a client's own reference may say anything.</summary>
    private static bool IsGivenBack(InvoiceRow row) => row.Amount < 0 || (!row.CanOpen && IsCredit(row));

    /// <summary>The number is there, in a line that shortens or leaves out the rest and says no other kind.</summary>
    public static bool IsPerhaps(InvoiceRow row, DocumentRequest request) =>
        row.Naming.Any(cell => WrittenNumber.Has(cell, request.Number)) && (IsOfKind(row, request) || !SaysKind(row));

    /// <summary>What adds up other lines bills nothing itself; a line that names a document does, whatever it calls its amount.</summary>
    public static bool IsSum(InvoiceRow row) => FoldedText.Words(row.Text).Any(word => word is "total" or "totaux" or "solde") && !NamesDocument(row);

    /// <summary>What gives money back bills nothing, whatever document it names: by its amount, or in words; a card of credit is none.</summary>
    public static bool IsCredit(InvoiceRow row) =>
        row.Amount < 0
        || row.Cells.Any(cell => FoldedText.Line(cell) is "cr")
        || FoldedText.Words(FoldedText.Line(row.Text).Replace("carte de credit", "", StringComparison.Ordinal).Replace("cartes de credit", "", StringComparison.Ordinal)).Intersect(GivesBack, StringComparer.Ordinal).Any();

    /// <summary>It has an amount other than a sum's, says what for, and names no day that is understood.</summary>
    public static bool IsUndated(InvoiceRow row) =>
        row.Date is null && row.Amount is not null && !IsSum(row)
        && row.Naming.Any(cell => FoldedText.Words(cell).Any(word => word.Any(char.IsLetter) && word is not "cr"))
        && (NamesDocument(row) || !FoldedText.Words(row.Text).Intersect(BillsNothing, StringComparer.Ordinal).Any());

    /// <summary>The line says a kind of document and a number.</summary>
    public static bool NamesDocument(InvoiceRow row) => SaysKind(row) && row.Naming.Any(cell => WrittenNumber.In(cell).Count > 0);

    /// <summary>The request as the line spells it.</summary>
    public static DocumentRequest AsSpelled(InvoiceRow row, DocumentRequest request) =>
        row.Cells.FirstOrDefault(cell => SameName(cell, request.Circonscription)) is { } spelled ? request with { Circonscription = spelled } : request;

    /// <summary>The line names the document in full.</summary>
    public static bool IsOf(InvoiceRow row, DocumentRequest request) =>
        row.Naming.Any(cell => WrittenNumber.Has(cell, request.Number))
        && Names(row, request.Circonscription)
        && (request.Cadastre is null || Names(row, request.Cadastre))
        && (request.Designation is null || Names(row, request.Designation))
        && IsOfKind(row, request);

    private static bool Names(InvoiceRow row, string name) =>
        row.Cells.Any(cell => SameName(cell, name)) || PlaceName.Occurs(name, row.Text);

    private static bool SameName(string cell, string name) =>
        OptionMatch.Decide([new("1", cell)], name) is OptionChoice.Found;

    private static bool SaysKind(InvoiceRow row) =>
        FoldedText.Words(row.Text).Any(word => word is "index" or "plan" or "plans") || TypeIn(row) is not null;

    /// <summary>The longest type that a line names counts: "Acte divers" is no "Acte".</summary>
    private static bool IsOfKind(InvoiceRow row, DocumentRequest request)
    {
        var line = $" {FoldedText.Line(row.Text)} ";
        return request.Source switch
        {
            DocumentSource.Index => Says("index"),
            DocumentSource.PlanCadastraux => Says("plan") || Says("plans"),
            _ => TypeIn(row) == FoldedText.Line(request.ActeType ?? "acte"),
        };

        bool Says(string word) => line.Contains($" {word} ", StringComparison.Ordinal);
    }

    private static string? TypeIn(InvoiceRow row)
    {
        var line = $" {FoldedText.Line(row.Text)} ";
        return ActeTypes.All.OrderByDescending(type => type.Length).FirstOrDefault(type => line.Contains($" {type} ", StringComparison.Ordinal));
    }
}
