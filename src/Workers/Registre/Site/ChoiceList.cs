using Workers.Registre.Browser;
using Workers.Registre.Matching;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>A list of documents to choose one from: acts with similar numbers, or the plans of a lot. Long ones have several pages.</summary>
internal sealed class ChoiceList(SiteTab tab, RecognisedPage page)
{
    private const string Step = "choice";
    private readonly FrameSight _frame = page.Sight.Frames[page.Frame];
    private SeenControl? _link;
    private SeenField? _choice;

    /// <summary>The rows in the order of the page.</summary>
    public IReadOnlyList<SimilarRow> Rows { get; } =
    [
        .. Recogniser.Choices(page.Sight.Frames[page.Frame]).Select((row, position) => new SimilarRow(
            position, row.Cells, row.Pictures.Any(picture => picture.Contains(SiteFacts.PaperOnlyPicture, StringComparison.OrdinalIgnoreCase)))),
    ];

    /// <summary>The page shows more than is read: that a document is not in the list says nothing.</summary>
    public bool IsCut => _frame.IsCut;

    /// <summary>What leads to the next page of the list; null on its last.</summary>
    public SeenControl? Next => Recogniser.Find(_frame.Controls, SiteFacts.NextPageWords);

    public Task ChooseAsync(int position)
    {
        var row = Recogniser.Choices(_frame).ElementAt(position);
        if (Recogniser.ChoiceOf(_frame, row) is { } choice)
        {
            _choice = choice;
            return tab.TouchAsync(page.Frame, choice.Number, Step);
        }

        _link = Recogniser.LinkOf(_frame, row);
        return Task.CompletedTask;
    }

    /// <summary>How the chosen document is asked for, and what the page showed before.</summary>
    /// <exception cref="RegistreFailure">Nothing on the page sends the choice, or what sends it would order a copy.</exception>
    public Task<(Func<TimeSpan, Task> Send, PageSight Before)> ReadyAsync()
    {
        var controls = _choice is { } choice ? Recogniser.ControlsFor(_frame, choice) : _frame.Controls;
        var button = _link
            ?? Recogniser.Find(controls.Where(control => control.Sends), SiteFacts.ChooseWords)
            ?? Recogniser.Find(controls, SiteFacts.ChooseWords)
            ?? controls.FirstOrDefault(control => control.IsCalled(SiteFacts.Submit) && !Recogniser.Orders(control))
            ?? throw new RegistreFailure(RegistreFault.SiteChanged, Step, "nothing on the list sends the choice");
        return SentForm.ReadyAsync(tab, WithChoice(), button, "submit");
    }

    public Task TurnPageAsync(SeenControl next) => tab.PressAsync(next, Step, tab.Options.PageTimeout);

    /// <summary>The page as it is since the document was chosen: of its group that choice holds, and none other is to be pressed.</summary>
    private RecognisedPage WithChoice()
    {
        if (_choice is not { } choice)
        {
            return page;
        }

        var frame = _frame with
        {
            Fields = [.. _frame.Fields.Select(field => field.Number == choice.Number ? field with { IsChosen = true, IsOfList = true } : IsBeside(field, choice) ? field with { IsChosen = false, IsOfList = true } : field)],
        };
        return page with { Sight = page.Sight with { Frames = [.. page.Sight.Frames.Select(one => one.Number == frame.Number ? frame : one)] } };
    }

    private static bool IsBeside(SeenField field, SeenField choice) =>
        choice.Type is "radio" && field.Type is "radio" && field.Form == choice.Form && field.Names.Any(choice.IsCalled);
}
