using System.Net.Sockets;
using System.Text;

namespace Workers.Scenarios;

/// <summary>The socket of a service manager: hears what a daemon tells it.</summary>
internal sealed class NotifySocket : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _end = new();
    private readonly List<string> _heard = [];
    private readonly Task _hearing;

    /// <param name="name">A path, or with an at sign a name in the abstract space.</param>
    public NotifySocket(string name)
    {
        Name = name;
        _socket.Bind(new UnixDomainSocketEndPoint(name[0] is '@' ? "\0" + name[1..] : name));
        _hearing = HearAsync();
    }

    /// <summary>As NOTIFY_SOCKET has it.</summary>
    public string Name { get; }

    public IReadOnlyList<string> Heard
    {
        get
        {
            lock (_heard)
            {
                return [.. _heard];
            }
        }
    }

    /// <summary>Waits until something was heard that is so.</summary>
    /// <exception cref="TimeoutException">It was not heard for two minutes; tells what was.</exception>
    public async Task<string> WaitForAsync(Func<string, bool> isIt, int after = 0)
    {
        var since = TimeProvider.System.GetTimestamp();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            if (Heard.Skip(after).FirstOrDefault(isIt) is { } found)
            {
                return found;
            }

            if (TimeProvider.System.GetElapsedTime(since) > TimeSpan.FromMinutes(2))
            {
                throw new TimeoutException($"It was not heard; this was:\n{string.Join('\n', Heard)}");
            }

            await pace.WaitForNextTickAsync();
        }
    }

    public void Dispose()
    {
        _end.Cancel();
        _socket.Dispose();
        _hearing.Wait(TimeSpan.FromSeconds(5));
        _end.Dispose();
    }

    private async Task HearAsync()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var length = await _socket.ReceiveAsync(buffer, _end.Token);
                lock (_heard)
                {
                    _heard.Add(Encoding.UTF8.GetString(buffer, 0, length));
                }
            }
        }
        catch (Exception closed) when (closed is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Nobody listens any more.
        }
    }
}
