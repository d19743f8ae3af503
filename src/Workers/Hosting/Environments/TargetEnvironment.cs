namespace Workers.Hosting.Environments;

/// <summary>The owner's three environments. One daemon serves all that are configured; nothing of one is ever written to another.</summary>
internal enum TargetEnvironment
{
    Prod,
    Staging,
    Dev,
}

internal static class TargetEnvironments
{
    public static IReadOnlyList<TargetEnvironment> All { get; } = [TargetEnvironment.Prod, TargetEnvironment.Staging, TargetEnvironment.Dev];

    /// <summary>The prefix of its variables and the word people type: PROD, STAGING, DEV.</summary>
    public static string Label(this TargetEnvironment name) => name switch
    {
        TargetEnvironment.Prod => "PROD",
        TargetEnvironment.Staging => "STAGING",
        _ => "DEV",
    };

    public static bool TryParse(string text, out TargetEnvironment name) =>
        Enum.TryParse(text, ignoreCase: true, out name) && Enum.IsDefined(name);
}
