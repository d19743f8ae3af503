using Workers.Pdf;

namespace Workers.Ocr.Witnesses.Words;

/// <summary>How a page lies that a viewer shows: by which quarters it was turned, clockwise, from how its writing stands upright.</summary>
internal enum PageTurn
{
    Upright,
    QuarterRight,
    UpsideDown,
    QuarterLeft,
}

/// <summary>From a page as shown to the same page set upright. Pure.</summary>
internal static class PageTurns
{
    /// <param name="size">Of the page as shown.</param>
    public static PageSize SetUpright(this PageTurn turn, PageSize size) =>
        turn is PageTurn.QuarterRight or PageTurn.QuarterLeft ? new(size.Height, size.Width) : size;

    /// <param name="size">Of the page as shown.</param>
    public static PageBox SetUpright(this PageTurn turn, PageBox box, PageSize size) => turn switch
    {
        PageTurn.QuarterRight => new(box.Top, size.Width - box.Right, box.Bottom, size.Width - box.Left),
        PageTurn.UpsideDown => new(size.Width - box.Right, size.Height - box.Bottom, size.Width - box.Left, size.Height - box.Top),
        PageTurn.QuarterLeft => new(size.Height - box.Bottom, box.Left, size.Height - box.Top, box.Right),
        _ => box,
    };

    /// <summary>By how many quarters, clockwise, a page that lies so is to be turned to stand upright.</summary>
    public static int Quarters(this PageTurn turn) => turn switch
    {
        PageTurn.QuarterLeft => 1,
        PageTurn.UpsideDown => 2,
        PageTurn.QuarterRight => 3,
        _ => 0,
    };

    /// <summary>From the page set upright back to the page as shown.</summary>
    /// <param name="size">Of the page set upright.</param>
    public static PageBox AsShown(this PageTurn turn, PageBox box, PageSize size) => UndoneBy((4 - turn.Quarters()) % 4).SetUpright(box, size);

    /// <param name="quarters">Clockwise, 0 to 3.</param>
    /// <returns>How a page lies that stands upright when it is turned so.</returns>
    public static PageTurn UndoneBy(int quarters) => quarters switch
    {
        1 => PageTurn.QuarterLeft,
        2 => PageTurn.UpsideDown,
        3 => PageTurn.QuarterRight,
        _ => PageTurn.Upright,
    };

    /// <summary>Moved as by turning the page back about its middle; the box keeps its own size.</summary>
    /// <param name="degrees">By which the page lies askew, clockwise.</param>
    public static PageBox Straightened(this PageBox box, PageSize page, double degrees)
    {
        var (sin, cos) = Math.SinCos(-degrees * Math.PI / 180);
        var (x, y) = (box.Centre - (page.Width / 2), box.Middle - (page.Height / 2));
        var (right, down) = ((x * cos) - (y * sin) + (page.Width / 2) - box.Centre, (x * sin) + (y * cos) + (page.Height / 2) - box.Middle);
        return new(box.Left + right, box.Top + down, box.Right + right, box.Bottom + down);
    }
}
