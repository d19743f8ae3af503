namespace Workers.Cli;

/// <summary>How wide lines may be, and how many fit on a screen.</summary>
internal static class TerminalWidth
{
    /// <returns>Null where nothing is a terminal: a line may be of any length.</returns>
    public static int? Of(TextWriter output) => Ask(output, () => Console.WindowWidth);

    /// <returns>In lines; null where nothing is a terminal.</returns>
    public static int? HeightOf(TextWriter output) => Ask(output, () => Console.WindowHeight);

    private static int? Ask(TextWriter output, Func<int> size)
    {
        if (Console.IsOutputRedirected || !ReferenceEquals(output, Console.Out))
        {
            return null;
        }

        try
        {
            return size() is > 0 and var told ? told : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
