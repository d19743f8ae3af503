using System.Globalization;

namespace Workers.Benchmarks;

/// <summary>How long and how much a run measures.</summary>
/// <param name="Repetitions">Of each measure; its median counts.</param>
/// <param name="Documents">In each round of the queue.</param>
/// <param name="WithPeers">Also runs the npm systems that it is compared with.</param>
/// <param name="Program">The daemon that <c>daemon</c> measures, such as a published one; null: the one of this build.</param>
internal sealed record BenchmarkOptions(int Repetitions = 5, int Documents = 20_000, bool IsQuick = false, bool WithPeers = true, string? Program = null, string Out = "artifacts/benchmarks")
{
    /// <exception cref="FormatException">An option that is not known, or a number that is none; the message says which.</exception>
    public static BenchmarkOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchmarkOptions();
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--quick" => options with { Repetitions = 3, Documents = 5_000, IsQuick = true },
                "--no-peers" => options with { WithPeers = false },
                "--repetitions" when i + 1 < arguments.Length => options with { Repetitions = int.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--documents" when i + 1 < arguments.Length => options with { Documents = int.Parse(arguments[++i], CultureInfo.InvariantCulture) },
                "--program" when i + 1 < arguments.Length => options with { Program = Path.GetFullPath(arguments[++i]) },
                "--out" when i + 1 < arguments.Length => options with { Out = arguments[++i] },
                var other => throw new FormatException($"Unknown or incomplete option {other}; known are --quick, --no-peers, --repetitions N, --documents N, --program FILE, --out DIR."),
            };
        }

        return options;
    }
}
