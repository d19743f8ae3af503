using Workers.Hosting.Environments;

namespace Workers.Steering;

/// <summary>What can be paused, as operators write it (pure).</summary>
internal static class PauseSubject
{
    public const string Buying = "buying";
    public const string Gemini = "gemini";
    public const string RegistrePool = "pool registre";
    public const string OcrPool = "pool ocr";
    public const string Allowed = "pool registre, pool ocr, source index, source acte, source plan, env prod, env staging, env dev, account CODE, buying, gemini";

    public static IReadOnlyList<string> Sources { get; } = ["index", "acte", "plan"];

    public static string Source(string word) => $"source {word}";

    public static string Environment(TargetEnvironment name) => $"env {name.Label().ToLowerInvariant()}";

    public static string Account(string code) => $"account {code}";

    /// <returns>The code of an account that a subject names; null where it names something else.</returns>
    public static string? FindAccount(string subject) => subject.StartsWith("account ", StringComparison.Ordinal) ? subject["account ".Length..] : null;

    /// <returns>Null for what cannot be paused.</returns>
    public static string? Parse(IReadOnlyList<string> words) => words switch
    {
        [var one] when one.ToLowerInvariant() is Buying or Gemini => one.ToLowerInvariant(),
        [var kind, { Length: > 0 and <= 60 } code] when Is(kind, "account") && !code.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)) => Account(code),
        [var kind, var name] => $"{kind} {name}".ToLowerInvariant() switch
        {
            RegistrePool => RegistrePool,
            OcrPool => OcrPool,
            var source when Is(kind, "source") && Sources.Contains(name.ToLowerInvariant(), StringComparer.Ordinal) => source,
            _ when Is(kind, "env") && TargetEnvironments.TryParse(name, out var environment) => Environment(environment),
            _ => null,
        },
        _ => null,
    };

    private static bool Is(string word, string kind) => string.Equals(word, kind, StringComparison.OrdinalIgnoreCase);
}
