namespace Simulators.Gold.Truths;

/// <summary>An upright rectangle on a page as it is shown, in points from the top left corner.</summary>
internal readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    public double Width => Right - Left;

    public double Height => Bottom - Top;

    public double MiddleX => (Left + Right) / 2;

    public double MiddleY => (Top + Bottom) / 2;

    public bool Holds(double x, double y, double slack = 0) =>
        x >= Left - slack && x <= Right + slack && y >= Top - slack && y <= Bottom + slack;

    public Box Grown(double by) => new(Left - by, Top - by, Right + by, Bottom + by);

    public static Box Around(IEnumerable<Box> boxes)
    {
        var all = boxes.ToArray();
        return all.Length == 0
            ? default
            : new(all.Min(box => box.Left), all.Min(box => box.Top), all.Max(box => box.Right), all.Max(box => box.Bottom));
    }
}
