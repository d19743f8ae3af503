using System.Globalization;
using Simulators.Gold;

namespace Workers.Benchmarks.Accuracy;

/// <summary>Which gold documents a run draws, and who reads them.</summary>
/// <param name="Printed">Born-digital documents of each template.</param>
/// <param name="Scanned">Scanned documents of each template.</param>
/// <param name="Looks">Scans of these looks, so many of each; empty for the mixture that the gold set draws.</param>
/// <param name="IsReal">Also asks the real model, which costs money.</param>
/// <param name="IsListed">Names each lie that was missed and each page that was marked without cause.</param>
/// <param name="Keep">A folder that the documents are kept in, to be looked at; null for none.</param>
/// <param name="Out">Where the table goes besides the terminal; null for nowhere.</param>
internal sealed record AccuracyOptions(int Printed = 24, int Scanned = 8, int Seed = 1, Template? Template = null, IReadOnlyList<Look>? Looks = null, bool IsReal = false, bool IsListed = false, string? Keep = null, string? Out = null)
{
    public const string Known = "--quick, --printed N, --scanned N, --seed N, --template NAME, --looks LIST, --list, --real, --keep DIR, --out FILE";

    /// <exception cref="FormatException">An option that is not known, or a value that is none; the message says which and what is allowed.</exception>
    public static AccuracyOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new AccuracyOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            var name = arguments[i];
            var value = name is "--quick" or "--list" or "--real" ? "" : ++i < arguments.Length ? arguments[i] : throw new FormatException($"{name} is unknown or lacks its value; known are {Known}.");
            options = name switch
            {
                "--quick" => options with { Printed = 2, Scanned = 1 },
                "--list" => options with { IsListed = true },
                "--real" => options with { IsReal = true },
                "--printed" => options with { Printed = Count(name, value) },
                "--scanned" => options with { Scanned = Count(name, value) },
                "--seed" => options with { Seed = Count(name, value) },
                "--template" => options with { Template = TemplateOf(value) },
                "--looks" => options with { Looks = LooksOf(value) },
                "--keep" => options with { Keep = value },
                "--out" => options with { Out = value },
                _ => throw new FormatException($"Unknown option {name}; known are {Known}."),
            };
        }

        return options;
    }

    /// <summary>The same options and fonts give the same documents.</summary>
    public IEnumerable<GoldDocument> Draw() =>
        from template in Template is { } only ? [only] : Enum.GetValues<Template>()
        from drawn in Sample(template, Medium.BornDigital).Concat(Looks is { Count: > 0 } looks
            ? looks.SelectMany(look => Sample(template, Medium.Scan).Select(scan => (scan.Seed, Combination: scan.Combination.As(look))))
            : Sample(template, Medium.Scan))
        select GoldSet.Draw(drawn.Seed, drawn.Combination);

    private IEnumerable<(int Seed, Combination Combination)> Sample(Template template, Medium medium) =>
        GoldSet.Sample(medium is Medium.Scan ? Scanned : Printed, unchecked((Seed * 31) + (int)template))
            .Select(document => (document.Seed, document.Combination with { Template = template, Medium = medium }));

    private static IReadOnlyList<Look> LooksOf(string value) => [.. value.Split(',', StringSplitOptions.TrimEntries).Select(name => Enum.TryParse<Look>(name, ignoreCase: true, out var look) && Enum.IsDefined(look)
        ? look
        : throw new FormatException($"--looks: found '{value}'; allowed: {string.Join(", ", Enum.GetNames<Look>()).ToLowerInvariant()}, several with commas between them."))];

    private static int Count(string name, string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        ? count
        : throw new FormatException($"{name}: found '{value}'; allowed: a whole number from 0.");

    private static Template TemplateOf(string value) => Enum.TryParse<Template>(value, ignoreCase: true, out var template) && Enum.IsDefined(template)
        ? template
        : throw new FormatException($"--template: found '{value}'; allowed: {string.Join(", ", Enum.GetNames<Template>())}.");
}
