namespace Simulators.Gold;

/// <summary>The form that a page was filled in on. The first five are known from the facts; the next two are plausible ones; the last is no index.</summary>
internal enum Template
{
    ModernInscription,
    ModernRadiation,
    PrintedForm,
    HandwrittenLedger,
    EnglishForm,
    Register1850,
    TypedCard,
    Deed,
}

/// <summary>A picture of paper, or a PDF with a text layer that a program wrote.</summary>
internal enum Medium { Scan, BornDigital }

/// <summary>What the entries are written with. The form itself is always printed.</summary>
internal enum Hand { Printed, Typewriter, LinePrinter, RoundHand, SchoolHand, QuickHand, PlainHand }

/// <summary>The language of the entries, and of a deed as a whole.</summary>
internal enum Language { French, English }

/// <summary>How straight the paper lay: up to 1° either way, or 1° to 3° to one side.</summary>
internal enum Skew { Straight, Slight, Left, Right }

/// <summary>How the page stands. <see cref="KeptSideways"/> shows upright, but its picture lies on its side under a page that says so.</summary>
internal enum Turn { Upright, QuarterRight, UpsideDown, QuarterLeft, KeptSideways }

/// <summary>How dark the writing still is.</summary>
internal enum Ink { Fresh, Faded, Uneven }

/// <summary>What the scanner saw beside the writing.</summary>
internal enum Dirt { Clean, Specks, Shadows, ShowThrough }

/// <summary>Whether an office's stamp lies on the page, and on what.</summary>
internal enum Stamping { None, Beside, OverLines }

/// <summary>How many pages there are. A blank one is a back side that was scanned with the rest; the headings do not count it.</summary>
internal enum Extent { OnePage, Continued, BlankBetween }

/// <summary>How many entries stand on the last page, and how tightly.</summary>
internal enum Density { Few, Usual, Crowded }

/// <summary>Whether an entry takes one row, or is made to take two or three. A long name still wraps in its column.</summary>
internal enum RowShape { Single, Doubled, Mixed }

/// <summary>How a date, a nature or a party that repeats the entry above is written.</summary>
internal enum Ditto { None, Marks, Words }

/// <summary>Whether some entries are struck out.</summary>
internal enum Strikes { None, Some }

/// <summary>Whether a continuation page says again which lot it belongs to.</summary>
internal enum Headings { EveryPage, FirstPageOnly }

/// <summary>How a date is written: 1987-03-12, 12 mars 1987, or 12/3/87.</summary>
internal enum DateStyle { Iso, Words, Short }

/// <summary>How a publication number is written: 25 616 321, 25616321, or No 25616321.</summary>
internal enum NumberStyle { Grouped, Plain, Marked }

/// <summary>One value on each axis. Every combination can be drawn; what a medium cannot show (dirt on a born-digital page) it leaves out.</summary>
internal sealed record Combination(
    Template Template,
    Medium Medium,
    Hand Hand,
    Language Language,
    Skew Skew,
    Turn Turn,
    Ink Ink,
    Dirt Dirt,
    Stamping Stamping,
    Extent Extent,
    Density Density,
    RowShape RowShape,
    Ditto Ditto,
    Strikes Strikes,
    Headings Headings,
    DateStyle DateStyle,
    NumberStyle NumberStyle);

/// <summary>One axis: its name in <see cref="Combination"/> and the enum of its values.</summary>
internal sealed record Axis(string Name, Type Values)
{
    public int Count { get; } = Enum.GetValues(Values).Length;
}

/// <summary>The axes as a list, and combinations as places on them.</summary>
internal static class Axes
{
    public static IReadOnlyList<Axis> All { get; } =
        [.. typeof(Combination).GetConstructors()[0].GetParameters().Select(part => new Axis(part.Name!, part.ParameterType))];

    public static Combination At(IReadOnlyList<int> places) =>
        (Combination)Activator.CreateInstance(typeof(Combination), [.. All.Select((axis, at) => Enum.ToObject(axis.Values, places[at]))])!;

    public static IReadOnlyList<int> PlacesOf(Combination combination) =>
        [.. All.Select(axis => (int)typeof(Combination).GetProperty(axis.Name)!.GetValue(combination)!)];
}
