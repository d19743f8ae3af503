using Microsoft.Extensions.Logging;
using Microsoft.Playwright;
using Workers.Redis;
using Workers.Registre.Accounts;
using Workers.Registre.Site;

namespace Workers.Registre.Browser;

/// <summary>
/// One worker as a client of the registry: an account that is leased, cookies of its own, and a login that lasts from
/// document to document until the worker rests. An account that the registry refuses is put aside, one
/// that logged in just now is left alone, and the next one is taken.
/// </summary>
internal sealed partial class RegistreSession(
    string workerId, Chromium chromium, AccountLeases leases, RegistreOptions options, TimeProvider time, ILogger logger) : IAsyncDisposable
{
    private static readonly TimeSpan WhileAway = TimeSpan.FromMinutes(1);

    // A process that starts again under the same worker id is another holder: its old lease must end first.
    private readonly string _holder = $"{workerId}/{Guid.NewGuid():N}";
    private readonly SiteTabs _tabs = new(chromium, options, time);
    private AccountLease? _lease;
    private IBrowserContext? _context;
    private bool _loggedIn;
    private Uri? _home;

    /// <summary>The account in use.</summary>
    /// <exception cref="InvalidOperationException">Nobody has entered.</exception>
    public RegistreAccount Account => (_lease ?? throw new InvalidOperationException("No account is in use.")).Account;

    /// <summary>Where the site asked to log in; null before it did.</summary>
    public string? LoginPath { get; private set; }

    /// <summary>Whether the worker has an account, or could have one. Without one it claims nothing.</summary>
    /// <param name="takes">Takes an account and keeps it until the worker leaves; else only looks.</param>
    /// <returns>Null when it has; else why it waits.</returns>
    public async Task<string?> FindObstacleAsync(bool takes, CancellationToken stop)
    {
        try
        {
            if (_lease is { IsHeld: true, IsWanted: false })
            {
                return null;
            }

            if (!takes)
            {
                return await leases.FindObstacleAsync(_holder, stop);
            }

            await TakeAccountAsync(null, stop);
            return null;
        }
        catch (RegistreFailure failure)
        {
            return failure.Message;
        }
        catch (RedisFailureException failure)
        {
            return failure.Message;
        }
    }

    /// <summary>A tab of a client who is logged in.</summary>
    /// <param name="only">The account that paid for what is looked for; null for any.</param>
    /// <param name="failed">Told of a tab in which the login failed, before it closes.</param>
    /// <exception cref="RegistreFailure">No account, no browser, or no login.</exception>
    public async Task<SiteTab> EnterAsync(string? only, CancellationToken stop, Func<SiteTab, RegistreFailure, Task>? failed = null)
    {
        while (true)
        {
            await TakeAccountAsync(only, stop);
            var tab = await OpenTabAsync(stop);
            try
            {
                await LogInAsync(tab, failed, stop);
                tab.Home = _home;
                return tab;
            }
            catch (RegistreFailure refused) when (refused.Fault is RegistreFault.BadCredentials)
            {
                await tab.DisposeAsync();
                await leases.RefuseAsync(Account, refused.Message, CancellationToken.None);
                await LeaveAsync();
            }
            catch (RegistreFailure early) when (early.Fault is RegistreFault.LoginTooSoon)
            {
                // Another account may log in at once; where there is none, it is said when.
                await tab.DisposeAsync();
                await LeaveAsync();
            }
            catch
            {
                await tab.DisposeAsync();
                throw;
            }
        }
    }

    /// <inheritdoc cref="SiteTabs.OpenAhead"/>
    public void OpenAhead(SiteTab tab) => _tabs.OpenAhead(tab.Page.Context);

    /// <inheritdoc cref="SiteTabs.Finish"/>
    public void Finish(SiteTab tab, Func<Task> keep) => _tabs.Finish(tab, keep);

    /// <summary>The site ended the login; the next entry logs in again.</summary>
    public void LoggedOut() => _loggedIn = false;

    /// <summary>Gives the account back and forgets the cookies.</summary>
    public async Task LeaveAsync()
    {
        var (lease, context) = (_lease, _context);
        (_lease, _context, _loggedIn) = (null, null, false);
        try
        {
            await _tabs.QuietAsync();
            await (context is null ? Task.CompletedTask : chromium.CloseContextAsync(context));
        }
        finally
        {
            await (lease?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    public async ValueTask DisposeAsync() => await LeaveAsync();

    private async Task TakeAccountAsync(string? only, CancellationToken stop)
    {
        if (_lease is { } held && (!held.IsHeld || (only is null ? held.IsWanted : held.Account.Code != only)))
        {
            await LeaveAsync();
        }

        _lease ??= await leases.AcquireAsync(_holder, only, stop);
    }

    private async Task<SiteTab> OpenTabAsync(CancellationToken stop)
    {
        if (_context is null || !chromium.IsRunning)
        {
            (_context, _loggedIn) = (await chromium.OpenContextAsync(stop), false);
        }

        if (chromium.FindWear() is { } wear)
        {
            LogRecycled(logger, wear);
            _context = await RecycleAsync(_context, stop);
        }

        chromium.CountDocument();
        return await _tabs.OpenAsync(_context, stop);
    }

    /// <summary>Another browser with the same cookies: the login stays, since an account may not log in again so soon.</summary>
    private async Task<IBrowserContext> RecycleAsync(IBrowserContext worn, CancellationToken stop)
    {
        string? cookies = null;
        await _tabs.QuietAsync();
        try
        {
            cookies = await worn.StorageStateAsync().WaitAsync(options.PageTimeout, time, stop);
        }
        catch (Exception failure) when (BrowserFailure.Is(failure))
        {
            _loggedIn = false;
        }

        await chromium.CloseAsync();
        return await chromium.OpenContextAsync(stop, cookies);
    }

    /// <summary>A site that has never answered may be none: then it is the setting that is told, not the site alone (pure).</summary>
    /// <param name="hasAnswered">It has since this worker started.</param>
    internal static string Tell(RegistreFailure failure, Uri site, bool hasAnswered) => failure.Fault is RegistreFault.NotSent && !hasAnswered
        ? $"{failure.Message.TrimEnd('.')}. Nobody has answered there since this worker started: REGISTRE_BASE_URL ({site.Host}) may be wrong, or this machine has no way to it"
        : failure.Message;

    private async Task LogInAsync(SiteTab tab, Func<SiteTab, RegistreFailure, Task>? failed, CancellationToken stop)
    {
        if (_loggedIn)
        {
            return;
        }

        try
        {
            LoginPath = await new SiteDoor(tab).EnterAsync(Account, () => leases.WaitToLogInAsync(_holder, Account, stop)) ?? LoginPath;
            _home = tab.Home;
        }
        catch (RegistreFailure failure) when (failure.Fault is not RegistreFault.LoginTooSoon)
        {
            await (failed?.Invoke(tab, failure) ?? Task.CompletedTask);
            throw failure.Fault is RegistreFault.SiteUnavailable or RegistreFault.NotSent
                ? new RegistreFailure(RegistreFault.SiteClosed, failure.Step, Tell(failure, options.BaseUrl, hasAnswered: LoginPath is not null), failure) { RetryAfter = WhileAway, Evidence = failure.Evidence }
                : failure;
        }

        _loggedIn = true;
        LogLoggedIn(logger, Account.Code);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Chromium is started anew: {Why}.")]
    private static partial void LogRecycled(ILogger logger, string why);

    [LoggerMessage(Level = LogLevel.Information, Message = "Logged in to the registry as {Account}.")]
    private static partial void LogLoggedIn(ILogger logger, string account);
}
