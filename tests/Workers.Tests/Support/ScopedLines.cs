using Microsoft.Extensions.Logging;

namespace Workers.Support;

/// <summary>A logger that keeps each line with the properties of the scopes that it was written in.</summary>
internal sealed class ScopedLines<T> : ILogger<T>
{
    private readonly LoggerExternalScopeProvider _scopes = new();
    private readonly List<(string Line, IReadOnlyDictionary<string, object> Scope)> _lines = [];

    public IReadOnlyList<(string Line, IReadOnlyDictionary<string, object> Scope)> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _scopes.Push(state);

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var properties = new Dictionary<string, object>(StringComparer.Ordinal);
        _scopes.ForEachScope(
            (scope, all) =>
            {
                foreach (var (name, value) in scope as IEnumerable<KeyValuePair<string, object>> ?? [])
                {
                    all[name] = value;
                }
            },
            properties);
        lock (_lines)
        {
            _lines.Add((formatter(state, exception), properties));
        }
    }
}
