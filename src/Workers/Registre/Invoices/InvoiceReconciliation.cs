using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Registre.Consultations;
using Workers.Registre.Matching;

namespace Workers.Registre.Invoices;

/// <summary>How an account's invoices and our ledgers disagree about one document.</summary>
internal enum DifferenceKind
{
    /// <summary>Billed, and no ledger that was asked knows it: bought twice, by a person, or by a program that was not asked.</summary>
    Unknown,

    /// <summary>Paid by our ledger, and not billed.</summary>
    Unbilled,

    /// <summary>Billed at another price than was written down.</summary>
    Price,

    /// <summary>In doubt in our ledger, and billed: it can be had at no further cost.</summary>
    DoubtBilled,

    /// <summary>In doubt in our ledger, and not billed.</summary>
    DoubtUnbilled,

    /// <summary>Given back by the registry: it takes its amount off what is unexplained, and is taken for no bill.</summary>
    Credit,
}

/// <param name="Key">Names the difference: the same one has the same key at every run.</param>
/// <param name="Line">The invoice's line, where there is one.</param>
/// <param name="Purchase">Ours, where there is one.</param>
/// <param name="Cad">What is unexplained by it; 0 of what is in doubt, below zero of what was given back.</param>
internal sealed record Difference(DifferenceKind Kind, string Key, DateOnly Day, string? Line, LedgerPurchase? Purchase, decimal Cad);

/// <summary>
/// An account's invoices beside our purchases with it, one to one. Pure.
/// A line and a purchase belong together when the line names the document, or its number in a shortened line, within a day: the site's clock is its own.
/// A line without a day that is understood belongs to no purchase for certain: it is unknown, by the later day of the lines beside it.
/// </summary>
/// <param name="Known">Billed and known.</param>
/// <param name="Pending">Ours, so young that its invoice may still come.</param>
/// <param name="Waiting">Lines so young that another program may still tell that it knows them.</param>
internal sealed record InvoiceReconciliation(
    IReadOnlyList<(InvoiceRow Line, LedgerPurchase Purchase)> Known, IReadOnlyList<LedgerPurchase> Pending, IReadOnlyList<Difference> Differences, IReadOnlyList<InvoiceRow> Waiting)
{
    /// <summary>Days that are paired and not judged: one at the edge belongs to one that is over.</summary>
    public const int Before = 3;

    /// <summary>Bills that no ledger that was asked knows, each with its day; one that another program may still tell of is among them.</summary>
    public IReadOnlyList<(InvoiceRow Line, DateOnly Day)> Unclaimed { get; init; } = [];

    /// <summary>Purchases of days that the history does not show, whose invoice would have to be there: what is not seen says nothing of them.</summary>
    public IReadOnlyList<LedgerPurchase> Unjudged { get; init; } = [];

    public decimal UnexplainedCad => Differences.Sum(difference => difference.Cad);

    /// <summary>How many are judged at a later run.</summary>
    public int Young => Pending.Count + Waiting.Count;

    /// <summary>Without what is the matter of the programs that have the other ledgers.</summary>
    public InvoiceReconciliation JudgedBy(IReadOnlyCollection<TargetEnvironment> own) => this with
    {
        Pending = [.. Pending.Where(purchase => own.Contains(purchase.Environment))],
        Unjudged = [.. Unjudged.Where(purchase => own.Contains(purchase.Environment))],
        Differences = [.. Differences.Where(difference => difference.Purchase is null || own.Contains(difference.Purchase.Environment))],
    };

    /// <param name="lines">Of the history, in any order.</param>
    /// <param name="purchases">Of all ledgers; from <see cref="Before"/> days before <paramref name="from"/> on, as the lines.</param>
    /// <param name="from">The first day that is judged.</param>
    /// <param name="due">When a purchase was sent at the latest whose invoice must be there.</param>
    /// <param name="shown">From when on the history shows lines: what it does not show before says nothing of purchases. Null: from the first day that is judged.</param>
    /// <param name="knownBefore">From when on another program may know a line that nobody else does. Null: none does.</param>
    public static InvoiceReconciliation Of(
        IEnumerable<InvoiceRow> lines, IEnumerable<LedgerPurchase> purchases, DateOnly from, DateTimeOffset due, Tariff tariff, DateOnly? shown = null, DateOnly? knownBefore = null)
    {
        List<InvoiceRow> all = [.. lines.OrderBy(line => line.Position)];
        var today = DateOnly.FromDateTime(QuebecTime.Of(due + InvoiceReconciler.Due));
        List<(InvoiceRow Line, DateOnly Day)> judged = [.. all.Where(line => !InvoiceMatch.IsSum(line)).Select(line => (line, DayOf(line, all, today))).Where(entry => entry.Item2 >= from)];
        List<InvoiceRow> left =
        [
            .. all.Where(line => line.Date >= from.AddDays(-Before) && !InvoiceMatch.IsSum(line) && !InvoiceMatch.IsCredit(line)).OrderBy(line => line.Date).ThenBy(line => line.Position),
        ];
        List<LedgerPurchase> open = [.. purchases.Where(purchase => purchase.Day >= from.AddDays(-Before)).OrderBy(purchase => purchase.Day).ThenBy(purchase => purchase.SubmittingAt)];
        List<(InvoiceRow Line, LedgerPurchase Purchase)> known = [];
        Pair((line, document) => document.Number.Length > 0 && InvoiceMatch.IsOf(line, document));
        List<DocumentRequest> documents = [.. open.Select(purchase => purchase.Document).Concat(known.Select(pair => pair.Purchase.Document)).Where(document => document.Number.Length > 0).Distinct()];
        Pair((line, document) => document.Number.Length > 0 && InvoiceMatch.IsPerhaps(line, document) && !documents.Exists(other => other != document && InvoiceMatch.IsOf(line, other)));
        // A purchase whose document was purged names nothing any more: it is the line of its day that no other one explains.
        Pair((_, document) => document.Number.Length == 0, byAmount: true);
        Pair((_, document) => document.Number.Length == 0);
        var unpaired = left.ToHashSet();
        var alone = judged.Where(entry => entry.Line.Date is null || unpaired.Contains(entry.Line) || InvoiceMatch.IsCredit(entry.Line)).ToLookup(entry => entry.Day >= knownBefore);
        var unbilled = open.Where(purchase => purchase.Day >= from).ToList();
        var told = unbilled.Where(purchase => purchase.SubmittingAt <= due).ToLookup(purchase => purchase.Day >= (shown ?? from));
        return new(
            known,
            [.. unbilled.Where(purchase => purchase.SubmittingAt > due)],
            [
                .. alone[false]
                    .GroupBy(entry => entry.Line.Text, StringComparer.Ordinal)
                    .SelectMany(same => same.Select((entry, copy) => Alone(entry.Line, entry.Day, copy, tariff))),
                .. told[true].Select(Unbilled),
                .. known.Where(pair => pair.Purchase.Day >= from).Select(Between).OfType<Difference>(),
            ],
            [.. alone[true].Select(entry => entry.Line)])
        {
            Unjudged = [.. told[false]],
            Unclaimed = [.. alone.SelectMany(entries => entries).Where(entry => !InvoiceMatch.IsCredit(entry.Line))],
        };

        // Both sides in order of time: whichever line comes first takes the first purchase that it can be, so that as many as possible find each other.
        // The longest number goes first: a count or another small number beside it may be a lot's as well.
        void Pair(Func<InvoiceRow, DocumentRequest, bool> isOf, bool byAmount = false)
        {
            foreach (var line in left.ToList())
            {
                if (open.Where(purchase => Math.Abs(purchase.Day.DayNumber - line.Date!.Value.DayNumber) <= 1 && isOf(line, purchase.Document) && (!byAmount || (line.Amount is { } billed && billed == purchase.PriceCad)))
                    .MaxBy(purchase => purchase.DocumentNumber.Length) is { } purchase)
                {
                    known.Add((line, purchase));
                    left.Remove(line);
                    open.Remove(purchase);
                }
            }
        }
    }

    /// <summary>A line that no purchase explains.</summary>
    private static Difference Alone(InvoiceRow line, DateOnly day, int copy, Tariff tariff)
    {
        var (isCredit, amount) = (InvoiceMatch.IsCredit(line), Math.Abs(line.Amount ?? tariff.PriceOn(day)));
        return new(
            isCredit ? DifferenceKind.Credit : DifferenceKind.Unknown,
            string.Create(CultureInfo.InvariantCulture, $"{line.Text}#{copy + 1}"),
            day,
            line.Date is null ? $"{line.Text} (no day that is understood)" : line.Text,
            null,
            isCredit ? -amount : amount);
    }

    private static DateOnly DayOf(InvoiceRow line, List<InvoiceRow> all, DateOnly today)
    {
        if (line.Date is { } day)
        {
            return day;
        }

        var place = all.IndexOf(line);
        DateOnly?[] beside = [all.Take(place).LastOrDefault(other => other.Date is not null)?.Date, all.Skip(place + 1).FirstOrDefault(other => other.Date is not null)?.Date];
        return beside.Max() ?? today;
    }

    private static Difference Unbilled(LedgerPurchase purchase) => purchase.IsInDoubt
        ? new(DifferenceKind.DoubtUnbilled, $"{purchase.Id:D}", purchase.Day, null, purchase, 0)
        : new(DifferenceKind.Unbilled, $"{purchase.Id:D}", purchase.Day, null, purchase, purchase.PriceCad ?? 0);

    private static Difference? Between((InvoiceRow Line, LedgerPurchase Purchase) pair)
    {
        var (line, purchase) = pair;
        return purchase.IsPurged ? null
            : purchase.IsInDoubt ? new(DifferenceKind.DoubtBilled, $"{purchase.Id:D}", purchase.Day, line.Text, purchase, 0)
            : line.Amount is { } billed && purchase.PriceCad is { } ours && billed != ours ? new(DifferenceKind.Price, $"{purchase.Id:D}", purchase.Day, line.Text, purchase, Math.Abs(billed - ours))
            : null;
    }
}
