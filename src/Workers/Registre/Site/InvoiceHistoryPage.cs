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
        var frame = page.Sight.Frames[page.Frame];
        if (InvoiceLines.Of(frame).Count == 0 && PeriodOf(frame) is ({ } fields, { } show))
        {
            await FillPeriodAsync(frame, fields);
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
    private async Task FillPeriodAsync(FrameSight frame, IReadOnlyList<SeenField> fields)
    {
        if (fields.Where(field => field.Type is "text").ToArray() is not [{ IsEmpty: true } from, { IsEmpty: true } to])
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
            var shown = InvoiceLines.Of(page.Sight.Frames[page.Frame], rows.Count);
            if (page.Message is not null && page.Answer is not SiteAnswer.NotFound && shown.Count == 0)
            {
                throw new RegistreFailure(RegistreFault.SiteChanged, Step, $"the account's invoices are not shown: {page.Message}");
            }

            if (FindUnread(page, rows.Count) is { } unread)
            {
                throw new RegistreFailure(RegistreFault.SiteChanged, Step, $"the account's invoices are not read: {unread}");
            }

            rows.AddRange(shown.Select(entry => (entry.Line, _page)));

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
        var lines = InvoiceLines.Of(frame);
        var undated = InvoiceLines.FindUndated(frame) ?? (before == 0 && lines.Count > 0 && lines.All(entry => entry.Line.Date is null) ? lines[0].Row : null);
        return frame.IsCut ? "the page shows more than is read"
            : undated is not null ? $"a line names no day that is understood: {string.Join(" | ", undated.Cells)}"
            : before == 0 && lines.Count == 0 && PeriodOf(frame) is { Fields: var fields } && fields.Any(field => field.Type is "text") && !SaysNone(page)
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
        var frame = page.Sight.Frames[page.Frame];
        var line = InvoiceLines.Of(frame).Select(entry => entry.Line.Text == row.Text ? entry.Row : null).FirstOrDefault(seen => seen is not null)
            ?? throw new RegistreFailure(RegistreFault.SiteChanged, Step, $"the invoice is not where it was: {row.Text}");
        var opening = InvoiceLines.OpeningOf(frame, line) ?? throw new RegistreFailure(RegistreFault.SiteChanged, Step, $"the invoice is there and shows nothing to consult it by: {row.Text}");
        if (opening.Choice is { } choice)
        {
            await tab.TouchAsync(choice.Frame, choice.Number, Step);
        }

        await tab.PressAsync(opening.Press, Step, bound);
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

    /// <summary>The form that asks for a period: fields to write in or choose from, with what shows the lines.</summary>
    private static (IReadOnlyList<SeenField> Fields, SeenControl Show)? PeriodOf(FrameSight frame) => frame.Fields
        .GroupBy(field => field.Form)
        .OrderByDescending(form => form.Count(field => field.Type is "text") == 2)
        .Select(form => Recogniser.Find(Recogniser.ControlsFor(frame, form.First()), SiteFacts.ShowWords) is { } show ? (form.ToList(), show) : ((IReadOnlyList<SeenField>, SeenControl)?)null)
        .FirstOrDefault(found => found is not null);
}
