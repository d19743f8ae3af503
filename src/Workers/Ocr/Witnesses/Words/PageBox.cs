using System.Text.Json.Serialization;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>
/// A place on a page, in points (1/72 inch) from the upper left corner of the page set upright; <c>Bottom</c> is further down than
/// <c>Top</c>. Every witness speaks of places so, whatever it looked at.
/// </summary>
internal readonly record struct PageBox(double Left, double Top, double Right, double Bottom)
{
    [JsonIgnore]
    public double Width => Right - Left;

    [JsonIgnore]
    public double Height => Bottom - Top;

    /// <summary>Half way down.</summary>
    [JsonIgnore]
    public double Middle => (Top + Bottom) / 2;

    /// <summary>Half way across.</summary>
    [JsonIgnore]
    public double Centre => (Left + Right) / 2;

    /// <summary>The smallest box that holds all of these; they must be at least one.</summary>
    public static PageBox Around(IEnumerable<PageBox> boxes) => boxes.Aggregate((one, other) => one.With(other));

    public PageBox With(PageBox other) =>
        new(Math.Min(Left, other.Left), Math.Min(Top, other.Top), Math.Max(Right, other.Right), Math.Max(Bottom, other.Bottom));

    public PageBox Moved(double right, double down) => new(Left + right, Top + down, Right + right, Bottom + down);

    /// <summary>How much of the height the two share; never below 0.</summary>
    public double SharedHeight(PageBox other) => Math.Max(0, Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top));

    /// <summary>How much of the width the two share; never below 0.</summary>
    public double SharedWidth(PageBox other) => Math.Max(0, Math.Min(Right, other.Right) - Math.Max(Left, other.Left));
}
