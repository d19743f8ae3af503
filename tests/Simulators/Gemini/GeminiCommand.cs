using System.Globalization;
using Simulators.Paper;

namespace Simulators.Gemini;

/// <summary>
/// <c>Simulators gemini &lt;library folder&gt; [port]</c>: the simulated API until standard input ends; prints its address.
/// The folder holds the descriptions of the documents whose pages it can read.
/// </summary>
internal static class GeminiCommand
{
    public static async Task<int> RunAsync(string folder, string port = "0")
    {
        var options = new GeminiSimulatorOptions { Library = new PaperLibrary(folder), Port = int.Parse(port, CultureInfo.InvariantCulture) };
        await using var simulator = await GeminiSimulator.StartAsync(options);
        Console.WriteLine(simulator.Address.AbsoluteUri);
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Input only keeps it alive.
        }

        return 0;
    }
}
