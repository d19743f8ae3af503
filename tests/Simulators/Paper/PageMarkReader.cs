namespace Simulators.Paper;

/// <summary>Reads a page mark: finds two finders at the right distance, lays the grid between them, checks the CRC.</summary>
internal static class PageMarkReader
{
    /// <summary>Larger images are shrunk to this first, in pixels: it is faster and averages noise away. The second is for small marks.</summary>
    private static readonly int[] LongestSides = [1100, 2200];

    public static PageMark? TryRead(GreyImage image)
    {
        var factors = LongestSides.Select(side => (Math.Max(image.Width, image.Height) + side - 1) / side).Distinct();
        return factors
            .Select(factor => TryReadAt(factor > 1 ? image.Shrink(factor) : image))
            .FirstOrDefault(mark => mark is not null);
    }

    private static PageMark? TryReadAt(GreyImage image)
    {
        var middle = Otsu(image);
        byte[] thresholds = [middle, (byte)(middle * 0.8), (byte)Math.Min(middle * 1.2, 245)];
        return thresholds.Select(threshold => TryRead(image, threshold)).FirstOrDefault(mark => mark is not null);
    }

    private static PageMark? TryRead(GreyImage image, byte threshold)
    {
        var finders = PageMarkFinders.Search(image, threshold);
        foreach (var first in finders)
        {
            foreach (var second in finders)
            {
                var (dx, dy) = (second.X - first.X, second.Y - first.Y);
                var cell = Math.Sqrt((dx * dx) + (dy * dy)) / PageMarkCode.FinderDistance;
                var plausible = cell > first.Cell * 0.75 && cell < first.Cell * 1.3 && cell > second.Cell * 0.75 && cell < second.Cell * 1.3;
                if (plausible && Sample(image, threshold, first, dx, dy, cell) is { } mark)
                {
                    return mark;
                }
            }
        }

        return null;
    }

    private static PageMark? Sample(GreyImage image, byte threshold, FinderSpot origin, double dx, double dy, double cell)
    {
        var (alongX, alongY) = (dx / PageMarkCode.FinderDistance, dy / PageMarkCode.FinderDistance);
        var (downX, downY) = (-alongY, alongX);
        var reach = Math.Max(0, (int)((cell - 2) / 4));
        var data = new bool[PageMarkCode.Rows, PageMarkCode.DataColumns];
        for (var row = 0; row < PageMarkCode.Rows; row++)
        {
            for (var column = 0; column < PageMarkCode.DataColumns; column++)
            {
                var (along, down) = (PageMarkCode.FirstDataColumn + column - 3, row - 3);
                var x = origin.X + (alongX * along) + (downX * down);
                var y = origin.Y + (alongY * along) + (downY * down);
                if (Mean(image, x, y, reach) is not { } mean)
                {
                    return null;
                }

                data[row, column] = mean < threshold;
            }
        }

        return PageMarkCode.Decode(data);
    }

    private static double? Mean(GreyImage image, double x, double y, int reach)
    {
        var (left, top) = ((int)x - reach, (int)y - reach);
        if (left < 0 || top < 0 || left + (2 * reach) >= image.Width || top + (2 * reach) >= image.Height)
        {
            return null;
        }

        var sum = 0;
        for (var dy = 0; dy <= 2 * reach; dy++)
        {
            for (var dx = 0; dx <= 2 * reach; dx++)
            {
                sum += image[left + dx, top + dy];
            }
        }

        return sum / (double)((2 * reach + 1) * (2 * reach + 1));
    }

    /// <summary>The grey level that parts ink from paper best.</summary>
    private static byte Otsu(GreyImage image)
    {
        var histogram = new long[256];
        foreach (var pixel in image.Pixels)
        {
            histogram[pixel]++;
        }

        double total = image.Pixels.Length, all = 0, dark = 0, darkSum = 0, best = -1;
        for (var level = 0; level < 256; level++)
        {
            all += (double)level * histogram[level];
        }

        byte threshold = 128;
        for (var level = 0; level < 255; level++)
        {
            dark += histogram[level];
            darkSum += (double)level * histogram[level];
            if (dark == 0 || dark == total)
            {
                continue;
            }

            var difference = (darkSum / dark) - ((all - darkSum) / (total - dark));
            var spread = dark * (total - dark) * difference * difference;
            if (spread > best)
            {
                best = spread;
                threshold = (byte)(level + 1);
            }
        }

        return threshold;
    }
}
