using Workers.Ocr.Pages;

namespace Workers.Ocr.Readers;

/// <summary>How a page is asked: a repeat shows another view of it or lets the model choose otherwise. Pure.</summary>
/// <param name="Temperature">0 to 2.</param>
internal readonly record struct AskPlan(PageView View, double Temperature)
{
    private const double Loosened = 0.4;

    /// <param name="ask">From 1.</param>
    /// <param name="temperature">The configured one.</param>
    public static AskPlan For(int ask, double temperature) => ask switch
    {
        1 => new(PageView.Prepared, temperature),
        2 => new(PageView.AsRendered, temperature),
        _ => new(PageView.Prepared, Math.Max(temperature, Loosened)),
    };

    /// <summary>The temperature at which a part of a page is asked.</summary>
    /// <param name="ask">From 1.</param>
    /// <param name="temperature">The configured one.</param>
    public static double ForPart(int ask, double temperature) => ask is 1 ? temperature : Math.Max(temperature, Loosened);

    /// <summary>What a repeat adds to the request: why the earlier answer did not count.</summary>
    public static string? Reminder(IReadOnlyList<string>? reasons) => reasons is null or []
        ? null
        : $"Une lecture précédente de cette page a été refusée ({string.Join(" ; ", reasons)}). Relis la page depuis le début, sans t'appuyer sur cette lecture.";
}
