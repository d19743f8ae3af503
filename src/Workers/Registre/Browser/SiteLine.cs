using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Workers.Registre.Browser;

/// <summary>
/// Gives each request a connection that has carried none, one opened ahead where there is one: a connection costs as many round trips as the
/// request itself. At most one waits for each site, for a few seconds; one to which the site said anything, or which it closed, is never used.
/// </summary>
/// <param name="trust">Judges the site's certificate; null for the system's authorities.</param>
internal sealed class SiteLine(TimeProvider time, RemoteCertificateValidationCallback? trust = null) : IDisposable
{
    /// <summary>Far less than any server waits for a first request.</summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(8);

    /// <summary>For a whole connection, TLS included. A site that is slower has taken nothing.</summary>
    public static readonly TimeSpan ConnectBound = TimeSpan.FromSeconds(30);

    /// <summary>For one that is still being opened; then another is.</summary>
    public static readonly TimeSpan SparePatience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Spare> _spares = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private bool _isClosed;

    /// <summary>Ended with the pages that it serves.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Opens a connection for the request after the one at hand, unless one waits. Whether that fails is nobody's matter.</summary>
    public void OpenAhead(Uri site)
    {
        lock (_gate)
        {
            if (_isClosed || _spares.ContainsKey(Origin(site)))
            {
                return;
            }

            var spare = new Spare(stop => SiteConnection.OpenAsync(site, trust, time, stop), time, _closing.Token);
            _spares[Origin(site)] = spare;
            spare.EndsBy(time.CreateTimer(_ => Drop(Origin(site), spare), null, Freshness, Timeout.InfiniteTimeSpan));
            _ = spare.StirsAsync().ContinueWith(_ => Drop(Origin(site), spare), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>A connection that has carried nothing. Nothing of a request has left when this fails.</summary>
    /// <exception cref="SocketException">Nobody took the connection, or not in time.</exception>
    /// <exception cref="AuthenticationException">No TLS was agreed.</exception>
    /// <exception cref="OperationCanceledException">Nobody wants it any more.</exception>
    public async Task<SiteConnection> TakeAsync(Uri site, CancellationToken stop = default)
    {
        Spare? spare;
        lock (_gate)
        {
            _spares.Remove(Origin(site), out spare);
        }

        using var bound = new CancellationTokenSource(ConnectBound, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, _closing.Token, stop);
        try
        {
            return (spare is null ? null : await spare.TakeAsync(any.Token)) ?? await SiteConnection.OpenAsync(site, trust, time, any.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested && !_closing.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
    }

    public void Dispose()
    {
        Spare[] left;
        lock (_gate)
        {
            (left, _isClosed) = ([.. _spares.Values], true);
            _spares.Clear();
        }

        _closing.Cancel();
        foreach (var spare in left)
        {
            spare.Drop();
        }
    }

    private static string Origin(Uri site) => $"{site.Scheme}://{site.IdnHost}:{site.Port}";

    private void Drop(string origin, Spare spare)
    {
        lock (_gate)
        {
            if (!_spares.TryGetValue(origin, out var waiting) || waiting != spare)
            {
                // Somebody took it.
                return;
            }

            _spares.Remove(origin);
        }

        spare.Drop();
    }

    /// <summary>Taken or dropped by whoever removed it from the line, which one alone can.</summary>
    private sealed class Spare
    {
        private readonly TimeProvider _time;
        private readonly DateTimeOffset _since;
        private readonly CancellationTokenSource _over;
        private readonly Task<SiteConnection> _opening;
        private ITimer? _end;

        public Spare(Func<CancellationToken, Task<SiteConnection>> open, TimeProvider time, CancellationToken closing)
        {
            (_time, _since) = (time, time.GetUtcNow());
            _over = CancellationTokenSource.CreateLinkedTokenSource(closing);
            _opening = Task.Run(() => open(_over.Token));
        }

        public void EndsBy(ITimer end) => _end = end;

        /// <summary>Completes when it is of no use.</summary>
        public async Task StirsAsync()
        {
            await ((Task)_opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_opening.IsCompletedSuccessfully)
            {
                await (await _opening).Stirs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        /// <returns>Null where it did not come about in a moment, or is of no use.</returns>
        public async Task<SiteConnection?> TakeAsync(CancellationToken stop)
        {
            _end?.Dispose();
            await ((Task)_opening).WaitAsync(SparePatience, _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            // A machine that slept has a wall clock that did not.
            if (_opening.IsCompletedSuccessfully && await _opening is { IsQuiet: true } connection && _time.GetUtcNow() - _since < Freshness)
            {
                _over.Dispose();
                return connection;
            }

            Drop();
            return null;
        }

        public void Drop()
        {
            _end?.Dispose();
            _over.Cancel();
            _ = _opening.ContinueWith(Close, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        private void Close(Task<SiteConnection> opened)
        {
            _over.Dispose();
            if (opened.IsCompletedSuccessfully)
            {
                opened.Result.Dispose();
            }
            else
            {
                _ = opened.Exception;
            }
        }
    }
}
