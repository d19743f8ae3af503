using System.Diagnostics;
using Shouldly;
using Workers.House;
using Workers.Supervisor;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary><c>scripts/install.sh</c> with the built daemon, in a folder instead of a machine's root, and a script instead of a service manager.</summary>
public sealed class InstalledDaemonTests(PostgresFixture postgres)
{
    /// <summary>Starts the installed daemon and waits until it serves or ends.</summary>
    private const string Service = """
        #!/bin/bash
        root=$1 verb=$2
        cd "$root" || exit 1
        alive() { [ -s pid ] && grep -q '^State:[[:space:]]*[^ZX]' "/proc/$(cat pid)/status" 2>/dev/null; }
        case $verb in
          is-active) alive ;;
          start)
            : >log
            setsid opt/workers/current/Workers run --env-file "$root/etc/workers/workers.env" >log 2>&1 </dev/null &
            echo $! >pid
            for _ in $(seq 600); do
              grep -q Serving log && exit 0
              alive || exit 1
              sleep 0.1
            done
            exit 1
            ;;
          stop)
            ! alive || kill -TERM "$(cat pid)"
            for _ in $(seq 600); do
              alive || exit 0
              sleep 0.1
            done
            exit 1
            ;;
        esac
        """;

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_installed_twice_upgraded_brought_back_from_a_version_that_does_not_start_and_taken_away_without_its_data()
    {
        await using var world = await ScenarioWorld.StartAsync(postgres, Feed.Registry);
        var root = Path.Combine(world.Folder, "root");
        var (first, second) = (await VersionAsync(world, "first", ""), await VersionAsync(world, "second", ""));
        var broken = await VersionAsync(world, "broken", "case $1 in run) echo 'it does not start' >&2; exit 1 ;; esac");

        (await InstallAsync(root, "--from", first)).ShouldSatisfyAllConditions(
            done => done.ExitCode.ShouldBe(0, done.Text), done => done.Text.ShouldContain("is installed. Next:"));
        var settings = Path.Combine(root, "etc/workers/workers.env");
        File.GetUnixFileMode(settings).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.ReadAllText(settings).ShouldBe(Repository.Read(".env.example"));
        File.ReadAllText(Path.Combine(root, "etc/systemd/system/workers.service")).ShouldBe(Repository.Read("config/workers.service"));
        var written = string.Concat(world.Settings.Select(pair => $"{pair.Key}={pair.Value}\n"));
        await File.WriteAllTextAsync(settings, written, _test);
        (await InstallAsync(root, "--from", first)).ShouldSatisfyAllConditions(
            again => again.ExitCode.ShouldBe(0, again.Text), again => again.Text.ShouldContain("workers.env stays as it is"), again => again.Text.ShouldContain("lies there already"));
        File.ReadAllText(settings).ShouldBe(written);
        Versions(root).Count.ShouldBe(1);
        var (one, service) = (Current(root), world.Write("service", $"#!/bin/sh\nexec bash '{world.Write("service.sh", Service)}' '{root}' \"$1\"\n"));
        File.SetUnixFileMode(service, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        try
        {
            await UpgradeAsync(world, root, service, one, second, broken);
        }
        finally
        {
            await RunAsync(service, "stop");
        }

        File.ReadAllText(settings).ShouldBe(written);
        Directory.Exists(Path.Combine(root, "var/lib/workers")).ShouldBeTrue();
        Directory.Exists(Path.Combine(root, "opt/workers")).ShouldBeFalse();
        (await InstallAsync(root, "uninstall", "--purge-data")).ShouldSatisfyAllConditions(
            unnamed => unnamed.ExitCode.ShouldBe(1), unnamed => unnamed.Text.ShouldContain("nothing was changed"));
        File.Exists(settings).ShouldBeTrue();
    }

    private async Task UpgradeAsync(ScenarioWorld world, string root, string service, string one, string second, string broken)
    {
        var started = await RunAsync(service, "start");
        started.ExitCode.ShouldBe(0, started.Text);
        (await InstallAsync(root, "upgrade", "--from", second, "--service", service)).ShouldSatisfyAllConditions(
            done => done.ExitCode.ShouldBe(0, done.Text), done => done.Text.ShouldContain("it may be stopped"), done => done.Text.ShouldContain($"runs; {one} stays as the way back"));
        var two = Current(root);
        (two == one).ShouldBeFalse();
        Path.GetFileName(File.ResolveLinkTarget(Path.Combine(root, "opt/workers/previous"), returnFinalTarget: false)!.FullName).ShouldBe(one);

        var failed = await InstallAsync(root, "upgrade", "--from", broken, "--service", service, "--wait", "20");
        failed.ExitCode.ShouldBe(3, failed.Text);
        failed.Text.ShouldContain($"{two} runs again.");
        Current(root).ShouldBe(two);
        (await RunAsync(service, "is-active")).ExitCode.ShouldBe(0);
        // It shows itself once it has started, which a busy machine takes long for.
        await SupervisorWorld.UntilAsync(async () => (await world.RunAsync("status")).Text.Contains("registre-1", StringComparison.Ordinal));

        var gone = await InstallAsync(root, "uninstall", "--service", service);
        gone.ExitCode.ShouldBe(0, gone.Text);
        gone.Text.ShouldContain("uninstalled. Kept: ");
        (await RunAsync(service, "is-active")).ExitCode.ShouldNotBe(0);
    }

    [Theory]
    [InlineData(2, "found '--bogus'", "--bogus")]
    [InlineData(2, "--from needs a value", "--from")]
    [InlineData(2, "--wait: found 'soon'; allowed: seconds", "--wait", "soon")]
    [InlineData(1, "holds no published program", "--from", "/etc")]
    [InlineData(1, "nothing is installed under", "upgrade", "--from", "/etc")]
    [InlineData(0, "Installs Workers as a service", "--help")]
    public async Task What_it_cannot_do_is_said(int exitCode, string said, params string[] arguments)
    {
        var nowhere = Path.Combine(Path.GetTempPath(), $"workers-nowhere-{Guid.NewGuid():N}");

        var answer = await InstallAsync(nowhere, arguments);

        answer.ExitCode.ShouldBe(exitCode, answer.Text);
        answer.Text.ShouldContain(said);
        Directory.Exists(nowhere).ShouldBeFalse();
    }

    /// <summary>The build as it would be published, by links; another name makes another version.</summary>
    private async Task<string> VersionAsync(ScenarioWorld world, string name, string before)
    {
        var folder = Path.Combine(world.Folder, name);
        (await RunAsync("cp", "-rs", Path.GetDirectoryName(DaemonProcess.Program)!, folder)).ExitCode.ShouldBe(0);
        foreach (var file in new[] { "Workers.runtimeconfig.json", "Workers" })
        {
            File.Delete(Path.Combine(folder, file));
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "Workers.runtimeconfig.json"), await File.ReadAllTextAsync($"{DaemonProcess.Program}.runtimeconfig.json", _test) + new string(' ', name.Length), _test);
        var program = Path.Combine(folder, "Workers");
        await File.WriteAllTextAsync(program, $"#!/bin/bash\n{before}\nexec '{DaemonProcess.Program}' \"$@\"\n", _test);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return folder;
    }

    private static string Current(string root) => Path.GetFileName(File.ResolveLinkTarget(Path.Combine(root, "opt/workers/current"), returnFinalTarget: false)!.FullName);

    private static IReadOnlyList<string> Versions(string root) => Directory.GetDirectories(Path.Combine(root, "opt/workers/versions"));

    private Task<(int ExitCode, string Text)> InstallAsync(string root, params string[] arguments) =>
        RunAsync(Repository.PathOf("scripts", "install.sh"), [.. arguments is ["upgrade" or "uninstall", ..] ? arguments[..1] : [], "--root", root, .. arguments is ["upgrade" or "uninstall", ..] ? arguments[1..] : arguments]);

    private async Task<(int ExitCode, string Text)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        // A daemon that was started holds nothing of these: its own output goes elsewhere.
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(_test), process.StandardError.ReadToEndAsync(_test)).WaitAsync(TimeSpan.FromMinutes(4), _test);
        await process.WaitForExitAsync(_test);
        return (process.ExitCode, string.Concat(said));
    }
}
