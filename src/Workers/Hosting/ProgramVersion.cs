namespace Workers.Hosting;

/// <summary>A release's number as programs and databases tell it to each other: three whole numbers. Compared as numbers, never as text.</summary>
internal static class ProgramVersion
{
    /// <summary>Of this program; <c>Version</c> in Directory.Build.props.</summary>
    public static Version Current { get; } = Plain(typeof(ProgramVersion).Assembly.GetName().Version ?? new(0, 0, 0));

    /// <summary>As SQL and people read it.</summary>
    public static string Text { get; } = Current.ToString(3);

    /// <summary>The oldest program that this one works side by side with, on its functions, its tables and its keys in Redis.</summary>
    public static Version ServesFrom { get; } = new(0, 1, 0);

    /// <returns>Null for what is no version.</returns>
    public static Version? Parse(string? text) => Version.TryParse(text, out var version) && version.Build >= 0 ? Plain(version) : null;

    private static Version Plain(Version version) => new(version.Major, version.Minor, Math.Max(0, version.Build));
}
