using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.Playwright;
using Workers.Registre.Matching;
using Workers.Registre.Recognition;

namespace Workers.Registre.Browser;

/// <summary>A window and those that the site opens from it: their frames, the boxes in which it speaks, and the files that it sends.</summary>
internal sealed class SiteWindows
{
    private readonly ConcurrentQueue<IPage> _all = new();
    private readonly ConcurrentQueue<SingleSend> _guards = new();
    private readonly ConcurrentQueue<string> _said = new();
    private readonly ConcurrentDictionary<IFrame, string> _refreshing = new();
    private readonly Channel<IDownload> _downloads = Channel.CreateUnbounded<IDownload>();
    private readonly TimeSpan _bound;
    private readonly TimeProvider _time;
    private volatile bool _isShut;

    public SiteWindows(SingleSend first, TimeSpan bound, TimeProvider time)
    {
        (_bound, _time) = (bound, time);
        _guards.Enqueue(first);
        Watch(first.Page);
    }

    /// <summary>Whether a question of the browser's own kind (<c>confirm</c>) is answered with yes: it may bill.</summary>
    public bool AnswersYes { get; set; }

    public ChannelReader<IDownload> Downloads => _downloads.Reader;

    /// <summary>The answer that the frame shows told the browser to load it again, or another page, soon.</summary>
    public bool Refreshes(IFrame frame) => _refreshing.TryGetValue(frame, out var address) && address == frame.Url.Split('#')[0];

    /// <summary>What was said in boxes since it was last asked.</summary>
    public IReadOnlyList<string> TakeSaid()
    {
        List<string> said = [];
        while (_said.TryDequeue(out var text))
        {
            said.Add(text);
        }

        return said;
    }

    /// <summary>The frames of all windows at this moment; the browser adds and removes them while we look.</summary>
    public IReadOnlyList<IFrame> Frames()
    {
        for (var left = 3; ; left--)
        {
            try
            {
                return [.. _all.Where(window => !window.IsClosed).SelectMany(window => window.Frames)];
            }
            catch (Exception changing) when (left > 0 && changing is (InvalidOperationException or ArgumentException))
            {
                // They changed while they were copied.
            }
        }
    }

    /// <summary>Whether a page is one of these windows.</summary>
    public bool Holds(IPage page) => _all.Contains(page);

    /// <summary>From now on no window asks the site for another page.</summary>
    public void Shut()
    {
        _isShut = true;
        foreach (var guard in _guards)
        {
            guard.IsShut = true;
        }
    }

    /// <inheritdoc cref="SingleSend.Withdraw"/>
    public void Withdraw()
    {
        foreach (var guard in _guards)
        {
            guard.Withdraw();
        }
    }

    public async Task CloseAsync(TimeSpan bound)
    {
        Shut();
        await GuardedPages.LetGoAsync(_all);
        foreach (var window in _all.Reverse())
        {
            window.Dialog -= OnDialog;
            window.Popup -= OnWindow;
            window.Download -= OnDownload;
            window.Response -= OnResponse;
            try
            {
                await window.CloseAsync().WaitAsync(bound, _time);
            }
            catch (Exception failure) when (BrowserFailure.Is(failure))
            {
                // The window went with its browser, or goes with it.
            }
        }
    }

    private void Watch(IPage window)
    {
        window.SetDefaultTimeout((float)_bound.TotalMilliseconds);
        window.Dialog += OnDialog;
        window.Popup += OnWindow;
        window.Download += OnDownload;
        window.Response += OnResponse;
        _all.Enqueue(window);
    }

    private void OnWindow(object? sender, IPage window)
    {
        Watch(window);
        _ = GuardAsync(window).ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private async Task GuardAsync(IPage window)
    {
        var guard = await SingleSend.GuardAsync(window, _time);
        _guards.Enqueue(guard);
        guard.IsShut |= _isShut;
    }

    private void OnResponse(object? sender, IResponse response)
    {
        if (response.Request is not { IsNavigationRequest: true } request || FrameOf(request) is not { } frame)
        {
            return;
        }

        if (response.Headers.TryGetValue("refresh", out var refresh) && IsSoon(refresh))
        {
            _refreshing[frame] = response.Url.Split('#')[0];
        }
        else
        {
            _refreshing.TryRemove(frame, out _);
        }
    }

    /// <summary>Null where the window of the frame is not there yet.</summary>
    private static IFrame? FrameOf(IRequest request)
    {
        try
        {
            return request.Frame;
        }
        catch (PlaywrightException)
        {
            return null;
        }
    }

    /// <summary>"5;url=…": after so many seconds.</summary>
    private static bool IsSoon(string refresh) =>
        !double.TryParse(refresh.Split(';', ',')[0], CultureInfo.InvariantCulture, out var seconds) || seconds <= PageReader.LateRefresh;

    private void OnDownload(object? sender, IDownload download) => _downloads.Writer.TryWrite(download);

    /// <summary>What the site says in a box is its answer; what it asks is answered as the step wants, and never with an order of a copy.</summary>
    private void OnDialog(object? sender, IDialog dialog)
    {
        if (dialog.Type is DialogType.Alert)
        {
            _said.Enqueue(dialog.Message);
        }

        var isYes = dialog.Type is DialogType.BeforeUnload
            || (dialog.Type is DialogType.Confirm && AnswersYes && !FoldedText.Line(dialog.Message).Contains("command", StringComparison.Ordinal));
        _ = (isYes ? dialog.AcceptAsync() : dialog.DismissAsync()).ContinueWith(late => late.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }
}
