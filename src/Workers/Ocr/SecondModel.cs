using Workers.Gemini;

namespace Workers.Ocr;

/// <summary>The model whose reading of a page counts beside the first: never the one that read it first. Pure.</summary>
internal static class SecondModel
{
    private const string Folder = "models/";

    /// <returns>Null where none is named, and where the named one reads first: what it says again confirms nothing, and would only be paid.</returns>
    public static string? Of(OcrOptions options, GeminiOptions gemini) =>
        options.SecondModel is { Length: > 0 } named && !AreSame(named, gemini.IndexModel) ? named : null;

    /// <returns>What to tell the operator; empty when there is nothing.</returns>
    public static IEnumerable<string> Warnings(OcrOptions options, GeminiOptions gemini)
    {
        if (options.SecondModel is { Length: > 0 } named && Of(options, gemini) is null)
        {
            yield return $"OCR_SECOND_MODEL={named} is GEMINI_INDEX_MODEL: a model that says its own reading again confirms nothing, so it counts as none, and scanned pages that no witness could read go to a person. Name another model, or leave it out.";
        }
    }

    private static bool AreSame(string one, string other) => string.Equals(Plain(one), Plain(other), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => name.Trim() is var trimmed && trimmed.StartsWith(Folder, StringComparison.OrdinalIgnoreCase) ? trimmed[Folder.Length..] : trimmed;
}
