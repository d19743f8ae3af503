namespace Workers.Registre.Matching;

/// <summary>A circonscription or cadastre inside a text, whatever stands between its words: "d'Argenteuil", "des Îles-de-la-Madeleine".</summary>
internal static class PlaceName
{
    private static readonly HashSet<string> Particles = ["de", "d", "du", "des", "la", "le", "les", "l", "et"];

    /// <summary>The words that name the place.</summary>
    public static IReadOnlyList<string> Words(string text) => [.. FoldedText.Words(text).Where(word => !Particles.Contains(word))];

    public static bool AreSame(string one, string other) => Words(one).SequenceEqual(Words(other), StringComparer.Ordinal);

    /// <summary>The words of the name follow each other somewhere in the text.</summary>
    public static bool Occurs(string name, string text)
    {
        var wanted = $" {string.Join(' ', Words(name))} ";
        return wanted.Length > 2 && $" {string.Join(' ', Words(text))} ".Contains(wanted, StringComparison.Ordinal);
    }
}
