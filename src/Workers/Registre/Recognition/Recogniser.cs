using Workers.Registre.Matching;

namespace Workers.Registre.Recognition;

/// <summary>
/// Says which page a look at the site shows, by several signs and not by one: names, addresses and words of <see cref="SiteFacts"/>, in whatever frame
/// they are. What decides first is what would cost most if it were taken for something else. Pure.
/// </summary>
internal static class Recogniser
{
    /// <summary>A page that only tells something has fewer.</summary>
    private const int FewLines = 10;

    /// <param name="before">The look before the request, where one was sent: lines that are new on a form that came back are the site's answer.</param>
    public static RecognisedPage Read(PageSight sight, PageSight? before = null)
    {
        var (kind, frame) = KindOf(sight);
        var message = MessageOf(sight, kind, before);
        var answer = SiteMessage.Read(message);
        if (kind is PageKind.Unknown)
        {
            kind = answer switch
            {
                SiteAnswer.None or SiteAnswer.Unknown => PageKind.Unknown,
                SiteAnswer.Maintenance => PageKind.Closed,
                SiteAnswer.SessionExpired => PageKind.Expired,
                SiteAnswer.SessionOpen => PageKind.SessionOpen,
                SiteAnswer.PasswordExpired => PageKind.PasswordExpired,
                SiteAnswer.IdentityQuestion => PageKind.IdentityQuestion,
                _ => PageKind.Message,
            };
        }

        return new(kind, message, answer, frame, sight);
    }

    /// <summary>A control that says one of these words, and is no order of a copy.</summary>
    public static SeenControl? Find(IEnumerable<SeenControl> controls, string[] words) => controls.FirstOrDefault(control => Says(control, words) && !Orders(control));

    /// <summary>Pressing it would order a copy.</summary>
    public static bool Orders(SeenControl control) =>
        Says(control, SiteFacts.OrderWords) || control.LeadsTo("comnd") || control.LeadsTo("command");

    /// <summary>It saves the document; help about saving does not.</summary>
    public static bool Saves(SeenControl control) =>
        !Orders(control) && (IsWhole(control, SiteFacts.SaveWords) || (!Says(control, SiteFacts.HelpWords) && (Says(control, SiteFacts.SaveWords) || SiteFacts.SaveAddresses.Any(control.LeadsTo))));

    /// <summary>What saves the document by the most certain sign.</summary>
    public static SeenControl? FindSave(IEnumerable<SeenControl> controls) => controls
        .Where(Saves)
        .OrderByDescending(control => SiteFacts.SaveAddresses.Any(control.LeadsTo))
        .ThenByDescending(control => IsWhole(control, SiteFacts.SaveWords))
        .FirstOrDefault();

    /// <summary>
    /// What confirms the request that the page is about: called so, or saying so and no more. Something else may be confirmed as well ("Confirmer l'inscription"), or be
    /// asked for by a form with a field to write in. Null where that leaves none, or several forms.
    /// </summary>
    public static SeenControl? FindConfirm(FrameSight frame)
    {
        var named = frame.Controls.Where(control => control.IsCalled(SiteFacts.Confirm) && !Orders(control)).ToList();
        var written = frame.Fields.Where(field => field.Type is "text").Select(field => field.Form).ToHashSet();
        var confirms = named.Count > 0 ? named
            : frame.Controls.Where(control => IsWhole(control, SiteFacts.ConfirmWords) && !Orders(control) && !(control.Form is not null && written.Contains(control.Form))).ToList();
        return confirms.Select(control => control.Form).Distinct().Count() == 1 ? confirms[0] : null;
    }

    /// <summary>What may send the form of a field, its own first; what stands in another form never. Where the field is in none, anything may.</summary>
    public static IReadOnlyList<SeenControl> ControlsFor(FrameSight frame, SeenField field) => field.Form is { } form
        ? [.. frame.Controls.Where(control => control.Form == form), .. frame.Controls.Where(control => control.Form is null)]
        : frame.Controls;

    /// <summary>One of the phrases is all that one of its texts says.</summary>
    public static bool IsWhole(SeenControl control, string[] phrases) => control.Words.Any(said => phrases.Contains(FoldedText.Line(said), StringComparer.Ordinal));

    public static bool Enters(SeenControl control) =>
        !Orders(control) && (EntersForCertain(control) || control.LeadsTo(SiteFacts.EntranceAddress));

    /// <summary>What leads to the login by the most certain sign: its address, the words of the entrance, then an address that other pages share.</summary>
    public static SeenControl? FindEntrance(IEnumerable<SeenControl> controls) => controls
        .Where(Enters)
        .OrderByDescending(control => control.LeadsTo(SiteFacts.LoginAddress))
        .ThenByDescending(control => Says(control, SiteFacts.EntranceWords))
        .FirstOrDefault();

    /// <summary>The words stand for themselves in what the control says: "Consulter" does not say "Consultez l'aide".</summary>
    public static bool Says(SeenControl control, string[] words) => control.Words.Any(said =>
    {
        var line = $" {FoldedText.Line(said)} ";
        return words.Any(word => line.Contains($" {word} ", StringComparison.Ordinal));
    });

    /// <summary>The rows from which one document is chosen, with the pictures of those that are kept on paper.</summary>
    public static IEnumerable<SeenRow> Choices(FrameSight frame)
    {
        var rows = frame.Rows.Where(row => !row.IsHead).ToList();

        // A list has one way of choosing: where its rows have choices, a link in another row is none of it, nor one that says more where others say the word alone.
        var byLink = (IsPlans(frame) || Speaks(frame, SiteAnswer.SimilarList)) && !rows.Exists(row => ChoiceOf(frame, row) is not null) ? rows.Where(row => LinkOf(frame, row) is not null).ToList() : [];
        var plain = byLink.Where(row => LinkOf(frame, row) is { } link && IsWhole(link, SiteFacts.ConsultWords)).ToList();
        var links = plain.Count > 0 ? plain : byLink;
        return rows.Where(row =>
            ChoiceOf(frame, row) is not null
            || row.Pictures.Any(picture => picture.Contains(SiteFacts.PaperOnlyPicture, StringComparison.OrdinalIgnoreCase))
            || links.Contains(row));
    }

    /// <summary>What chooses a row before the list is sent.</summary>
    public static SeenField? ChoiceOf(FrameSight frame, SeenRow row) => frame.Fields.FirstOrDefault(field => row.Fields.Contains(field.Number) && IsChoice(field));

    /// <summary>What asks for the document of a row at once.</summary>
    public static SeenControl? LinkOf(FrameSight frame, SeenRow row) => Find(frame.Controls.Where(control => row.Controls.Contains(control.Number)), SiteFacts.ConsultWords);

    /// <summary>It has what a client who is logged in goes on by.</summary>
    public static bool LeadsOn(FrameSight frame) =>
        frame.Controls.Any(control => control.LeadsTo(SiteFacts.SearchAddress) || Says(control, SiteFacts.LogoutWords) || Says(control, SiteFacts.HistoryWords) || Says(control, SiteFacts.ClientFileWords));

    private static bool IsPlans(FrameSight frame) => frame.Address.Contains(SiteFacts.PlansAddress, StringComparison.OrdinalIgnoreCase);

    private static bool IsChoice(SeenField field) =>
        field.Type is "radio" or "checkbox" && !field.Names.Any(name => SiteFacts.SettingChoices.Any(setting => name.StartsWith(setting, StringComparison.OrdinalIgnoreCase)));

    private static (PageKind, int Frame) KindOf(PageSight sight)
    {
        (PageKind, Func<FrameSight, bool>)[] signs =
        [
            (PageKind.Viewer, frame => frame.Controls.Any(Saves)),
            (PageKind.PasswordExpired, frame => frame.Fields.Count(IsPassword) > 1),
            (PageKind.Login, frame => frame.Fields.Any(IsPassword)),
            (PageKind.Confirmation, frame => FindConfirm(frame) is not null && !HasSearch(frame)),
            (PageKind.Invoices, frame => IsInvoices(frame) && IsBilled(frame) && !HasSearch(frame) && !IsPlans(frame)),
            (PageKind.List, frame => Choices(frame).Any() || IsPlans(frame)),
            (PageKind.Search, HasSearch),
            (PageKind.Invoices, IsInvoices),
            (PageKind.IdentityQuestion, frame => frame.Fields.Any(field => field.Type is "text") && Speaks(frame, SiteAnswer.IdentityQuestion)),
            (PageKind.SessionOpen, frame => Speaks(frame, SiteAnswer.SessionOpen)),
            (PageKind.PasswordExpired, frame => Speaks(frame, SiteAnswer.PasswordExpired)),
            (PageKind.Closed, frame => Speaks(frame, SiteAnswer.Maintenance)),
            (PageKind.Expired, frame => Speaks(frame, SiteAnswer.SessionExpired)),
            (PageKind.Preparing, IsPreparing),
            (PageKind.Message, frame => frame.Boxes.Count > 0),
            (PageKind.Entrance, IsEntrance),
            (PageKind.Viewer, frame => frame.Children.Any(IsViewerFrame)),
            (PageKind.Notice, IsNotice),
            (PageKind.Welcome, LeadsOn),
            (PageKind.Closed, IsClosureNotice),
        ];
        foreach (var (kind, holds) in signs)
        {
            if (sight.Frames.FirstOrDefault(holds) is { } frame)
            {
                return (kind, frame.Number);
            }
        }

        return (PageKind.Unknown, 0);
    }

    private static bool EntersForCertain(SeenControl control) => control.LeadsTo(SiteFacts.LoginAddress) || Says(control, SiteFacts.EntranceWords);

    /// <summary>An address that other pages share makes no entrance of a page on which a client goes on.</summary>
    private static bool IsEntrance(FrameSight frame) => frame.Controls.Any(control => Enters(control) && (EntersForCertain(control) || !LeadsOn(frame)));

    private static bool IsPassword(SeenField field) => field.Type is "password" || field.IsCalled(SiteFacts.Password);

    private static bool HasSearch(FrameSight frame) => frame.Fields.Any(field => field.Type is "select" && field.IsCalled(SiteFacts.Circonscription));

    private static bool IsInvoices(FrameSight frame) =>
        frame.Prose.Append(frame.Title).Any(line => SiteFacts.HistoryWords.Any(words => FoldedText.Line(line).StartsWith(words, StringComparison.Ordinal)))
        || frame.Headings.Any(heading => SiteFacts.HistoryWords.Contains(FoldedText.Line(heading), StringComparer.Ordinal));

    /// <summary>It has choices beside days and amounts: what was paid for, and nothing that is offered.</summary>
    private static bool IsBilled(FrameSight frame) => Choices(frame).ToList() is { Count: > 0 } choices && choices.TrueForAll(row => WrittenPrice.In(row.Cells) is not null);

    private static bool IsPreparing(FrameSight frame) =>
        Mentions(frame, SiteFacts.PreparingWords) || (frame.ReloadsItself && frame.Fields.Count == 0 && frame.Prose.Count < FewLines);

    private static bool IsViewerFrame(ChildFrame child) =>
        child.Address.Contains(SiteFacts.ViewerAddress, StringComparison.OrdinalIgnoreCase);

    private static bool IsNotice(FrameSight frame) => Mentions(frame, SiteFacts.NoticeWords) && Find(frame.Controls, SiteFacts.AcceptWords) is not null;

    private static bool IsClosureNotice(FrameSight frame) => frame.Fields.Count == 0 && frame.Prose.Count < FewLines && Mentions(frame, SiteFacts.ClosureWords);

    private static bool Speaks(FrameSight frame, SiteAnswer answer) => frame.Prose.Append(frame.Title).Any(line => SiteMessage.ReadAnywhere(line) == answer);

    private static bool Mentions(FrameSight frame, string[] words) => frame.Prose.Append(frame.Title).Any(line =>
    {
        var folded = $" {FoldedText.Line(line)} ";
        return words.Any(word => folded.Contains($" {word} ", StringComparison.Ordinal));
    });

    /// <summary>A box of the site or the browser first; then a new line whose words are known; then all that a form shows and did not show before.</summary>
    private static string? MessageOf(PageSight sight, PageKind kind, PageSight? before)
    {
        if (sight.Boxes.FirstOrDefault(text => text.Length > 0) is { } box)
        {
            return box;
        }

        if (kind is PageKind.Viewer or PageKind.Invoices)
        {
            return null;
        }

        // What stood there before the request is no answer to it: a notice that every page has.
        var old = (before?.Prose ?? []).Select(FoldedText.Line).ToHashSet(StringComparer.Ordinal);
        var said = sight.Prose.Concat(sight.Frames.Select(frame => frame.Title)).Where(line => FoldedText.Line(line) is { Length: > 0 } folded && !old.Contains(folded)).ToList();
        var known = said.FirstOrDefault(line => SiteMessage.ReadAnywhere(line) is not null);
        return known ?? (before is not null && said.Count > 0 && kind is (PageKind.Search or PageKind.Login) ? string.Join(' ', said) : null);
    }
}
