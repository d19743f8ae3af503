using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;

namespace Workers.Scenarios;

/// <summary>The built daemon as a child in its own process group, so that a signal meets it and nothing else.</summary>
internal sealed class DaemonProcess : IAsyncDisposable
{
    private static readonly string[] Inherited = ["PATH", "HOME", "DOTNET_ROOT", "PLAYWRIGHT_BROWSERS_PATH", "CHROMIUM_PATH"];

    private readonly Process _process;
    private readonly Channel<string> _news = Channel.CreateUnbounded<string>();
    private readonly StringBuilder _log = new();
    private readonly string _temp;

    private DaemonProcess(Process process, string temp) => (_process, _temp) = (process, temp);

    /// <summary>The program as this build made it.</summary>
    public static string Program { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "Workers", new DirectoryInfo(AppContext.BaseDirectory).Name, "Workers"));

    public int Id => _process.Id;

    /// <summary>All that it has written.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return _log.ToString();
            }
        }
    }

    public static DaemonProcess Start(string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments) => StartProgram(Program, folder, settings, arguments);

    /// <summary>Starts the program of another build.</summary>
    public static DaemonProcess StartProgram(string program, string folder, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("setsid", [program, .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var kept = Inherited.Select(name => (name, value: Environment.GetEnvironmentVariable(name))).Where(pair => pair.value is not null).ToList();
        start.Environment.Clear();
        kept.ForEach(pair => start.Environment[pair.name] = pair.value);
        // What a killed group leaves behind goes with the test's folder.
        var temp = Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName;
        start.Environment["TMPDIR"] = temp;
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        var daemon = new DaemonProcess(new Process { StartInfo = start }, temp);
        daemon._process.OutputDataReceived += (_, line) => daemon.Hear(line.Data);
        daemon._process.ErrorDataReceived += (_, line) => daemon.Hear(line.Data);
        daemon._process.Start();
        daemon._process.BeginOutputReadLine();
        daemon._process.BeginErrorReadLine();
        return daemon;
    }

    /// <summary>Waits until a line that holds the text comes.</summary>
    /// <exception cref="TimeoutException">It did not come; the message holds the log.</exception>
    public Task WaitForAsync(string text, TimeSpan bound) => WaitForAsync(line => Task.FromResult(line.Contains(text, StringComparison.Ordinal)), bound);

    /// <summary>Asks once now and again after every line until the answer is yes.</summary>
    public async Task WaitForAsync(Func<string, Task<bool>> isThere, TimeSpan bound)
    {
        using var limit = new CancellationTokenSource(bound);
        try
        {
            var line = "";
            while (!await isThere(line))
            {
                line = await _news.Reader.ReadAsync(limit.Token);
            }
        }
        catch (OperationCanceledException end)
        {
            throw new TimeoutException($"What was waited for did not come. The daemon wrote:\n{Log}", end);
        }
    }

    /// <summary>Asks after every line of any of these until the answer is yes.</summary>
    public static async Task WaitForAnyAsync(Func<Task<bool>> isThere, TimeSpan bound, params DaemonProcess[] daemons)
    {
        using var limit = new CancellationTokenSource(bound);
        var news = daemons.ToDictionary(daemon => daemon, daemon => daemon._news.Reader.WaitToReadAsync(limit.Token).AsTask());
        try
        {
            while (!await isThere())
            {
                await await Task.WhenAny(news.Values);
                foreach (var daemon in daemons.Where(daemon => news[daemon].IsCompleted))
                {
                    while (daemon._news.Reader.TryRead(out _))
                    {
                    }

                    news[daemon] = daemon._news.Reader.WaitToReadAsync(limit.Token).AsTask();
                }
            }
        }
        catch (OperationCanceledException end)
        {
            throw new TimeoutException($"What was waited for did not come. The daemons wrote:\n{string.Join("\n\n", daemons.Select(daemon => daemon.Log))}", end);
        }
        finally
        {
            await limit.CancelAsync();
        }
    }

    /// <summary>SIGTERM, as systemd sends it.</summary>
    public void Terminate() => Send(15, _process.Id);

    /// <summary>kill -9 of the whole group: nothing gets to clean up.</summary>
    public void Kill() => Send(9, -_process.Id);

    /// <returns>The exit code.</returns>
    public async Task<int> WaitForExitAsync(TimeSpan bound)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(bound);
            return _process.ExitCode;
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"The daemon did not end. Of it are left:\n{string.Join('\n', Left())}\nIt wrote:\n{Log}", late);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
            await WaitForExitAsync(TimeSpan.FromSeconds(20));
        }

        _process.Dispose();
    }

    /// <summary>It counts as ended when nobody holds its output any more: itself, and whoever it started, which all have its folder in their environment.</summary>
    private List<string> Left()
    {
        var left = new List<string>();
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => Path.GetFileName(path).All(char.IsAsciiDigit)))
        {
            try
            {
                if (Path.GetFileName(process) == $"{Id}" || File.ReadAllText($"{process}/environ").Contains($"TMPDIR={_temp}\0", StringComparison.Ordinal))
                {
                    left.Add($"{File.ReadAllText($"{process}/stat").Trim()}: {File.ReadAllText($"{process}/cmdline").Replace('\0', ' ')}");
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // It ended while it was looked at.
            }
        }

        return left;
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_log)
        {
            _log.AppendLine(line);
        }

        _news.Writer.TryWrite(line);
    }

    private static void Send(int signal, int process) => _ = SendSignal(process, signal);

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int SendSignal(int process, int signal);
}
