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
    private readonly TimeProvider _time;

    public TabRecord(IBrowserContext context, TimeProvider time)
    {
        (_context, _time) = (context, time);
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

    private void OnConsole(object? sender, IConsoleMessage message) => Add($"console {message.Type}: {message.Text}");

    private void OnError(object? sender, IWebError error) => Add($"error: {error.Error}");

    private void OnResponse(object? sender, IResponse response) =>
        Add(FormattableString.Invariant($"{response.Status} {response.Request.Method} {WithoutQuery(response.Url)}"));

    private void OnFailed(object? sender, IRequest request) => Add($"failed {request.Method} {WithoutQuery(request.Url)}: {request.Failure}");

    /// <summary>What follows the path may be a session or a name.</summary>
    private static string WithoutQuery(string url) => url.Split('?', '#')[0];

    private void Add(string line)
    {
        _lines.Enqueue($"{_time.GetUtcNow():HH:mm:ss.fff} {(line.Length > LongestLine ? line[..LongestLine] : line)}");
        while (_lines.Count > MostLines)
        {
            _lines.TryDequeue(out _);
        }
    }
}
