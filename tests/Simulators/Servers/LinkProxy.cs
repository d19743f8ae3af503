using System.Net;
using System.Net.Sockets;

namespace Simulators.Servers;

/// <summary>
/// A network link to a server on the loopback interface: a port that passes every connection on, as well as its
/// <see cref="LinkState"/> says. What is held back is delivered when the link is good again, as TCP does it.
/// </summary>
internal sealed class LinkProxy : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Random _jitter;
    private readonly Lock _gate = new();
    private readonly HashSet<LinkConnection> _connections = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _accepting;
    private volatile int _target;
    private long _read;
    private LinkState _state = LinkState.Good;
    private TaskCompletionSource _changed = New();

    private LinkProxy(TcpListener listener, int target, int seed)
    {
        (_listener, _target, _jitter) = (listener, target, new Random(seed));
        Endpoint = (IPEndPoint)listener.LocalEndpoint;
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public IPEndPoint Endpoint { get; }

    /// <summary>Bytes that it has taken, both ways together, delivered or not.</summary>
    public long Read => Interlocked.Read(ref _read);

    /// <summary>Opens a free port of <paramref name="address"/> that leads to 127.0.0.1:<paramref name="target"/>.</summary>
    /// <param name="seed">The jitter is the same for the same seed.</param>
    public static LinkProxy Start(IPAddress address, int target, int seed = 0)
    {
        var listener = new TcpListener(address, 0);
        listener.Start();
        return new LinkProxy(listener, target, seed);
    }

    /// <summary>Leads to another server of this machine from now on, as an address does that was moved after a failover; open connections end.</summary>
    public void LeadTo(int target)
    {
        _target = target;
        LinkConnection[] open;
        lock (_gate)
        {
            open = [.. _connections];
        }

        foreach (var connection in open)
        {
            connection.Reset();
        }
    }

    /// <summary>Makes the link so from now on.</summary>
    public void Set(LinkState state)
    {
        LinkConnection[] reset;
        lock (_gate)
        {
            _state = state;
            _changed.SetResult();
            _changed = New();
            reset = state.Cut ? [.. _connections] : [];
        }

        foreach (var connection in reset)
        {
            connection.Reset();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        Set(LinkState.Broken);
        await _accepting;
        _closing.Dispose();
    }

    /// <summary>Waits as long as two ends take to agree on a connection: the client, which sees it at once, has its first piece held back by that.</summary>
    internal async Task GreetAsync(CancellationToken cancel)
    {
        if (Look().Delay is var oneWay && oneWay > TimeSpan.Zero)
        {
            await Task.Delay(oneWay * 2, cancel);
        }
    }

    /// <summary>Waits until a piece that was just read may be delivered.</summary>
    internal async Task PassAsync(bool isAnswer, int bytes, CancellationToken cancel)
    {
        Interlocked.Add(ref _read, bytes);
        var (state, changed, delay) = Look();
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, cancel);
            (state, changed, _) = Look();
        }

        while (isAnswer ? state.HoldsAnswers : state.HoldsRequests)
        {
            await changed.WaitAsync(cancel);
            (state, changed, _) = Look();
        }
    }

    private (LinkState State, Task Changed, TimeSpan Delay) Look()
    {
        lock (_gate)
        {
            var delay = _state.Latency > TimeSpan.Zero ? _state.Latency + (_state.Jitter * _jitter.NextDouble()) : TimeSpan.Zero;
            return (_state, _changed.Task, delay);
        }
    }

    private async Task AcceptAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_closing.Token);
                _ = ServeAsync(client);
            }
            catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                // A client that was gone before it was taken ends only itself.
            }
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = new LinkConnection(this, client);
        lock (_gate)
        {
            if (_state.Cut)
            {
                connection.Reset();
                return;
            }

            _connections.Add(connection);
        }

        await connection.RunAsync(_target);
        lock (_gate)
        {
            _connections.Remove(connection);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
