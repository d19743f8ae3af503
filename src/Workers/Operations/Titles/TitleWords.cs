using Workers.Office;

namespace Workers.Operations.Titles;

/// <summary>A lot's title in somebody's language (pure).</summary>
internal static class TitleWords
{
    /// <summary>Whether it is complete, and what is missing of it.</summary>
    public static string Verdict(OfficeWords words, TitleReport report)
    {
        if (report.IsComplete)
        {
            return words.Say("title.complete");
        }

        (long Count, string Code)[] holes =
        [
            (report.Latest is null ? 1 : 0, "title.hole_no_index"), (report.Pending.Count, "title.hole_pending"), (report.Count(DeedState.Missing), "title.hole_missing"),
            (report.Count(DeedState.OnItsWay), "title.hole_on_its_way"), (report.Count(DeedState.Failed), "title.hole_failed"), (report.Count(DeedState.Illegible), "title.hole_illegible"),
            (report.Lost.Count, "title.hole_lost"), (report.Latest?.OpenPages.Count ?? 0, "title.hole_uncertain_pages"), (report.Latest?.UnreadPages.Count ?? 0, "title.hole_unread_pages"),
            (report.Deeds.Count(deed => deed.Open > 0), "title.hole_uncertain_deeds"),
        ];
        var said = holes.Where(hole => hole.Count > 0).Select(hole => words.Say(hole.Code, new() { ["count"] = hole.Count }));
        return words.Say("title.not_complete", new() { ["holes"] = string.Join(", ", said) });
    }

    public static string StateOf(OfficeWords words, NamedDeed deed) => deed.State switch
    {
        DeedState.There when deed.Open > 0 => words.Say("title.there_open", new() { ["open"] = deed.Open }),
        DeedState.There => words.Say("title.there"),
        DeedState.OnItsWay => words.Say("title.on_its_way"),
        DeedState.Failed => words.Say("title.failed", new() { ["outcome"] = deed.Outcome ?? "failed" }),
        DeedState.Illegible => words.Say("title.illegible"),
        _ when deed.InDoubt => words.Say("title.missing_doubtful"),
        _ => words.Say("title.missing"),
    };
}
