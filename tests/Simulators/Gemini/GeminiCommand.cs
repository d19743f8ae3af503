using System.Globalization;
using System.Text.Json;
using Simulators.Paper;

namespace Simulators.Gemini;

/// <summary>The API in a process of its own, until standard input ends; prints its address as one JSON line.</summary>
internal static class GeminiCommand
{
    public const string Usage = "Simulators gemini [--port N] [--papers FOLDER] [--key KEY] [--rpm N] [--tpm N] [--latency-ms N]";

    public static async Task<int> RunAsync(string[] args)
    {
        GeminiSimulatorOptions options;
        try
        {
            options = Parse(args);
        }
        catch (FormatException e)
        {
            await Console.Error.WriteLineAsync($"{e.Message}\nUsage: {Usage}");
            return 2;
        }

        await using var simulator = await GeminiSimulator.StartAsync(options);
        Console.WriteLine(JsonSerializer.Serialize(new { gemini = simulator.Address, control = new Uri(simulator.Address, "_control/") }));
        await Console.In.ReadLineAsync();
        return 0;
    }

    public static GeminiSimulatorOptions Parse(string[] args)
    {
        if (args.Length % 2 != 0)
        {
            throw new FormatException("Every option needs a value.");
        }

        return args.Chunk(2).Aggregate(new GeminiSimulatorOptions(), (options, pair) => pair[0] switch
        {
            "--port" => options with { Port = (int)Number(pair) },
            "--papers" => options with { Library = new PaperLibrary(pair[1]) },
            "--key" => options with { ApiKey = pair[1] },
            "--rpm" => options with { RequestsPerMinute = (int)Number(pair) },
            "--tpm" => options with { TokensPerMinute = Number(pair) },
            "--latency-ms" => options with { Latency = TimeSpan.FromMilliseconds(Number(pair)) },
            _ => throw new FormatException($"{pair[0]} is no option."),
        });
    }

    private static long Number(string[] pair) => long.TryParse(pair[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw new FormatException($"{pair[0]} needs a whole number, not \"{pair[1]}\".");
}
