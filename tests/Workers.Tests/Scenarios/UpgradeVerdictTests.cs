using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Shouldly;
using Workers.House;
using Workers.Support;
using Xunit;

namespace Workers.Scenarios;

/// <summary>What <c>scripts/install.sh upgrade</c> goes back for, with scripts in the place of the program and of systemctl.</summary>
public sealed class UpgradeVerdictTests
{
    private const string Program = """
        #!/bin/bash
        case $1 in
          --version) echo 0.2.0 ;;
          health)
            of=''
            if [ -f STATE/health.former ] && [[ $(readlink -f "$0") == *"$(cat STATE/first)"/* ]]; then of=.former; fi
            cat "STATE/health$of"; exit "$(cat "STATE/code$of")" ;;
          *) echo "$1" >>STATE/calls ;;
        esac
        """;

    /// <summary>
    /// The service as systemctl tells of it; what is found after the start is there from then on, until the former version starts. One that is 'crashing' is active at three looks, then failed.
    /// One that is 'started' says so in a word of its own.
    /// </summary>
    private const string Service = """
        #!/bin/bash
        cd STATE || exit 1
        case $1 in
          is-active)
            if ! grep -qx crashing unit; then cat unit; grep -qxE 'active|started' unit; exit; fi
            echo >>looks
            if [ "$(wc -l <looks)" -le 3 ]; then echo active; else echo failed; exit 3; fi
            ;;
          stop) echo inactive >unit ;;
          start)
            cp unit.next unit
            if [ "$(readlink ../root/opt/workers/current)" != "$(cat first)" ]; then cp health.next health; cp code.next code; fi
            ;;
        esac
        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly string Here = Environment.MachineName.Split('.')[0];

    private static readonly Case[] Cases =
    [
        new("all is well", [], [], 0, "active", 0, "stays as the way back"),
        new("its service says another word", [], [], 0, "started", 0, "stays as the way back"),
        new("the site closed meanwhile", [], ["site_closed x"], 1, "active", 0, "stays as the way back"),
        new("Gemini went away and a budget is spent", [], ["gemini_away x", "budget_spent x"], 1, "active", 0, "stays as the way back"),
        new("a purchase waits for a person", [], ["purchase_uncertain x"], 1, "active", 0, "stays as the way back"),
        new("another machine's loop is late", [], ["loop_late elsewhere: the loop 'leases'"], 1, "active", 0, "stays as the way back"),
        new("an environment was not served before either", ["environment_not_served x"], ["environment_not_served x"], 1, "active", 0, "stays as the way back"),
        new("the same loop was late before", [Late("leases", 40)], [Late("leases", 99)], 1, "active", 0, "stays as the way back"),
        new("nobody answers", [], [], 69, "active", 0, "nobody can say how it does"),
        new("nobody reaches Redis", [], ["redis_away x"], 1, "active", 0, "nobody can say how it does"),
        new("nobody reaches Redis, by its exit code too", [], ["redis_away x"], 69, "active", 0, "nobody can say how it does"),
        new("the former one reaches Redis, by its exit code too", [], ["redis_away x"], 69, "active", 3, "is not well after 2 s: redis_not_reached") { FormerStays = true },
        new("the schema does not fit, by its exit code too", [], ["not_migrated x"], 78, "active", 3, "is not well after 2 s: not_migrated"),
        new("a database refused before, by its exit code too", ["database_refuses/Prod x"], ["database_refuses/Prod x"], 78, "active", 0, "database_not_reached Prod"),
        new("its settings are wrong", [], [], 78, "active", 3, "health_does_not_answer"),
        new("nobody reached a database before either", ["database_away/Prod x"], ["database_away/Prod x"], 1, "active", 0, "database_not_reached Prod"),
        new("the former one reaches Redis", [], ["redis_away x"], 1, "active", 3, "is not well after 2 s: redis_not_reached") { FormerStays = true },
        new("the former one reaches another database", ["database_away/Dev x"], ["database_away/Dev x", "database_refuses/Prod x"], 1, "active", 3, "is not well after 2 s: database_not_reached Prod") { FormerStays = true },
        new("the former one reaches something", [], [], 69, "active", 3, "is not well after 2 s: blind") { FormerStays = true },
        new("a loop of its own is late", [], ["site_closed x", Late("leases", 40)], 1, "active", 3, "is not well after 2 s: loop_late the loop leases"),
        new("another loop is late", [Late("leases", 40)], [Late("leases", 99), Late("claims", 40)], 1, "active", 3, "is not well after 2 s: loop_late the loop claims"),
        new("it is frozen", [], [$"daemon_frozen {Here}: the daemon"], 1, "active", 3, "daemon_frozen"),
        new("it does not show itself", ["no_daemon x"], ["no_daemon x"], 1, "active", 3, "no_daemon"),
        new("it does not serve", [], ["environment_not_served x"], 1, "active", 3, "environment_not_served"),
        new("it does not serve another environment", ["environment_not_served/Dev x"], ["environment_not_served/Dev x", "environment_not_served/Prod x"], 1, "active", 3, "after 2 s: environment_not_served Prod"),
        new("the schema does not fit", [], ["not_migrated x"], 1, "active", 3, "not_migrated"),
        new("its browser does not start", [], ["browser_fails x"], 1, "active", 3, "browser_fails"),
        new("its commands fail", [], [], 134, "active", 3, "health_does_not_answer"),
        new("it starts anew after each crash", [], [], 0, "activating", 3, "it does not run"),
        new("it ends after a while", [], [], 0, "crashing", 3, "it does not run") { Wait = 20 },
    ];

    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upgrade_goes_back_for_faults_of_the_new_version_alone()
    {
        var ends = await Task.WhenAll(Cases.Select(EndOfAsync));

        Cases.Zip(ends, (one, end) => (one.Name, end.ExitCode == one.ExitCode && end.Text.Contains(one.Said, StringComparison.Ordinal) ? "" : $"{end.ExitCode}: {end.Text}"))
            .Where(one => one.Item2 is not "").ShouldBeEmpty();
    }

    private static string Late(string loop, int seconds) => $"loop_late {Here}: the loop '{loop}' has made no pass for {seconds} s.";

    private async Task<(int ExitCode, string Text)> EndOfAsync(Case one)
    {
        using var folder = new TemporaryFolder();
        var (state, root) = (folder.File("state"), folder.File("root"));
        Directory.CreateDirectory(state);
        var service = Script(folder.File("service"), Service.Replace("STATE", state, StringComparison.Ordinal));
        Tell(state, "", one.Before, one.Before.Length == 0 ? 0 : 1);
        Tell(state, ".next", one.After, one.Code);
        if (one.FormerStays)
        {
            Tell(state, ".former", one.Before, one.Before.Length == 0 ? 0 : 1);
        }

        await File.WriteAllTextAsync(Path.Combine(state, "unit"), "active\n", _test);
        await File.WriteAllTextAsync(Path.Combine(state, "unit.next"), one.Unit + "\n", _test);
        (await InstallAsync("--root", root, "--from", Version(folder, "first", state))).ExitCode.ShouldBe(0);
        await File.WriteAllTextAsync(Path.Combine(state, "first"), File.ResolveLinkTarget(Path.Combine(root, "opt/workers/current"), returnFinalTarget: false) is { } first ? $"versions/{Path.GetFileName(first.FullName)}" : "", _test);

        return await InstallAsync("upgrade", "--root", root, "--from", Version(folder, "second", state), "--service", service, "--wait", one.Wait.ToString(CultureInfo.InvariantCulture));
    }

    private static void Tell(string state, string suffix, string[] causes, int code)
    {
        var found = causes.Select(cause => (Head: cause.Split(' ')[0].Split('/'), Sentence: cause[(cause.IndexOf(' ', StringComparison.Ordinal) + 1)..]))
            .Select(cause => new { code = cause.Head[0], environment = cause.Head.ElementAtOrDefault(1), sentence = cause.Sentence }).ToList();
        File.WriteAllText(Path.Combine(state, "health" + suffix), JsonSerializer.Serialize(new { first = found.FirstOrDefault(), also = found.Skip(1) }, Indented));
        File.WriteAllText(Path.Combine(state, "code" + suffix), $"{code}\n");
    }

    private static string Version(TemporaryFolder folder, string name, string state)
    {
        Directory.CreateDirectory(folder.File(name));
        foreach (var file in new[] { "Workers.dll", "Workers.deps.json", "Workers.runtimeconfig.json" })
        {
            File.WriteAllText(Path.Combine(folder.File(name), file), name);
        }

        Script(Path.Combine(folder.File(name), "Workers"), Program.Replace("STATE", state, StringComparison.Ordinal));
        return folder.File(name);
    }

    private static string Script(string file, string text)
    {
        File.WriteAllText(file, text);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private async Task<(int ExitCode, string Text)> InstallAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Repository.PathOf("scripts", "install.sh"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(_test), process.StandardError.ReadToEndAsync(_test));
        await process.WaitForExitAsync(_test);
        return (process.ExitCode, string.Concat(said));
    }

    /// <param name="Before">What 'health' finds: a code, '/' and the environment where it is of one, and the sentence.</param>
    /// <param name="Code">With which 'health' ends after the start.</param>
    private sealed record Case(string Name, string[] Before, string[] After, int Code, string Unit, int ExitCode, string Said)
    {
        /// <summary>The former version finds after it what it found before.</summary>
        public bool FormerStays { get; init; }

        public int Wait { get; init; } = 2;
    }
}
