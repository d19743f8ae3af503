using Workers.Registre.Browser;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>A form that is about to be sent by a button, and may bill: nothing in it orders a copy.</summary>
internal static class SentForm
{
    /// <summary>Chooses the consultation where a copy would be ordered.</summary>
    /// <returns>How the form is sent, and what the page shows before.</returns>
    /// <exception cref="RegistreFailure">A copy would be ordered, and nothing on the page chooses otherwise: nothing is sent.</exception>
    public static async Task<(Func<TimeSpan, Task> Send, PageSight Before)> ReadyAsync(SiteTab tab, RecognisedPage page, SeenControl button, string step)
    {
        var sight = page.Sight;
        if (CopyOrders.Find(sight.Frames[button.Frame], button) is { } order)
        {
            sight = await ConsultAsync(tab, button, order, step);
        }

        return (bound => tab.PressAsync(button, step, bound), sight);
    }

    private static async Task<PageSight> ConsultAsync(SiteTab tab, SeenControl button, CopyOrder order, string step)
    {
        if (order.Instead is { } instead)
        {
            await tab.TouchAsync(instead.Frame, instead.Number, step);
            var sight = await tab.LookAsync(step);
            if (sight.Frames.ElementAtOrDefault(button.Frame) is { } frame && frame.Controls.Any(control => IsSame(control, button)) && CopyOrders.Find(frame, button) is null)
            {
                return sight;
            }
        }

        throw new RegistreFailure(RegistreFault.SiteChanged, step, $"the page would order a copy ('{order.Words}' is chosen), and the consultation cannot be chosen in its place") { IsUnknownPage = true };
    }

    private static bool IsSame(SeenControl one, SeenControl other) => one.Number == other.Number && one.Form == other.Form && one.Words.SequenceEqual(other.Words, StringComparer.Ordinal);
}
