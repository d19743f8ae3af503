namespace Workers.Hosting.Settings;

/// <summary>Reads a key that travels in a header of HTTP (pure).</summary>
internal static class HeaderKey
{
    public static SettingReading Read(string text) => text.All(one => one is > ' ' and <= '~')
        ? new(text, "", "")
        : new(null, "a key of visible ASCII characters without blanks", "It holds a blank, an accent, a word processor's quotation mark or an invisible character: copy the key again from where it was made.");
}
