namespace Simulators.Gold.Scans;

/// <summary>Slow changes over a page, between two values: how light the paper is, how strong the ink. One value for each block of pixels.</summary>
internal sealed class PaperTone
{
    public const int Block = 16;

    private const int Coarse = 24;

    private readonly byte[] values;
    private readonly int across;

    public PaperTone(int width, int height, int low, int high, Random random)
    {
        across = width / Block + 1;
        var down = height / Block + 1;
        int knotsAcross = across / Coarse + 2, knotsDown = down / Coarse + 2;
        var knots = Enumerable.Range(0, knotsAcross * knotsDown).Select(_ => random.Between(low, high)).ToArray();
        values = new byte[across * down];
        for (var row = 0; row < down; row++)
        {
            for (var column = 0; column < across; column++)
            {
                double x = (double)column / Coarse, y = (double)row / Coarse;
                int left = (int)x, top = (int)y;
                var upper = Mix(knots[top * knotsAcross + left], knots[top * knotsAcross + left + 1], x - left);
                var lower = Mix(knots[(top + 1) * knotsAcross + left], knots[(top + 1) * knotsAcross + left + 1], x - left);
                values[row * across + column] = (byte)Mix(upper, lower, y - top);
            }
        }
    }

    /// <summary>The values of the blocks that row <paramref name="y"/> of the pixels crosses.</summary>
    public ReadOnlySpan<byte> Row(int y) => values.AsSpan(y / Block * across, across);

    private static double Mix(double from, double to, double share) => from + (to - from) * share;
}
