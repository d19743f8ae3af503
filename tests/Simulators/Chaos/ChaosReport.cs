using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Simulators.Chaos;

/// <summary>What several runs showed, as JSON and as Markdown, with the machine and the command that give them again.</summary>
internal sealed class ChaosReport(ChaosOptions options, DateTimeOffset at, string load)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly string _machine = string.Create(
        CultureInfo.InvariantCulture,
        $"{Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, {RuntimeInformation.OSDescription}");

    /// <summary>Writes both files and returns the path of the Markdown.</summary>
    public async Task<string> WriteAsync(string folder, IReadOnlyList<ChaosResult> results)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"chaos-{at:yyyyMMdd-HHmmss}"));
        await File.WriteAllTextAsync(file + ".json", JsonSerializer.Serialize(new { at, options.Command, machine = _machine, load, results }, Indented));
        await File.WriteAllTextAsync(file + ".md", Markdown(results));
        return file + ".md";
    }

    public string Markdown(IReadOnlyList<ChaosResult> results)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"`{options.Command}`, {at:yyyy-MM-dd HH:mm} UTC, {_machine}, load average at the start {load}\n");
        foreach (var result in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n**Seed {result.Seed}**: {result.Documents} documents, {result.Faults} faults, at rest {result.DrainSeconds:0} s after the last; {result.Layout}\n\n");
            text.Append("| promise | measured | kept |\n|---|---|---|\n");
            foreach (var promise in result.Promises)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {promise.Name} | {promise.Measured.Replace("|", "\\|", StringComparison.Ordinal)} | {(promise.Held ? "yes" : "**no**")} |\n");
            }
        }

        return text.ToString();
    }

    /// <summary>One line for each seed.</summary>
    public static IEnumerable<string> Summary(IEnumerable<ChaosResult> results) => results.Select(result =>
    {
        var broken = result.Promises.Where(promise => !promise.Held).Select(promise => promise.Name).ToList();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{(result.Held ? "pass" : "FAIL")}  seed {result.Seed}: {result.Documents} documents, {result.Faults} faults, at rest after {result.DrainSeconds:0} s{(broken.Count > 0 ? "; broken: " + string.Join(", ", broken) : "")}");
    });
}
