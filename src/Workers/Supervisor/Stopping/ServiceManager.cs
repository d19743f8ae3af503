using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;

namespace Workers.Supervisor.Stopping;

/// <summary>The service manager that started the daemon (systemd, with <c>Type=notify</c>), where there is one. What it does not take is said once and stops nothing.</summary>
/// <param name="watchdog">Within which time it wants to hear that all goes on; null when it does not.</param>
internal sealed partial class ServiceManager(ISystemdNotifier systemd, TimeSpan? watchdog, ILogger logger)
{
    private readonly Lock _gate = new();
    private string? _status;
    private bool _isSilent;

    public bool IsThere => systemd.IsEnabled;

    public TimeSpan? Watchdog => watchdog;

    /// <param name="microseconds">What <c>WATCHDOG_USEC</c> says.</param>
    /// <returns>Null where it says nothing that can be kept.</returns>
    public static TimeSpan? WatchdogOf(string? microseconds) =>
        long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and < 1_000_000_000_000_000 ? TimeSpan.FromMicroseconds(count) : null;

    /// <summary>A start or a stop may take so long from now on.</summary>
    public void Extend(TimeSpan most) => Send(string.Create(CultureInfo.InvariantCulture, $"EXTEND_TIMEOUT_USEC={(long)most.TotalMicroseconds}"));

    public void Ready() => Send("READY=1");

    public void Stopping() => Send("STOPPING=1");

    /// <summary>All goes on.</summary>
    public void Feed() => Send("WATCHDOG=1");

    /// <summary>One line for people; sent when it is another than before.</summary>
    public void Show(string status)
    {
        lock (_gate)
        {
            if (_status == status)
            {
                return;
            }

            _status = status;
        }

        Send($"STATUS={status.ReplaceLineEndings(" ")}");
    }

    private void Send(string state)
    {
        if (!systemd.IsEnabled)
        {
            return;
        }

        try
        {
            systemd.Notify(new ServiceState(state));
            _isSilent = false;
        }
        catch (Exception failure) when (failure is SocketException or IOException or ObjectDisposedException)
        {
            if (!_isSilent)
            {
                LogSilent(logger, failure.Message);
            }

            _isSilent = true;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The service manager (NOTIFY_SOCKET) does not take what it is told: {Reason}")]
    private static partial void LogSilent(ILogger logger, string reason);
}
