namespace Workers.Registre.Recognition;

/// <summary>One look at all that the browser shows of the site: its windows and their frames. Nothing of it outlives the next reload.</summary>
/// <param name="Frames">Of every window, parents before children.</param>
/// <param name="Said">What the site said in boxes of the browser (alert, confirm) since the last look.</param>
internal sealed record PageSight(IReadOnlyList<FrameSight> Frames, IReadOnlyList<string> Said)
{
    public IEnumerable<SeenControl> Controls => Frames.SelectMany(frame => frame.Controls);

    public IEnumerable<string> Prose => Frames.SelectMany(frame => frame.Prose);

    /// <summary>What the site says in its own message boxes.</summary>
    public IEnumerable<string> Boxes => Said.Concat(Frames.SelectMany(frame => frame.Boxes));

    /// <summary>The beginning of the text, for people.</summary>
    public string Beginning => string.Join(' ', Prose) is { Length: > 400 } long_ ? long_[..400] : string.Join(' ', Prose);
}

/// <summary>A frame of a window, or the window itself.</summary>
/// <param name="Number">Its place among the frames of the look.</param>
/// <param name="Prose">The text that is shown, line by line and cell by cell, without the words of links, buttons and lists.</param>
/// <param name="Boxes">Texts of the message boxes.</param>
/// <param name="Children">The frames inside.</param>
/// <param name="ReloadsItself">A refresh of the page's head or of its answer's, or a script with a timer, or of the page's beginning, that loads or sends.</param>
internal sealed record FrameSight(
    int Number,
    string Address,
    string Title,
    IReadOnlyList<string> Prose,
    IReadOnlyList<string> Boxes,
    IReadOnlyList<SeenField> Fields,
    IReadOnlyList<SeenControl> Controls,
    IReadOnlyList<SeenRow> Rows,
    IReadOnlyList<ChildFrame> Children,
    bool ReloadsItself)
{
    /// <summary>It shows more fields, controls or rows than were read.</summary>
    public bool IsCut { get; init; }

    /// <summary>What stands out of the text, whether or not a link says the same.</summary>
    public IReadOnlyList<string> Headings { get; init; } = [];

    /// <summary>It shows nothing at all, as a document that has only begun.</summary>
    public bool IsBlank => Prose.Count == 0 && Fields.Count == 0 && Controls.Count == 0 && Children.Count == 0;

    /// <summary>The same with another place among the frames of the look.</summary>
    public FrameSight At(int number) => this with
    {
        Number = number,
        Fields = [.. Fields.Select(field => field with { Frame = number })],
        Controls = [.. Controls.Select(control => control with { Frame = number })],
    };
}

internal sealed record ChildFrame(string Address);

/// <summary>Something to fill in: a text, a password, a list, a choice.</summary>
/// <param name="Frame">The frame that holds it.</param>
/// <param name="Number">Its place among what was seen in the frame.</param>
/// <param name="Type">text, password, select, radio, checkbox.</param>
/// <param name="Names">Its id and name.</param>
/// <param name="IsEmpty">Nothing is written in it; what is written is not read.</param>
internal sealed record SeenField(int Frame, int Number, string Type, IReadOnlyList<string> Names, bool IsEmpty)
{
    /// <summary>The form that it belongs to; null for none.</summary>
    public int? Form { get; init; }

    /// <summary>It is checked; of a list, that an entry is chosen.</summary>
    public bool IsChosen { get; init; }

    /// <summary>It chooses a document of a list, and is pressed by who wants that one alone.</summary>
    public bool IsOfList { get; init; }

    /// <summary>What stands for it when it is chosen: the label of a choice and its value, the chosen entry of a list.</summary>
    public IReadOnlyList<string> Means { get; init; } = [];

    public bool IsCalled(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);
}

/// <summary>Something to press: a link, a button, a picture, an area of a map.</summary>
/// <param name="Frame">The frame that holds it.</param>
/// <param name="Number">Its place among what was seen in the frame.</param>
/// <param name="Words">What it shows or says of itself: text, value, alternative text, title.</param>
/// <param name="Names">Its id and name.</param>
/// <param name="Leads">Its address and its scripts.</param>
/// <param name="Sends">It sends a form.</param>
internal sealed record SeenControl(
    int Frame, int Number, IReadOnlyList<string> Words, IReadOnlyList<string> Names, string Leads, bool Sends)
{
    /// <summary>The form in which it stands; null for none, or where old markup hides it.</summary>
    public int? Form { get; init; }

    public bool IsCalled(string name) => Names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public bool LeadsTo(string part) => Leads.Contains(part, StringComparison.OrdinalIgnoreCase);
}

/// <summary>A row of a table that holds no further table.</summary>
/// <param name="Cells">Their texts, those of controls included.</param>
/// <param name="Pictures">Addresses of the pictures in it.</param>
/// <param name="Fields">Numbers of the choices in it.</param>
/// <param name="Controls">Numbers of what can be pressed in it.</param>
/// <param name="IsHead">It holds headings only.</param>
internal sealed record SeenRow(
    IReadOnlyList<string> Cells, IReadOnlyList<string> Pictures, IReadOnlyList<int> Fields, IReadOnlyList<int> Controls, bool IsHead)
{
    /// <summary>Texts of cells that began in rows above and reach down to this one.</summary>
    public IReadOnlyList<string> Hanging { get; init; } = [];

    /// <summary>Its table's place on the page.</summary>
    public int Table { get; init; }

    public string Text => string.Join(" | ", Cells.Where(cell => cell.Length > 0));
}
