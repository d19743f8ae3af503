using Microsoft.Playwright;
using Workers.Registre.Recognition;

namespace Workers.Registre.Browser;

/// <summary>
/// A window of the browser while one document is fetched, with the windows that it opens. Every step has a bound and ends when the job must end,
/// but for the paid step, which has a bound of its own. What the browser throws becomes a <see cref="RegistreFailure"/>.
/// </summary>
internal sealed class SiteTab : IAsyncDisposable
{
    private static readonly TimeSpan FrameBound = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CloseBound = TimeSpan.FromSeconds(5);

    /// <summary>Chromium's words for connections that never came about.</summary>
    private static readonly string[] NeverSent =
        ["ERR_CONNECTION_REFUSED", "ERR_NAME_NOT_RESOLVED", "ERR_INTERNET_DISCONNECTED", "ERR_ADDRESS_UNREACHABLE"];

    private readonly TimeProvider _time;
    private readonly CancellationToken _stop;
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SiteWindows _windows;
    private IReadOnlyList<IFrame> _looked = [];
    private CancellationToken _current;
    private IReadOnlyList<Uri> _way = [];

    /// <param name="guarded">Of <see cref="OpenPageAsync"/>.</param>
    public SiteTab(SingleSend guarded, RegistreOptions options, TimeProvider time, CancellationToken stop)
    {
        var page = guarded.Page;
        (Page, Options, _time, _stop, _current) = (page, options, time, stop, stop);
        Content = page.MainFrame;
        page.Crash += OnGone;
        page.Close += OnGone;
        _windows = new(guarded, options.PageTimeout, time);
        Record = new(page.Context, _windows.Holds, time);
    }

    public IPage Page { get; }

    /// <summary>Where the site shows a client who is logged in what else there is; null when that is not known.</summary>
    public Uri? Home { get; set; }

    public TabRecord Record { get; }

    public RegistreOptions Options { get; }

    public TimeProvider Time => _time;

    /// <summary>The frame that is worked in: the page itself, or where a search form was found.</summary>
    public IFrame Content { get; private set; }

    /// <summary>Whether a question of the browser's own kind (<c>confirm</c>) is answered with yes: it may bill.</summary>
    public bool AnswersYes
    {
        get => _windows.AnswersYes;
        set => _windows.AnswersYes = value;
    }

    /// <summary>A file has come that nobody has taken yet.</summary>
    public bool HasDownload => _windows.Downloads.TryPeek(out _);

    /// <inheritdoc cref="SiteWindows.Frames"/>
    public IReadOnlyList<IFrame> Frames() => _windows.Frames();

    public static async Task<SiteTab> OpenAsync(IBrowserContext context, RegistreOptions options, TimeProvider time, CancellationToken stop) =>
        new(await OpenPageAsync(context, options, time, stop), options, time, stop);

    /// <summary>A page whose requests are each sent once, for a tab.</summary>
    /// <exception cref="RegistreFailure">Chromium opens none.</exception>
    public static async Task<SingleSend> OpenPageAsync(IBrowserContext context, RegistreOptions options, TimeProvider time, CancellationToken stop)
    {
        try
        {
            var page = await context.NewPageAsync().WaitAsync(options.PageTimeout, time, stop);
            return await SingleSend.GuardAsync(page, time).WaitAsync(options.PageTimeout, time, stop);
        }
        catch (Exception failure) when (BrowserFailure.Is(failure))
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
    /// <param name="frames">Those in which the answer may come, beside the page itself.</param>
    public async Task ArriveAsync(Func<IPage, Task> act, string step, TimeSpan bound, params IReadOnlyCollection<IFrame> frames)
    {
        try
        {
            await DoAsync(ActAsync, step, bound);
        }
        catch
        {
            // Whoever is told that it failed may send another.
            _windows.Withdraw();
            throw;
        }

        async Task<bool> ActAsync(IPage page)
        {
            using var arrival = new Arrival(page, frames, step, _time);
            await act(page);
            var arrived = await arrival.Task;
            _way = arrival.Way;
            await (arrived is null ? Task.CompletedTask : Arrival.ReadAsync(arrived));
            arrival.ThrowIfRefused();
            return true;
        }
    }

    /// <summary>
    /// Presses what was seen, and returns when the answer has been read: a document, a new window or a file. A link may lead another frame on than its own;
    /// what may bill is answered in the frame that asks, or in the whole page.
    /// </summary>
    public Task PressAsync(SeenControl control, string step, TimeSpan bound) =>
        ArriveAsync(
            async _ => await MouseOrScript.PressAsync(FrameOf(control.Frame).Page, await FindAsync(control.Frame, control.Number, step), staysInWindow: true),
            step,
            bound,
            AnswersYes ? [FrameOf(control.Frame)] : [.. _looked]);

    /// <summary>Presses what was seen and waits for nothing.</summary>
    public Task TouchAsync(int frame, int element, string step) => DoAsync(
        async _ =>
        {
            await MouseOrScript.PressAsync(FrameOf(frame).Page, await FindAsync(frame, element, step));
            return true;
        },
        step,
        Options.SelectTimeout);

    public Task FillAsync(SeenField field, string text, string step) => DoAsync(
        async _ =>
        {
            await (await FindAsync(field.Frame, field.Number, step)).FillAsync(text);
            return true;
        },
        step,
        Options.SelectTimeout);

    /// <summary>Takes the next file that comes.</summary>
    public Task<IDownload> DownloadAsync(string step, TimeSpan bound) => DoAsync(_ => _windows.Downloads.ReadAsync(_current).AsTask(), step, bound);

    /// <summary>What all windows and frames show at this moment, and what the site said since the last look.</summary>
    public async Task<PageSight> LookAsync(string step)
    {
        var frames = Frames();
        var sights = await Task.WhenAll(frames.Select(frame => LookAtAsync(frame, step)));
        _looked = [.. frames.Where((_, i) => sights[i] is not null)];
        return new PageSight([.. sights.OfType<FrameSight>().Select((sight, number) => sight.At(number))], _windows.TakeSaid());
    }

    /// <summary>Whether there is no frame but those of the last look.</summary>
    public bool HasSeenAll => _looked.SequenceEqual(Frames());

    /// <summary>Looks until the site has settled: a page that is empty or still works is looked at again.</summary>
    /// <param name="before">The look before the request that is being answered.</param>
    public async Task<RecognisedPage> RecogniseAsync(string step, TimeSpan bound, PageSight? before = null)
    {
        var started = _time.GetTimestamp();
        List<string> said = [];
        while (true)
        {
            var sight = await LookAsync(step);
            said.AddRange(sight.Said);
            var page = Recogniser.Read(sight with { Said = said }, before);
            var isUnsettled = page.Kind is PageKind.Preparing || (page.Kind is PageKind.Unknown && !sight.Prose.Any());
            if (!isUnsettled || HasDownload || _time.GetElapsedTime(started) >= bound)
            {
                Content = FrameOf(page.Frame);
                RecognitionMetrics.Seen(page.Kind);
                return page;
            }

            await PauseAsync(LookAgain, step);
        }
    }

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
        catch (Exception failure) when (BrowserFailure.Is(failure) && (failure is ObjectDisposedException || Page.IsClosed || Page.Context.Browser is { IsConnected: false }))
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

    /// <summary>The document is done with: what the tab still shows asks the site for no other page, and nothing more is noted of it.</summary>
    public void Shut()
    {
        Record.Dispose();
        _windows.Shut();
    }

    public async ValueTask DisposeAsync()
    {
        Page.Crash -= OnGone;
        Page.Close -= OnGone;
        Record.Dispose();
        await _windows.CloseAsync(CloseBound);
    }

    /// <summary>The address of the frame that holds what was seen.</summary>
    public Uri AddressOf(SeenControl control) => new(FrameOf(control.Frame).Url);

    /// <returns>Null where the frame is being replaced, or has not answered yet; the others show what they have.</returns>
    private async Task<FrameSight?> LookAtAsync(IFrame frame, string step)
    {
        try
        {
            var sight = await DoAsync(_ => PageReader.ReadAsync(frame, 0), step, FrameBound);
            return sight with { ReloadsItself = sight.ReloadsItself || _windows.Refreshes(frame) };
        }
        catch (RegistreFailure failure) when (failure.Fault is RegistreFault.SiteUnavailable)
        {
            return null;
        }
    }

    private IFrame FrameOf(int number) => number < _looked.Count ? _looked[number] : Page.MainFrame;

    private async Task<IElementHandle> FindAsync(int frame, int element, string step) =>
        await PageReader.FindAsync(FrameOf(frame), element) ?? throw new RegistreFailure(RegistreFault.NotSent, step, "the page changed before anything was pressed");

    private void OnGone(object? sender, IPage page) => _gone.TrySetResult();

    private static RegistreFailure Lost(string step, Exception? cause = null) =>
        new(RegistreFault.BrowserLost, step, "Chromium ended in the middle of the work", cause);

    private static RegistreFailure OutOfTime(string step, Exception late) =>
        new(RegistreFault.SiteUnavailable, step, $"the paid step ran out of time ({step})", late);

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
