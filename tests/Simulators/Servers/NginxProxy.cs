using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Simulators.Servers;

/// <summary>A private nginx as it comes, with its usual buffers, before other servers of this machine, which take turns; nothing of it remains after disposal.</summary>
internal sealed class NginxProxy : IAsyncDisposable
{
    private static readonly TimeSpan ReadyWithin = TimeSpan.FromSeconds(30);

    private readonly string _folder = Directory.CreateTempSubdirectory("workers-nginx-").FullName;
    private readonly IReadOnlyList<Uri> _upstreams;
    private readonly string _more;
    private ServerProcess? _process;

    private NginxProxy(IReadOnlyList<Uri> upstreams, string more) => (_upstreams, _more) = (upstreams, more);

    /// <summary>Where clients go; it stays the same over restarts.</summary>
    public Uri Address { get; private set; } = null!;

    /// <param name="upstreams">Addresses of this machine.</param>
    public static Task<NginxProxy> StartAsync(params IReadOnlyList<Uri> upstreams) => StartAsync(upstreams, "");

    /// <summary>One that takes files of any size, and passes their bytes on as they come.</summary>
    /// <inheritdoc cref="StartAsync(IReadOnlyList{Uri})"/>
    public static Task<NginxProxy> StartForFilesAsync(params IReadOnlyList<Uri> upstreams) => StartAsync(upstreams, "client_max_body_size 0; proxy_request_buffering off;");

    private static async Task<NginxProxy> StartAsync(IReadOnlyList<Uri> upstreams, string more)
    {
        var proxy = new NginxProxy(upstreams, more);
        for (var attempt = 1; attempt <= 5; attempt++)
        {
            proxy.Address = new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Loopback.FreePort()}"));
            if (await proxy.TryStartAsync().ConfigureAwait(false))
            {
                return proxy;
            }
        }

        var log = await proxy.ReadLogAsync().ConfigureAwait(false);
        await proxy.DisposeAsync().ConfigureAwait(false);
        throw new InvalidOperationException("nginx did not start: " + log);
    }

    /// <summary>Ends it at once, with the connections that it holds.</summary>
    public async Task StopAsync()
    {
        if (_process is { } running)
        {
            _process = null;
            await running.StopAsync("TERM").ConfigureAwait(false);
            await running.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Starts it again where it was.</summary>
    public async Task StartAgainAsync()
    {
        if (!await TryStartAsync().ConfigureAwait(false))
        {
            throw new InvalidOperationException($"nginx did not start again at {Address}: {await ReadLogAsync().ConfigureAwait(false)}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> TryStartAsync()
    {
        var configuration = Path.Combine(_folder, "nginx.conf");
        await File.WriteAllTextAsync(configuration, Configuration()).ConfigureAwait(false);
        var process = await ServerProcess.StartAsync(_folder, "KILL", LogFile, [Tools.Find("nginx"), "-p", _folder, "-c", configuration, "-e", LogFile]).ConfigureAwait(false);
        _process = process;
        return await Loopback.WaitAsync(ConnectsAsync, () => process.HasExited, ReadyWithin).ConfigureAwait(false);
    }

    private async Task<bool> ConnectsAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, Address.Port).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private string LogFile => Path.Combine(_folder, "nginx.log");

    private async Task<string> ReadLogAsync() => File.Exists(LogFile) ? await File.ReadAllTextAsync(LogFile).ConfigureAwait(false) : "";

    private string Configuration() => string.Create(CultureInfo.InvariantCulture,
        $$"""
        daemon off;
        {{(Tools.IsRoot ? "user root;" : "")}}
        worker_processes 1;
        pid {{_folder}}/nginx.pid;
        events { worker_connections 1024; }
        http {
          access_log off;
          client_body_temp_path {{_folder}}/body;
          proxy_temp_path {{_folder}}/proxy;
          fastcgi_temp_path {{_folder}}/fastcgi;
          uwsgi_temp_path {{_folder}}/uwsgi;
          scgi_temp_path {{_folder}}/scgi;
          upstream behind { {{string.Concat(_upstreams.Select(one => $"server {one.Authority}; "))}}}
          server {
            listen 127.0.0.1:{{Address.Port}};
            {{_more}}
            location / {
              proxy_pass http://behind;
              proxy_set_header Host $http_host;
              proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
              proxy_set_header X-Forwarded-Proto $scheme;
            }
          }
        }
        """);
}
