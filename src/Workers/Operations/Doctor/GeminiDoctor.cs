using Workers.Gemini;
using Workers.Gemini.Api;

namespace Workers.Operations.Doctor;

/// <summary>The key, and whether the configured models exist; asks the API what it knows of them, which costs nothing.</summary>
internal static class GeminiDoctor
{
    private const string Part = DoctorParts.Gemini;

    public static async Task<IReadOnlyList<DoctorLine>> LookAsync(GeminiOptions options, TimeProvider time, CancellationToken cancellation)
    {
        if (options.ApiKey is null)
        {
            return [DoctorLine.Warning(Part, "GEMINI_API_KEY is not set: nothing can be read", "Set it, or run --pools registre.")];
        }

        using var transport = new GeminiTransport(options, time);
        var models = Models(options).GroupBy(one => one.Model, StringComparer.Ordinal).ToList();
        var found = await Task.WhenAll(models.Select(model => ModelAsync(transport, options, model.Key, string.Join(", ", model.Select(one => one.Variable)), cancellation)));
        return [.. found.DistinctBy(line => line.Found, StringComparer.Ordinal), OfTier(options)];
    }

    private static IEnumerable<(string Variable, string Model)> Models(GeminiOptions options)
    {
        yield return ("GEMINI_INDEX_MODEL", options.IndexModel);
        yield return ("GEMINI_ACTE_MODEL", options.ActeModel);
        if (options.FallbackModel is { } fallback)
        {
            yield return ("GEMINI_FALLBACK_MODEL", fallback);
        }
    }

    private static async Task<DoctorLine> ModelAsync(GeminiTransport transport, GeminiOptions options, string model, string variables, CancellationToken cancellation)
    {
        try
        {
            var told = await GeminiModels.ReadAsync(transport, model, cancellation);
            return told.MostOutput < options.MaxOutputTokens
                ? DoctorLine.Fault(
                    Part, FormattableString.Invariant($"{model} ({variables}) writes at most {told.MostOutput} tokens; GEMINI_MAX_OUTPUT_TOKENS asks for {options.MaxOutputTokens}"),
                    FormattableString.Invariant($"GEMINI_MAX_OUTPUT_TOKENS={told.MostOutput}"))
                : options.Prices.Find(model, DateOnly.MaxValue) is null
                    ? DoctorLine.Warning(Part, $"{model} ({variables}) exists and has no price: its use counts as the dearest that has one", $"Name its price in GEMINI_PRICES: {model}=input/cached/output.")
                    : DoctorLine.Ok(Part, $"{model} ({variables}) exists and the key is taken");
        }
        catch (GeminiException failure)
        {
            return failure switch
            {
                { Kind: GeminiFailure.Unauthorized } => DoctorLine.Fault(Part, $"the key is refused: {failure.Message}", "Set GEMINI_API_KEY to a key of a project that may use the Gemini API."),
                { IsOfTheModel: true } => DoctorLine.Fault(Part, $"{model} does not exist, or not any more: {failure.Message}", $"Correct {variables}."),
                { Kind: GeminiFailure.RateLimited } => DoctorLine.Warning(Part, $"{model} ({variables}): the quota is used up at this moment: {failure.Message}"),
                _ => DoctorLine.Fault(Part, $"{model} ({variables}): {failure.Message}", "Check GEMINI_BASE_URL, the network and the proxy; or leave this out with --offline."),
            };
        }
    }

    private static DoctorLine OfTier(GeminiOptions options) => DoctorLine.Ok(Part, options.Tier switch
    {
        Workers.Gemini.Prices.TierChoice.Standard => "GEMINI_TIER=standard: asked at the full price",
        Workers.Gemini.Prices.TierChoice.Flex => "GEMINI_TIER=flex: asked at half the price, and may wait for minutes",
        _ => "GEMINI_TIER=auto: half the price while a document has time",
    });
}
