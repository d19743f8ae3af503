using System.Net;
using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>
/// What comes of a request: the next document of the page (or of a frame that may be meant), a new window, or a file; over which addresses it came, and how
/// the server answered it.
/// </summary>
internal sealed class Arrival : IDisposable
{
    /// <summary>A request that became a file is reported as broken off first.</summary>
    private static readonly TimeSpan FileFollows = TimeSpan.FromSeconds(2);

    private const string IsRead = """
        () => document.readyState !== 'loading' || new Promise(read => document.addEventListener('DOMContentLoaded', () => read(true), { once: true }))
        """;

    private readonly IPage _page;
    private readonly IReadOnlyCollection<IFrame> _frames;
    private readonly string _step;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _over = new();
    private readonly TaskCompletionSource<IFrame?> _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IResponse? _last;

    /// <param name="frames">Those in which the answer may come, beside the page itself.</param>
    public Arrival(IPage page, IReadOnlyCollection<IFrame> frames, string step, TimeProvider time)
    {
        (_page, _frames, _step, _time) = (page, frames, step, time);
        page.FrameNavigated += OnNavigated;
        page.Response += OnResponse;
        page.RequestFailed += OnFailed;
        page.Popup += OnWindow;
        page.Download += OnDownload;
        page.Close += OnGone;
        page.Crash += OnGone;
    }

    /// <summary>The frame with the next document; null for a file.</summary>
    public Task<IFrame?> Task => _arrived.Task;

    /// <summary>Every address that was asked, in order.</summary>
    public IReadOnlyList<Uri> Way
    {
        get
        {
            var way = new List<Uri>();
            for (var request = _last?.Request; request is not null; request = request.RedirectedFrom)
            {
                way.Insert(0, new Uri(request.Url));
            }

            return way;
        }
    }

    /// <summary>Waits until a document has been read. Asked of the document itself: the client's own wait for a load state can miss the event that it waits for, and its polls wait for pictures to be drawn.</summary>
    public static async Task ReadAsync(IFrame arrived)
    {
        try
        {
            await arrived.EvaluateAsync(IsRead);
        }
        catch (PlaywrightException) when (!arrived.IsDetached)
        {
            // Another document came in its place.
            await arrived.WaitForFunctionAsync("() => document.readyState !== 'loading'", null, new() { Timeout = 0 });
        }
    }

    /// <exception cref="RegistreFailure">An error of the server.</exception>
    public void ThrowIfRefused()
    {
        if (_last?.Status is >= 500 and var status)
        {
            throw new RegistreFailure(RegistreFault.SiteUnavailable, _step, FormattableString.Invariant($"the site answered {status} ({_step})"))
            {
                IsOutage = (HttpStatusCode)status is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
            };
        }
    }

    public void Dispose()
    {
        _page.FrameNavigated -= OnNavigated;
        _page.Response -= OnResponse;
        _page.RequestFailed -= OnFailed;
        _page.Popup -= OnWindow;
        _page.Download -= OnDownload;
        _page.Close -= OnGone;
        _page.Crash -= OnGone;
        _over.Cancel();
        _over.Dispose();
    }

    private bool IsAwaited(IFrame frame) => frame == _page.MainFrame || _frames.Contains(frame);

    private void OnNavigated(object? sender, IFrame frame)
    {
        if (IsAwaited(frame))
        {
            _arrived.TrySetResult(frame);
        }
    }

    private void OnWindow(object? sender, IPage window) => _arrived.TrySetResult(window.MainFrame);

    private void OnDownload(object? sender, IDownload download) => _arrived.TrySetResult(null);

    private void OnResponse(object? sender, IResponse response)
    {
        if (response.Request.IsNavigationRequest && IsAwaited(response.Frame))
        {
            _last = response;
        }
    }

    private void OnGone(object? sender, IPage page) => _arrived.TrySetException(new PlaywrightException("the page is gone"));

    private void OnFailed(object? sender, IRequest request)
    {
        if (!request.IsNavigationRequest || !IsAwaited(request.Frame))
        {
            return;
        }

        // Only the form itself can certainly not have been sent: where it led to came after its answer.
        Exception failure = request.RedirectedFrom is null
            ? new PlaywrightException($"the site could not be reached ({request.Failure})")
            : new RegistreFailure(RegistreFault.SiteUnavailable, _step, $"{_step}: the site answered, and where it led to could not be reached ({request.Failure})");
        if (request.Failure?.Contains("ERR_ABORTED", StringComparison.Ordinal) is true)
        {
            _ = FailLaterAsync(failure);
        }
        else
        {
            _arrived.TrySetException(failure);
        }
    }

    private async Task FailLaterAsync(Exception failure)
    {
        await System.Threading.Tasks.Task.Delay(FileFollows, _time, _over.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _arrived.TrySetException(failure);
    }
}
