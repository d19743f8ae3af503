using Workers.Hosting;

namespace Workers.Web.Pages.Money;

/// <summary>One day of a plot, in the picture's own units.</summary>
/// <param name="Doubtful">How much of the height is in doubt, at the top.</param>
/// <param name="Said">The day and its amount, in words.</param>
internal sealed record PlotBar(decimal X, decimal Width, decimal Top, decimal Height, decimal Doubtful, string Said)
{
    /// <summary>As a picture's attributes have numbers.</summary>
    public static string Text(decimal number) => NumberText.Of(number);
}

/// <summary>Amounts day by day as bars (pure).</summary>
/// <param name="Most">The amount that reaches to the top.</param>
internal sealed record SpendPlot(IReadOnlyList<PlotBar> Bars, decimal Most)
{
    public const int Width = 720;
    public const int Height = 120;
    private const decimal Gap = 0.25m;

    /// <param name="days">With the amount of each, and what of it is in doubt.</param>
    public static SpendPlot Of(IReadOnlyList<(DateOnly Day, decimal Amount, decimal Doubtful)> days, Func<DateOnly, decimal, string> say)
    {
        var most = days.Select(day => day.Amount).DefaultIfEmpty().Max();
        var step = days.Count > 0 ? (decimal)Width / days.Count : Width;
        return new([.. days.Select(BarOf)], most);

        PlotBar BarOf((DateOnly Day, decimal Amount, decimal Doubtful) day, int place)
        {
            var height = most > 0 ? Math.Max(0, day.Amount) / most * Height : 0;
            var doubtful = day.Amount > 0 ? height * Math.Clamp(day.Doubtful / day.Amount, 0, 1) : 0;
            return new((place * step) + (step * Gap / 2), step * (1 - Gap), Height - height, height, doubtful, say(day.Day, day.Amount));
        }
    }
}
