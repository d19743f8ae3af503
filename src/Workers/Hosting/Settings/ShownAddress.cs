namespace Workers.Hosting.Settings;

/// <summary>An address as it may stand in a fault (pure): without what somebody wrote into it that is secret.</summary>
internal static class ShownAddress
{
    private const string Hidden = "(hidden)";

    public static bool LooksLikeKey(string text) =>
        text.StartsWith("eyJ", StringComparison.Ordinal) || text.StartsWith("sb_", StringComparison.Ordinal);

    public static string Of(string text)
    {
        if (LooksLikeKey(text))
        {
            return "(hidden: it looks like a key)";
        }

        // A password may hold any sign, so all before the last @ counts as one.
        var scheme = text.IndexOf("://", StringComparison.Ordinal) is var colon and >= 0 ? text[..(colon + 3)] : "";
        var rest = text[scheme.Length..];
        rest = rest.LastIndexOf('@') is var at and >= 0 ? Hidden + rest[at..] : rest;
        return scheme.Length > 0 && rest.IndexOfAny(['?', '#']) is var query and >= 0 ? $"{scheme}{rest[..(query + 1)]}{Hidden}" : scheme + rest;
    }
}
