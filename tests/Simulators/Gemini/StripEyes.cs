using System.Diagnostics;
using System.Globalization;

namespace Simulators.Gemini;

/// <summary>Reads what stands on a strip of a page, which carries no mark, with Tesseract.</summary>
internal static class StripEyes
{
    private const int Dpi = 300;

    public static async Task<IReadOnlyList<string>> ReadAsync(ReadOnlyMemory<byte> image, CancellationToken stop)
    {
        using var process = Process.Start(new ProcessStartInfo("tesseract")
        {
            ArgumentList = { "-", "-", "-l", "fra", "--dpi", Dpi.ToString(CultureInfo.InvariantCulture), "--psm", "6" },
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException("tesseract did not start.");
        var said = process.StandardOutput.ReadToEndAsync(stop);
        var complained = process.StandardError.ReadToEndAsync(stop);
        await process.StandardInput.BaseStream.WriteAsync(image, stop);
        process.StandardInput.Close();
        await complained;
        await process.WaitForExitAsync(stop);
        return (await said).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
