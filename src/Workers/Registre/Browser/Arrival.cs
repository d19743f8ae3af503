using System.Net;
using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>The next document of the page itself (not of a frame), over which addresses it came, and how the server answered it.</summary>
internal sealed class Arrival : IDisposable
{
    private readonly IPage _page;
    private readonly string _step;
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IResponse? _last;

    public Arrival(IPage page, string step)
    {
        (_page, _step) = (page, step);
        page.FrameNavigated += OnNavigated;
        page.Response += OnResponse;
        page.RequestFailed += OnFailed;
        page.Close += OnGone;
        page.Crash += OnGone;
    }

    public Task Task => _arrived.Task;

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
        _page.Close -= OnGone;
        _page.Crash -= OnGone;
    }

    private void OnNavigated(object? sender, IFrame frame)
    {
        if (frame == _page.MainFrame)
        {
            _arrived.TrySetResult();
        }
    }

    private void OnResponse(object? sender, IResponse response)
    {
        if (response.Request.IsNavigationRequest && response.Frame == _page.MainFrame)
        {
            _last = response;
        }
    }

    private void OnGone(object? sender, IPage page) => _arrived.TrySetException(new PlaywrightException("the page is gone"));

    private void OnFailed(object? sender, IRequest request)
    {
        if (!request.IsNavigationRequest || request.Frame != _page.MainFrame)
        {
            return;
        }

        // Only the form itself can certainly not have been sent: where it led to came after its answer.
        _arrived.TrySetException(request.RedirectedFrom is null
            ? new PlaywrightException($"the site could not be reached ({request.Failure})")
            : new RegistreFailure(RegistreFault.SiteUnavailable, _step, $"{_step}: the site answered, and where it led to could not be reached ({request.Failure})"));
    }
}
