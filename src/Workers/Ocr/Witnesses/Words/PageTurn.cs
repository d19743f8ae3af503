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
}
