using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;
using Microsoft.Playwright;

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

    private static readonly ConditionalWeakTable<IBrowserContext, SiteLine> OfContexts = [];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Spare> _spares = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _closing = new();
    private bool _isClosed;

    /// <summary>Ended with the pages that it serves.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>The pages of one set of cookies share what was opened ahead; it ends with them.</summary>
    public static SiteLine Of(IBrowserContext context, TimeProvider time) => OfContexts.GetValue(context, _ =>
    {
        var line = new SiteLine(time);
        context.Close += (_, _) => line.Dispose();
        return line;
    });

    /// <summary>Opens a connection for the request after the one at hand, unless one waits. Whether that fails is nobody's matter.</summary>
    public void OpenAhead(Uri site)
    {
        lock (_gate)
        {
            if (_isClosed || _spares.ContainsKey(Origin(site)))
            {
                return;
            }

            var spare = new Spare(stop => SiteConnection.OpenAsync(site, trust, time, stop), _closing.Token);
            _spares[Origin(site)] = spare;
            spare.EndsBy(time.CreateTimer(_ => Drop(Origin(site), spare), null, Freshness, Timeout.InfiniteTimeSpan));
            _ = spare.StirsAsync().ContinueWith(_ => Drop(Origin(site), spare), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>A connection that has carried nothing. Nothing of a request has left when this fails.</summary>
    /// <exception cref="SocketException">Nobody took the connection.</exception>
    /// <exception cref="AuthenticationException">No TLS was agreed.</exception>
    public async Task<SiteConnection> TakeAsync(Uri site)
    {
        Spare? spare;
        lock (_gate)
        {
            _spares.Remove(Origin(site), out spare);
        }

        return (spare is null ? null : await spare.TakeAsync()) ?? await SiteConnection.OpenAsync(site, trust, time, _closing.Token);
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
        private readonly CancellationTokenSource _over;
        private readonly Task<SiteConnection> _opening;
        private ITimer? _end;

        public Spare(Func<CancellationToken, Task<SiteConnection>> open, CancellationToken closing)
        {
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

        /// <returns>Null where it did not come about, or is of no use.</returns>
        public async Task<SiteConnection?> TakeAsync()
        {
            _end?.Dispose();
            try
            {
                var connection = await _opening;
                if (!connection.Stirs.IsCompleted)
                {
                    return connection;
                }

                await connection.DisposeAsync();
                return null;
            }
            catch (Exception failure) when (failure is SocketException or AuthenticationException or OperationCanceledException)
            {
                return null;
            }
            finally
            {
                _over.Dispose();
            }
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
