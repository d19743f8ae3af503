namespace Workers.Ocr.Witnesses.Words;

/// <summary>One line of running text as it is read.</summary>
/// <param name="Words">At least one, in reading order.</param>
/// <param name="Flat">Where it would stand if the page lay so that its writing runs from left to right: for comparing places.</param>
internal sealed record WrittenLine(IReadOnlyList<PageWord> Words, PageBox Flat)
{
    /// <summary>Where it stands.</summary>
    public PageBox Box { get; } = PageBox.Around(Words.Select(word => word.Box));

    public string Text => string.Join(' ', Words.Select(word => word.Text));
}
