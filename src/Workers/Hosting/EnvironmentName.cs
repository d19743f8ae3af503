namespace Workers.Hosting;

/// <summary>The owner's three environments. One daemon serves all that are configured; nothing of one is ever written to another.</summary>
internal enum EnvironmentName
{
    Prod,
    Staging,
    Dev,
}

internal static class EnvironmentNames
{
    public static IReadOnlyList<EnvironmentName> All { get; } = [EnvironmentName.Prod, EnvironmentName.Staging, EnvironmentName.Dev];

    /// <summary>The prefix of its variables and the word people type: PROD, STAGING, DEV.</summary>
    public static string Label(this EnvironmentName name) => name switch
    {
        EnvironmentName.Prod => "PROD",
        EnvironmentName.Staging => "STAGING",
        _ => "DEV",
    };

    public static bool TryParse(string text, out EnvironmentName name) =>
        Enum.TryParse(text, ignoreCase: true, out name) && Enum.IsDefined(name);
}
