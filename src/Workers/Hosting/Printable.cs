namespace Workers.Hosting;

/// <summary>Foreign text as a terminal may show it: what would be obeyed instead of shown (escapes, other controls, turns of the writing's direction) becomes U+FFFD.</summary>
internal static class Printable
{
    /// <summary>On one line.</summary>
    public static string Of(string text) => string.Concat(text.Select(one => IsObeyed(one) ? '\uFFFD' : one));

    /// <summary>With its own line ends and tabs.</summary>
    public static string Lines(string text) => string.Concat(text.Select(one => IsObeyed(one) && one is not ('\n' or '\t') ? '\uFFFD' : one));

    private static bool IsObeyed(char one) => char.IsControl(one) || one is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
