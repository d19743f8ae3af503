using Microsoft.Extensions.Logging;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;
using Workers.Registre.Recognition;
using Workers.Registre.Site;

namespace Workers.Registre.Canary;

/// <summary>What a walk saw.</summary>
/// <param name="Ended">The page at which it could not go on, in words; null when it saw all.</param>
/// <param name="IsAtLogin">It could not go on because the site led a client who was let in back to its login.</param>
internal sealed record WalkResult(SiteShape Seen, string? Ended, bool IsAtLogin = false);

/// <summary>Walks through the site as a client who buys nothing: login, the three search forms, the invoices. No form but the login is filled in or sent.</summary>
internal sealed class SiteWalk(RegistreOptions options, AccountLeases leases, TimeProvider time, ILogger<SiteWalk> logger, VisitRoom? room = null)
{
    private const string Step = "canary";
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    /// <exception cref="RegistreFailure">No finding: no account, no browser, a closed site, or one that does not answer.</exception>
    /// <exception cref="Redis.RedisFailureException">No answer, or a refusal.</exception>
    public Task<WalkResult> RunAsync(CancellationToken cancellation) => new AccountVisit(options, leases, room, time, logger).RunAsync("canary", null, WalkAsync, cancellation);

    private static bool IsFinding(RegistreFailure failure) => failure.Fault is RegistreFault.SiteChanged;

    private async Task<WalkResult> WalkAsync(SiteTab tab, RegistreAccount account, Func<Task> turn)
    {
        List<PageShape> seen = [];
        try
        {
            await new SiteDoor(tab, page => KeepOnTheWayAsync(tab, page, seen)).EnterAsync(account, turn);
        }
        catch (RegistreFailure changed) when (IsFinding(changed))
        {
            return new(SiteShape.Of(seen), account.Blank(changed.Message));
        }

        var place = "";
        try
        {
            foreach (var source in WalkPlaces.Searches)
            {
                place = WalkPlaces.Of(source);
                await tab.GoToAsync(SearchPage.PathOf(source), Step);
                seen.Add(await ShapeAsync(tab, place));
            }

            place = WalkPlaces.Invoices;
            seen.Add(await InvoicesAsync(tab));
        }
        catch (RegistreFailure outside) when (outside.Fault is RegistreFault.SessionExpired)
        {
            return new(SiteShape.Of(seen), $"{place}: the site leads back to its login: {account.Blank(outside.Message)}", IsAtLogin: true);
        }

        await new SiteExit(tab).LeaveAsync();
        return new(SiteShape.Of(seen), null);
    }

    private async Task<PageShape> InvoicesAsync(SiteTab tab)
    {
        try
        {
            await new InvoiceHistoryPage(tab).ReachAsync();
        }
        catch (RegistreFailure changed) when (IsFinding(changed))
        {
            // What stands in its place is the finding.
        }

        return await ShapeAsync(tab, WalkPlaces.Invoices);
    }

    private async Task<RecognisedPage> KeepOnTheWayAsync(SiteTab tab, RecognisedPage page, List<PageShape> seen)
    {
        if (WalkPlaces.OnTheWay(page) is not { } place || seen.Any(shape => shape.Place == place))
        {
            return page;
        }

        var (settled, shape) = await SettleAsync(tab, place, page);
        seen.Add(shape);
        return settled;
    }

    /// <exception cref="RegistreFailure">The site is closed, or does not take the visitor for a client any more.</exception>
    private async Task<PageShape> ShapeAsync(SiteTab tab, string place)
    {
        var (page, shape) = await SettleAsync(tab, place, await tab.RecogniseAsync(Step, options.SelectTimeout));
        return page.IsOutside || page.Kind is PageKind.Closed ? throw SitePage.Unexpected(page, Step, place) : shape;
    }

    /// <summary>A page that is still being read shows a part of itself: what two looks in a row show is its shape.</summary>
    private async Task<(RecognisedPage Page, PageShape Shape)> SettleAsync(SiteTab tab, string place, RecognisedPage page)
    {
        var started = time.GetTimestamp();
        var shape = PageShape.Of(place, page);
        while (true)
        {
            await tab.PauseAsync(LookAgain, Step);
            page = await tab.RecogniseAsync(Step, options.SelectTimeout);
            var again = PageShape.Of(place, page);
            if (again.ToString() == shape.ToString() || time.GetElapsedTime(started) >= options.SelectTimeout)
            {
                return (page, again);
            }

            shape = again;
        }
    }
}
