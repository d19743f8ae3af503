namespace Simulators.Paper;

/// <summary>A place that looks like a finder: its centre and the width of a cell, in pixels.</summary>
internal sealed record FinderSpot(double X, double Y, double Cell);

/// <summary>
/// Looks for the finders of page marks: dark and light runs of 1 : 1 : 3 : 1 : 1 along a row, confirmed
/// along the column through the middle.
/// </summary>
internal static class PageMarkFinders
{
    public static IReadOnlyList<FinderSpot> Search(GreyImage image, byte threshold)
    {
        var spots = new List<(FinderSpot Spot, int Votes)>();
        Span<int> runs = stackalloc int[5];
        for (var y = 0; y < image.Height; y++)
        {
            runs.Clear();
            var dark = false;
            for (var x = 0; x <= image.Width; x++)
            {
                var isDark = x < image.Width && image[x, y] < threshold;
                if (isDark == dark && x < image.Width)
                {
                    runs[4]++;
                    continue;
                }

                if (dark && Looks(runs, 0.5, out var cell))
                {
                    Confirm(image, threshold, x - runs[4] - runs[3] - (runs[2] / 2.0), y, cell, spots);
                }

                runs[1..].CopyTo(runs);
                runs[4] = 1;
                dark = isDark;
            }
        }

        return [.. spots.OrderByDescending(entry => entry.Votes).Take(16).Select(entry => entry.Spot)];
    }

    private static bool Looks(ReadOnlySpan<int> runs, double slack, out double cell)
    {
        cell = (runs[0] + runs[1] + runs[2] + runs[3] + runs[4]) / 7.0;
        var allowed = (cell * slack) + 0.6;
        return cell >= 2
            && Math.Abs(runs[0] - cell) <= allowed && Math.Abs(runs[1] - cell) <= allowed
            && Math.Abs(runs[2] - (3 * cell)) <= 2 * allowed
            && Math.Abs(runs[3] - cell) <= allowed && Math.Abs(runs[4] - cell) <= allowed;
    }

    private static void Confirm(
        GreyImage image, byte threshold, double x, int y, double cell, List<(FinderSpot Spot, int Votes)> spots)
    {
        Span<int> runs = stackalloc int[5];
        var column = (int)x;
        if (!ColumnRuns(image, threshold, column, y, (int)(cell * 3), runs, out var middle) || !Looks(runs, 0.5, out var cellDown)
            || cellDown > cell * 1.5 || cell > cellDown * 1.5)
        {
            return;
        }

        for (var i = 0; i < spots.Count; i++)
        {
            var (spot, votes) = spots[i];
            if (Math.Abs(spot.X - x) < cell && Math.Abs(spot.Y - middle) < cell)
            {
                var weight = 1.0 / (votes + 1);
                spots[i] = (
                    new FinderSpot(
                        spot.X + ((x - spot.X) * weight),
                        spot.Y + ((middle - spot.Y) * weight),
                        spot.Cell + ((((cell + cellDown) / 2) - spot.Cell) * weight)),
                    votes + 1);
                return;
            }
        }

        spots.Add((new FinderSpot(x, middle, (cell + cellDown) / 2), 1));
    }

    /// <summary>The five runs of the column around a dark pixel, each at most <paramref name="limit"/> × 2 long.</summary>
    private static bool ColumnRuns(GreyImage image, byte threshold, int x, int y, int limit, Span<int> runs, out double middle)
    {
        runs.Clear();
        var top = y;
        for (var run = 2; run >= 0; run--)
        {
            while (top >= 0 && runs[run] <= limit * 2 && image[x, top] < threshold == (run != 1))
            {
                runs[run]++;
                top--;
            }
        }

        var bottom = y + 1;
        var above = runs[2];
        for (var run = 2; run <= 4; run++)
        {
            while (bottom < image.Height && runs[run] <= limit * 2 && image[x, bottom] < threshold == (run != 3))
            {
                runs[run]++;
                bottom++;
            }
        }

        middle = y - above + 0.5 + (runs[2] / 2.0);
        return runs[0] > 0 && runs[4] > 0;
    }
}
