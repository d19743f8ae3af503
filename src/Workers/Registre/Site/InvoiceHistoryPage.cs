using System.Globalization;
using Workers.Jobs;
using Workers.Registre.Browser;
using Workers.Registre.Matching;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>
/// <i>Historique des factures</i>: what the account has paid for can be opened again from there at no cost. Nothing is pressed there but what consults,
/// turns the page or shows the period: what orders a copy never is.
/// </summary>
internal sealed class InvoiceHistoryPage(SiteTab tab)
{
    private const string Step = "invoices";
    private const int MostPages = 500;
    private static readonly TimeSpan Period = TimeSpan.FromDays(366);

    private List<(InvoiceRow Row, int Page)> _rows = [];
    private int _page;

    /// <summary>Goes to the history, and has it show its lines.</summary>
    /// <exception cref="RegistreFailure">The history was not reached: it says nothing about what was paid for.</exception>
    public async Task OpenAsync()
    {
        var page = await ReachAsync();
        _page = 0;
        if (!RowsOf(page).Any() && page.Sight.Frames[page.Frame] is { Fields.Count: > 0 } frame && Recogniser.Find(frame.Controls, SiteFacts.ShowWords) is { } show)
        {
            await FillPeriodAsync(frame);
            await tab.PressAsync(show, Step, tab.Options.PageTimeout);
        }
    }

    /// <summary>By the links of a search page; where the site keeps them in a frame of their own, by that frame.</summary>
    /// <exception cref="RegistreFailure">The history was not reached: it says nothing about what was paid for.</exception>
    public async Task<RecognisedPage> ReachAsync()
    {
        var page = await FollowAsync(SearchPage.PathOf(DocumentSource.Index));
        if (page.Kind is PageKind.Search && tab.Home is { } home)
        {
            page = await FollowAsync(home.AbsoluteUri);
        }

        return page.Kind is PageKind.Invoices ? page : throw SitePage.Unexpected(page, Step, "the account's invoices");
    }

    private async Task<RecognisedPage> FollowAsync(string address)
    {
        await tab.GoToAsync(address, Step);
        var page = await RecogniseAsync();
        foreach (var words in new[] { SiteFacts.HistoryWords, SiteFacts.ClientFileWords, SiteFacts.HistoryWords })
        {
            if (page.Kind is PageKind.Invoices || Recogniser.Find(page.Sight.Controls, words) is not { } link)
            {
                continue;
            }

            await tab.PressAsync(link, Step, tab.Options.PageTimeout);
            page = await RecogniseAsync();
        }

        return page;
    }

    /// <summary>Two empty fields are the days between which invoices are shown; what the site fills in itself stays.</summary>
    private async Task FillPeriodAsync(FrameSight frame)
    {
        if (frame.Fields.Where(field => field.Type is "text").ToArray() is not [{ IsEmpty: true } from, { IsEmpty: true } to])
        {
            return;
        }

        var isDayFirst = frame.Prose.Any(line => line.Contains("JJ/MM/AAAA", StringComparison.OrdinalIgnoreCase));
        var today = tab.Time.GetUtcNow();
        await tab.FillAsync(from, Written(today - Period), Step);
        await tab.FillAsync(to, Written(today + TimeSpan.FromDays(1)), Step);

        string Written(DateTimeOffset day) => day.ToString(isDayFirst ? "dd/MM/yyyy" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>All lines of all pages.</summary>
    /// <param name="since">Where the newest stand first, pages of older lines are left out; null: all are wanted.</param>
    /// <exception cref="RegistreFailure">The history was not read to its end: that a line is not there says nothing.</exception>
    public async Task<IReadOnlyList<InvoiceRow>> ReadAsync(DateOnly? since = null)
    {
        List<(InvoiceRow Row, int Page)> rows = [];
        while (true)
        {
            var page = await InvoicesAsync();
            if (page.Message is not null && page.Answer is not SiteAnswer.NotFound && !RowsOf(page).Any())
            {
                throw new RegistreFailure(RegistreFault.SiteChanged, Step, $"the account's invoices are not shown: {page.Message}");
            }

            if (FindUnread(page, rows.Count) is { } unread)
            {
                throw new RegistreFailure(RegistreFault.SiteChanged, Step, $"the account's invoices are not read: {unread}");
            }

            foreach (var row in RowsOf(page))
            {
                rows.Add((new(rows.Count, row.Cells, ConsultOf(page, row) is not null), _page));
            }

            if (_page == MostPages)
            {
                throw new RegistreFailure(RegistreFault.SiteChanged, Step, $"the account's invoices have more than {MostPages} pages");
            }

            if (IsPast(rows, since) || !await TurnPageAsync(page))
            {
                _rows = rows;
                return [.. rows.Select(entry => entry.Row)];
            }
        }
    }

    /// <summary>Lines that may be there and are not read: none that is missing may be taken for not billed.</summary>
    public static string? FindUnread(RecognisedPage page, int before)
    {
        var frame = page.Sight.Frames[page.Frame];
        var undated = frame.Rows.FirstOrDefault(row =>
            !row.IsHead && new InvoiceRow(0, row.Cells) is { Date: null } line && (line.Amount is not null || InvoiceMatch.NamesDocument(line)) && ConsultOf(page, row) is not null);
        undated ??= before == 0 && RowsOf(page).FirstOrDefault() is { } first && !RowsOf(page).Any(row => new InvoiceRow(0, row.Cells).Date is not null) ? first : null;
        return undated is not null ? $"a line names no day that is understood: {string.Join(" | ", undated.Cells)}"
            : before == 0 && !RowsOf(page).Any() && frame.Fields.Any(field => field.Type is "text") && Recogniser.Find(frame.Controls, SiteFacts.ShowWords) is not null && !SaysNone(page)
                ? "the page asks for a period, shows no line and does not say that there is none"
            : null;
    }

    private static bool SaysNone(RecognisedPage page) =>
        page.Answer is SiteAnswer.NotFound
        || page.Sight.Frames[page.Frame].Prose.Any(line => FoldedText.Words(line) is ["aucun" or "aucune", ..] || SiteMessage.ReadAnywhere(line) is SiteAnswer.NotFound);

    /// <summary>The last line is older, and the lines go back in time.</summary>
    private static bool IsPast(List<(InvoiceRow Row, int Page)> rows, DateOnly? since) =>
        since is not null && rows.ConvertAll(entry => entry.Row.Date).FindAll(date => date is not null) is { Count: > 1 } dates
        && dates[^1] < since && dates.Zip(dates.Skip(1)).All(pair => pair.First >= pair.Second);

    /// <exception cref="RegistreFailure">The line cannot be opened, or is not there any more.</exception>
    public async Task ReopenAsync(InvoiceRow row, TimeSpan bound)
    {
        var wanted = _rows.First(entry => entry.Row == row).Page;
        if (wanted != _page)
        {
            await OpenAsync();
            while (_page < wanted && await TurnPageAsync(await InvoicesAsync()))
            {
            }
        }

        var page = await InvoicesAsync();
        var line = RowsOf(page).FirstOrDefault(seen => seen.Cells.SequenceEqual(row.Cells, StringComparer.Ordinal))
            ?? throw new RegistreFailure(RegistreFault.SiteChanged, Step, $"the invoice is not where it was: {row.Text}");
        var consult = ConsultOf(page, line) ?? throw new RegistreFailure(RegistreFault.SiteChanged, Step, $"the invoice is there and shows nothing to consult it by: {row.Text}");
        await tab.PressAsync(consult, Step, bound);
    }

    private async Task<bool> TurnPageAsync(RecognisedPage page)
    {
        if (Recogniser.Find(page.Sight.Frames[page.Frame].Controls, SiteFacts.NextPageWords) is not { } next)
        {
            return false;
        }

        await tab.PressAsync(next, Step, tab.Options.PageTimeout);
        _page++;
        return true;
    }

    private async Task<RecognisedPage> InvoicesAsync() =>
        await RecogniseAsync() is { Kind: PageKind.Invoices } page ? page : throw SitePage.Unexpected(await RecogniseAsync(), Step, "the account's invoices");

    private Task<RecognisedPage> RecogniseAsync() => tab.RecogniseAsync(Step, tab.Options.SelectTimeout);

    /// <summary>What names a day, and what bills without one.</summary>
    public static IEnumerable<SeenRow> RowsOf(RecognisedPage page) =>
        page.Sight.Frames[page.Frame].Rows.Where(row => !row.IsHead && new InvoiceRow(0, row.Cells) is var line && (line.Date is not null || InvoiceMatch.IsUndated(line)));

    /// <summary>What consults the document of a line, by what it says; a picture without words by where it leads.</summary>
    private static SeenControl? ConsultOf(RecognisedPage page, SeenRow row)
    {
        var controls = page.Sight.Frames[page.Frame].Controls.Where(control => row.Controls.Contains(control.Number) && !Recogniser.Orders(control)).ToList();
        return Recogniser.Find(controls, SiteFacts.ConsultWords)
            ?? controls.FirstOrDefault(control => control.Words.Count == 0 && SiteFacts.ConsultAddresses.Any(control.LeadsTo));
    }
}
