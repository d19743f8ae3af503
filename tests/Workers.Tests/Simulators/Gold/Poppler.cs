using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Simulators.Gold.Truths;
using Workers.Support;

namespace Workers.Simulators.Gold;

/// <summary>A word that poppler found in a text layer, and where.</summary>
internal sealed record LayerWord(string Text, Box Box);

/// <summary>What poppler's programs say of a PDF.</summary>
internal static class Poppler
{
    /// <summary>The words of each page.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<LayerWord>>> WordsAsync(byte[] pdf, CancellationToken cancel)
    {
        var said = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(await RunAsync(pdf, "pdftotext", cancel, "-enc", "UTF-8", "-bbox", "{pdf}", "-")));
        var layout = XDocument.Parse(said[said.IndexOf("<html", StringComparison.Ordinal)..]);
        return
        [
            .. layout.Descendants().Where(element => element.Name.LocalName == "page").Select(page => (IReadOnlyList<LayerWord>)
            [
                .. page.Elements(page.Name.Namespace + "word").Select(word => new LayerWord(word.Value, new(At(word, "xMin"), At(word, "yMin"), At(word, "xMax"), At(word, "yMax")))),
            ]),
        ];
    }

    /// <summary>Runs a program over a PDF, whose path takes the place of {pdf}, and returns what it prints. Complaints and exit codes but 0 are failures.</summary>
    public static async Task<string> RunAsync(byte[] pdf, string program, CancellationToken cancel, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("gold.pdf");
        await File.WriteAllBytesAsync(path, pdf, cancel);
        var start = new ProcessStartInfo(program, arguments.Select(argument => argument.Replace("{pdf}", path, StringComparison.Ordinal)))
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.Latin1,
        };
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEndAsync(cancel);
        // A page without words is no fault.
        var complained = (await process.StandardError.ReadToEndAsync(cancel)).Replace("no word list\n", "", StringComparison.Ordinal);
        await process.WaitForExitAsync(cancel);
        if (process.ExitCode != 0 || complained.Length > 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {complained}");
        }

        return await said;
    }

    /// <summary>The pages of a PDF as grey pictures of so many dots an inch.</summary>
    public static async Task<IReadOnlyList<GreyPage>> PicturesAsync(byte[] pdf, int dots, CancellationToken cancel)
    {
        var bytes = Encoding.Latin1.GetBytes(await RunAsync(pdf, "pdftoppm", cancel, "-gray", "-r", $"{dots}", "{pdf}"));
        List<GreyPage> pages = [];
        for (var at = 0; at < bytes.Length;)
        {
            // P5, width and height, 255: three lines before the pixels.
            var lines = Encoding.ASCII.GetString(bytes, at, Math.Min(40, bytes.Length - at)).Split('\n');
            var size = lines[1].Split(' ').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            at += lines.Take(3).Sum(line => line.Length + 1);
            pages.Add(new(size[0], size[1], dots / 72.0, bytes[at..(at + size[0] * size[1])]));
            at += size[0] * size[1];
        }

        return pages;
    }

    private static double At(XElement word, string side) => double.Parse(word.Attribute(side)!.Value, CultureInfo.InvariantCulture);
}

/// <summary>One page as pixels, from black 0 to white 255.</summary>
internal sealed record GreyPage(int Width, int Height, double Scale, byte[] Pixels)
{
    /// <summary>The pixels inside a box in points.</summary>
    public IEnumerable<byte> Inside(Box box) =>
        from y in Enumerable.Range((int)(box.Top * Scale), Math.Max(1, (int)(box.Height * Scale)))
        from x in Enumerable.Range((int)(box.Left * Scale), Math.Max(1, (int)(box.Width * Scale)))
        where x < Width && y < Height
        select Pixels[y * Width + x];
}
