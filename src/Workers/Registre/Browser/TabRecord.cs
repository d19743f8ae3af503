using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>
/// What is remembered of a visit until its tab closes: what pages wrote to the console and how requests were answered. Kept only where a
/// document fails.
/// </summary>
internal sealed class TabRecord : IDisposable
{
    private const int MostLines = 500;
    private const int LongestLine = 1000;

    private readonly ConcurrentQueue<string> _lines = new();
    private readonly IBrowserContext _context;
    private readonly Func<IPage, bool> _isOurs;
    private readonly TimeProvider _time;

    public TabRecord(IBrowserContext context, Func<IPage, bool> isOurs, TimeProvider time)
    {
        (_context, _isOurs, _time) = (context, isOurs, time);
        context.Console += OnConsole;
        context.WebError += OnError;
        context.Response += OnResponse;
        context.RequestFailed += OnFailed;
    }

    /// <summary>The last lines, oldest first.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    public void Dispose()
    {
        _context.Console -= OnConsole;
        _context.WebError -= OnError;
        _context.Response -= OnResponse;
        _context.RequestFailed -= OnFailed;
    }

    private void OnConsole(object? sender, IConsoleMessage message) => Add(message.Page, $"console {message.Type}: {message.Text}");

    private void OnError(object? sender, IWebError error) => Add(error.Page, $"error: {error.Error}");

    private void OnResponse(object? sender, IResponse response) =>
        Add(PageOf(response.Request), FormattableString.Invariant($"{response.Status} {response.Request.Method} {WithoutQuery(response.Url)}"));

    private void OnFailed(object? sender, IRequest request) => Add(PageOf(request), $"failed {request.Method} {WithoutQuery(request.Url)}: {request.Failure}");

    /// <summary>Null where the window is not there yet.</summary>
    private static IPage? PageOf(IRequest request)
    {
        try
        {
            return request.Frame.Page;
        }
        catch (PlaywrightException)
        {
            return null;
        }
    }

    /// <summary>What follows the path may be a session or a name.</summary>
    private static string WithoutQuery(string url) => url.Split('?', '#')[0];

    /// <summary>The tab of the document before may still be closing.</summary>
    private void Add(IPage? page, string line)
    {
        if (page is not null && !_isOurs(page))
        {
            return;
        }

        _lines.Enqueue($"{_time.GetUtcNow():HH:mm:ss.fff} {(line.Length > LongestLine ? line[..LongestLine] : line)}");
        while (_lines.Count > MostLines)
        {
            _lines.TryDequeue(out _);
        }
    }
}
