namespace Workers.Cli;

/// <summary>Who types, where nobody is named.</summary>
internal static class Operator
{
    public static string Name => $"{Environment.UserName} on {Environment.MachineName}";

    /// <param name="named">What was said on the command line; null for nothing.</param>
    public static string Or(string? named) => named is { Length: > 0 } ? named : Name;
}
