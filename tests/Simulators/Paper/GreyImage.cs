using System.Globalization;
using System.Text;

namespace Simulators.Paper;

/// <summary>Eight bits a pixel, row by row, 0 = black.</summary>
internal sealed record GreyImage(int Width, int Height, byte[] Pixels)
{
    public byte this[int x, int y] => Pixels[(y * Width) + x];

    /// <summary>Binary PGM (P5, 255 levels).</summary>
    public byte[] ToPgm() =>
        [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P5\n{Width} {Height}\n255\n")), .. Pixels];

    public static GreyImage FromPgm(ReadOnlySpan<byte> pgm)
    {
        var images = AllFromPgm(pgm);
        return images.Count == 1 ? images[0] : throw new InvalidDataException($"Expected one PGM image, got {images.Count}.");
    }

    /// <summary>PGM images that follow one another, as pdftoppm writes them to its output.</summary>
    public static IReadOnlyList<GreyImage> AllFromPgm(ReadOnlySpan<byte> pgm)
    {
        var images = new List<GreyImage>();
        while (!pgm.IsEmpty)
        {
            if (!pgm.StartsWith("P5"u8))
            {
                throw new InvalidDataException("Not a binary PGM image.");
            }

            pgm = pgm[2..];
            var width = Number(ref pgm);
            var height = Number(ref pgm);
            if (Number(ref pgm) != 255)
            {
                throw new InvalidDataException("Only PGM images of 255 levels are read.");
            }

            var pixels = pgm.Slice(1, width * height);
            images.Add(new GreyImage(width, height, pixels.ToArray()));
            pgm = pgm[(1 + pixels.Length)..];
        }

        return images;
    }

    /// <summary>Every pixel the mean of a square of <paramref name="factor"/> × <paramref name="factor"/>.</summary>
    public GreyImage Shrink(int factor)
    {
        var (width, height) = (Width / factor, Height / factor);
        var pixels = new byte[width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var sum = 0;
                for (var dy = 0; dy < factor; dy++)
                {
                    var start = (((y * factor) + dy) * Width) + (x * factor);
                    for (var dx = 0; dx < factor; dx++)
                    {
                        sum += Pixels[start + dx];
                    }
                }

                pixels[(y * width) + x] = (byte)(sum / (factor * factor));
            }
        }

        return new GreyImage(width, height, pixels);
    }

    private static int Number(ref ReadOnlySpan<byte> pgm)
    {
        var start = pgm.IndexOfAnyInRange((byte)'0', (byte)'9');
        pgm = pgm[Math.Max(start, 0)..];
        var end = pgm.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        if (start < 0 || end < 0)
        {
            throw new InvalidDataException("A PGM header ends too early.");
        }

        var number = int.Parse(pgm[..end], CultureInfo.InvariantCulture);
        pgm = pgm[end..];
        return number;
    }
}
