using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>
/// One page of the browser while one document is fetched. Every step has a bound and ends when the job must end,
/// but for the paid step, which has a bound of its own. What the browser throws becomes a <see cref="RegistreFailure"/>.
/// </summary>
internal sealed class SiteTab : IAsyncDisposable
{
    private static readonly TimeSpan CloseBound = TimeSpan.FromSeconds(5);

    /// <summary>Chromium's words for connections that never came about.</summary>
    private static readonly string[] NeverSent =
        ["ERR_CONNECTION_REFUSED", "ERR_NAME_NOT_RESOLVED", "ERR_INTERNET_DISCONNECTED", "ERR_ADDRESS_UNREACHABLE"];

    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CancellationToken _current;
    private IReadOnlyList<Uri> _way = [];

    private SiteTab(IPage page, RegistreOptions options, TimeProvider time, CancellationToken stop)
    {
        (Page, Options, _time, _stop, _current) = (page, options, time, stop, stop);
        page.SetDefaultTimeout((float)options.PageTimeout.TotalMilliseconds);
        page.Dialog += Dismiss;
        page.Crash += OnGone;
        page.Close += OnGone;
    }

    public IPage Page { get; }

    public RegistreOptions Options { get; }

    public TimeProvider Time => _time;

    public static async Task<SiteTab> OpenAsync(IBrowserContext context, RegistreOptions options, TimeProvider time, CancellationToken stop)
    {
        try
        {
            var page = await context.NewPageAsync().WaitAsync(options.PageTimeout, time, stop);
            await SingleSend.GuardAsync(page).WaitAsync(options.PageTimeout, time, stop);
            return new(page, options, time, stop);
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException)
        {
            throw new RegistreFailure(RegistreFault.BrowserLost, "browser", "Chromium opened no page", failure);
        }
    }

    /// <summary>The addresses that the last form led over, its own first and the page's last; empty when the page has another by now.</summary>
    public IReadOnlyList<Uri> Way => _way.Count > 0 && _way[^1].AbsoluteUri == new Uri(Page.Url).AbsoluteUri ? _way : [];

    /// <summary>Until disposed, steps end by this bound and not because the job must end.</summary>
    public IDisposable Shield(TimeSpan bound) => new PaidStep(this, bound);

    public Task GoToAsync(string path, string step) =>
        ArriveAsync(page => page.GotoAsync(new Uri(Options.BaseUrl, path).AbsoluteUri, new() { WaitUntil = WaitUntilState.Commit, Timeout = 0 }), step, Options.PageTimeout);

    /// <summary>Does what makes the site answer with a new document, and returns when that document has been read.</summary>
    public Task ArriveAsync(Func<IPage, Task> act, string step, TimeSpan bound) => DoAsync(
        async page =>
        {
            using var arrival = new Arrival(page, step);
            await act(page);
            await arrival.Task;
            _way = arrival.Way;

            // Asked of the page itself: the client's own wait for a load state can miss the event that it waits for.
            await page.WaitForFunctionAsync("() => document.readyState !== 'loading'", null, new() { Timeout = 0 });
            arrival.ThrowIfRefused();
            return true;
        },
        step,
        bound);

    /// <summary>Clicks a button that sends a form, and returns when the answer has been read.</summary>
    public Task SendFormAsync(string button, string step, TimeSpan bound) =>
        ArriveAsync(page => page.Locator(button).First.ClickAsync(new() { Timeout = 0 }), step, bound);

    /// <exception cref="RegistreFailure">The step failed or took too long.</exception>
    /// <exception cref="OperationCanceledException">The job must end.</exception>
    public async Task<T> DoAsync<T>(Func<IPage, Task<T>> act, string step, TimeSpan bound)
    {
        _current.ThrowIfCancellationRequested();
        var doing = act(Page);
        try
        {
            await Task.WhenAny(doing, _gone.Task).WaitAsync(bound, _time, _current);
            return doing.IsCompleted ? await doing : throw Lost(step);
        }
        catch (TimeoutException late)
        {
            throw new RegistreFailure(RegistreFault.SiteUnavailable, step, FormattableString.Invariant($"the site did not answer within {bound.TotalSeconds:0} s ({step})"), late);
        }
        catch (OperationCanceledException late) when (_current != _stop)
        {
            throw OutOfTime(step, late);
        }
        catch (PlaywrightException failure) when (Page.IsClosed || Page.Context.Browser is { IsConnected: false })
        {
            throw Lost(step, failure);
        }
        catch (PlaywrightException failure)
        {
            var isNotSent = NeverSent.Any(reason => failure.Message.Contains(reason, StringComparison.Ordinal));
            var fault = isNotSent ? RegistreFault.NotSent : RegistreFault.SiteUnavailable;
            throw new RegistreFailure(fault, step, $"{step}: {failure.Message.Split('\n')[0]}", failure) { IsOutage = isNotSent };
        }
        finally
        {
            _ = doing.ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    /// <summary>The frames of this moment; the browser adds and removes them while we look.</summary>
    public IReadOnlyList<IFrame> Frames()
    {
        for (var left = 3; ; left--)
        {
            try
            {
                return [.. Page.Frames];
            }
            catch (Exception changing) when (left > 0 && changing is (InvalidOperationException or ArgumentException))
            {
                // They changed while they were copied.
            }
        }
    }

    /// <summary>Waits between two looks at a page that is still changing.</summary>
    public async Task PauseAsync(TimeSpan pause, string step)
    {
        try
        {
            await Task.Delay(pause, _time, _current);
        }
        catch (OperationCanceledException late) when (_current != _stop)
        {
            throw OutOfTime(step, late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Page.Dialog -= Dismiss;
        Page.Crash -= OnGone;
        Page.Close -= OnGone;
        try
        {
            await Page.CloseAsync().WaitAsync(CloseBound, _time);
        }
        catch (Exception failure) when (failure is PlaywrightException or TimeoutException)
        {
            // The page went with its browser, or goes with it.
        }
    }

    private void OnGone(object? sender, IPage page) => _gone.TrySetResult();

    private static RegistreFailure Lost(string step, Exception? cause = null) =>
        new(RegistreFault.BrowserLost, step, "Chromium ended in the middle of the work", cause);

    private static RegistreFailure OutOfTime(string step, Exception late) =>
        new(RegistreFault.SiteUnavailable, step, $"the paid step ran out of time ({step})", late);

    private static void Dismiss(object? sender, IDialog dialog) => _ = dialog.DismissAsync();

    private sealed class PaidStep : IDisposable
    {
        private readonly SiteTab _tab;
        private readonly CancellationTokenSource _bound;

        public PaidStep(SiteTab tab, TimeSpan bound)
        {
            (_tab, _bound) = (tab, new(bound, tab._time));
            tab._current = _bound.Token;
        }

        public void Dispose()
        {
            _tab._current = _tab._stop;
            _bound.Dispose();
        }
    }
}
