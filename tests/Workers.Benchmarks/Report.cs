using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Workers.Benchmarks;

/// <summary>Collects figures, prints each as it comes, and writes them as JSON and as a Markdown table.</summary>
internal sealed class Report(string command)
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
    private readonly List<Figure> _figures = [];
    private readonly List<string> _missing = [];
    private readonly List<double> _load = [Machine.LoadAverage()];
    private readonly DateTime _began = TimeProvider.System.GetUtcNow().UtcDateTime;

    public IReadOnlyList<Figure> Figures => _figures;

    public void Add(Figure figure)
    {
        _figures.Add(figure);
        _load.Add(Machine.LoadAverage());
        Console.WriteLine($"  {figure.Name}: {Number(figure.Median)} {figure.Unit} {Verdict(figure)}   [{string.Join(", ", figure.Values.Select(Number))}]");
    }

    /// <summary>Something that could not be measured here, with the reason.</summary>
    public void Miss(string what)
    {
        _missing.Add(what);
        Console.WriteLine($"  NOT MEASURED: {what}");
    }

    /// <summary>Writes results.json and results.md.</summary>
    public async Task WriteAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var machine = await Machine.ReadAsync();
        var results = new { command, began = _began, machine, loadAverage = new { least = _load.Min(), most = _load.Max() }, figures = _figures, notMeasured = _missing };
        await File.WriteAllTextAsync(Path.Combine(folder, "results.json"), JsonSerializer.Serialize(results, Json) + "\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "results.md"), Markdown(machine));
        Console.WriteLine($"Written to {folder}/results.json and results.md");
    }

    private string Markdown(Machine machine)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"`{command}` on {_began:yyyy-MM-dd}: {machine.Cores} cores, {machine.MemoryGiB} GiB, {machine.Kernel}; {machine.DotNet}, {machine.Postgres}, {machine.Redis}; {machine.Build} build;");
        text.AppendLine(CultureInfo.InvariantCulture, $"load average {_load.Min():0.0} to {_load.Max():0.0} during the run. Each figure is the median of its repetitions.");
        text.AppendLine().AppendLine("| suite | measure | median | least – most | bar | |").AppendLine("|---|---|---|---|---|---|");
        foreach (var figure in _figures)
        {
            var bar = figure.Bar is { } limit ? $"{(figure.IsAtMost ? "≤" : "≥")} {Number(limit)}" : "";
            var name = figure.IsPeer ? $"*{figure.Name}*" : figure.Name;
            text.AppendLine(CultureInfo.InvariantCulture, $"| {figure.Suite} | {name} | {Number(figure.Median)} {figure.Unit} | {Number(figure.Values.Min())} – {Number(figure.Values.Max())} | {bar} | {Verdict(figure)} |");
        }

        _missing.ForEach(what => text.AppendLine(CultureInfo.InvariantCulture, $"| | {what} | not measured | | | |"));
        return text.ToString();
    }

    private string Verdict(Figure figure) => (figure.Clears, figure.Ratio(_figures)) switch
    {
        (true, _) => "clears",
        (false, _) => "MISSES",
        (_, { } ratio) => string.Create(CultureInfo.InvariantCulture, $"ours ÷ peer {ratio:0.00}"),
        _ => "",
    };

    private static string Number(double value) => value.ToString(value >= 100 ? "#,0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture);
}
