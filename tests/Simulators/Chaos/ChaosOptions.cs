using System.Globalization;

namespace Simulators.Chaos;

/// <summary>What a run of the chaos suite is made of.</summary>
/// <param name="Minutes">How long faults are made; then everything must come to rest.</param>
/// <param name="Machines">0: two daemons on one server. Else so many daemons, each a server of its own.</param>
/// <param name="Seeds">One run for each, one after the other.</param>
internal sealed record ChaosOptions(double Minutes, int Machines, IReadOnlyList<ulong> Seeds)
{
    public const string Usage = "Usage: scripts/chaos.sh [--machines 2…5] [minutes: 0.5…120] [seed…: whole numbers]";

    public TimeSpan Span => TimeSpan.FromMinutes(Minutes);

    public int Daemons => Machines == 0 ? 2 : Machines;

    /// <summary>The command that gives these options.</summary>
    public string Command => string.Create(
        CultureInfo.InvariantCulture,
        $"scripts/chaos.sh {(Machines == 0 ? "" : $"--machines {Machines} ")}{Minutes} {string.Join(' ', Seeds)}");

    /// <summary>Reads the command's arguments; null when they are not understood.</summary>
    /// <param name="drawn">The seed when none is given.</param>
    public static ChaosOptions? Parse(IReadOnlyList<string> arguments, ulong drawn)
    {
        var machines = 0;
        if (arguments is ["--machines", var number, ..])
        {
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out machines) || machines is < 2 or > 5)
            {
                return null;
            }

            arguments = [.. arguments.Skip(2)];
        }

        var minutes = 1.0;
        if (arguments.Count > 0 && (!double.TryParse(arguments[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out minutes) || minutes is < 0.5 or > 120))
        {
            return null;
        }

        var seeds = new List<ulong>();
        foreach (var text in arguments.Skip(1))
        {
            if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
            {
                return null;
            }

            seeds.Add(seed);
        }

        return new ChaosOptions(minutes, machines, seeds.Count > 0 ? seeds : [drawn]);
    }
}
