namespace Workers.Supervisor.Queue;

/// <summary>
/// Why a daemon looks at its queues, and so how old another's reading may be (pure). Who was woken by the first change after a quiet time
/// takes what began after that; who looks because a while has passed takes half a while and what a reading lasts,
/// which is so old when it ends; where changes go on, each look is behind the next change anyhow, so it takes what is no older than the pause
/// between two looks, and looks again when that may have missed its own change.
/// </summary>
/// <param name="IsWoken">By a change, told to this daemon.</param>
/// <param name="GoesOnChanging">The look before was one as well.</param>
/// <param name="Pause">Between two looks: while changes go on where they do, else while nothing is told.</param>
/// <param name="Lasts">How long the last reading took.</param>
internal readonly record struct DepthLook(bool IsWoken, bool GoesOnChanging, TimeSpan Pause, TimeSpan Lasts)
{
    /// <param name="sinceWoken">How long ago this daemon was woken.</param>
    public TimeSpan MostAge(TimeSpan sinceWoken) =>
        !IsWoken ? (Pause / 2) + Lasts
        : GoesOnChanging && Pause > sinceWoken ? Pause
        : sinceWoken;

    /// <summary>Whether a reading may lack the change that woke this daemon.</summary>
    public bool IsBehind(TimeSpan age, TimeSpan sinceWoken) => IsWoken && age > TimeSpan.Zero && age >= sinceWoken;
}
