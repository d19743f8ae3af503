using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Hosting.Listener.ListenerOptions))]

namespace Workers.Hosting.Listener;

internal sealed class ListenerOptions
{
    [Setting("METRICS_LISTEN", "Where /metrics, /healthz and /readyz are served; unset serves none. A port alone is this machine's own; any other address must be said in full and is open to whoever reaches it.", Example = "9464")]
    public ListenAddress? Listen { get; init; }
}
