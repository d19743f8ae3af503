using System.Diagnostics;
using System.Diagnostics.Metrics;
using Workers.Hosting.Telemetry;

namespace Workers.Gemini.Clients;

/// <summary>One send to the model as OpenTelemetry's conventions for generative models tell it.</summary>
internal static class ModelMetrics
{
    private const string Chat = "chat";
    private const string Provider = "gcp.gemini";

    private static readonly Histogram<long> Tokens = Meters.Spread<long>(Instruments.ModelTokens, 1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304);
    private static readonly Histogram<double> Durations = Meters.Times(Instruments.ModelDuration);
    private static readonly Histogram<double> Errors = Meters.Spread<double>(Instruments.EstimateError, -0.75, -0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.5, 1, 2, 4);

    /// <param name="model">As it is configured.</param>
    public static Activity? Begin(string model) => Spans.Start($"{Chat} {model}", ActivityKind.Client)?
        .SetTag(Labels.ModelOperation, Chat)
        .SetTag(Labels.ModelProvider, Provider)
        .SetTag(Labels.RequestedModel, model);

    /// <param name="failure">What there was in the place of an answer; null of one.</param>
    public static void End(Activity? span, string model, TimeSpan took, string? failure)
    {
        var tags = TagsOf(model);
        if (failure is not null)
        {
            tags.Add(Labels.ErrorType.Is(failure));
            span.Fail(failure);
        }

        Durations.Record(took.TotalSeconds, tags);
    }

    /// <summary>What a send used, where that is known.</summary>
    public static void Used(Activity? span, string model, long input, long output)
    {
        span?.SetTag("gen_ai.usage.input_tokens", input).SetTag("gen_ai.usage.output_tokens", output);
        Record("input", input);
        Record("output", output);

        void Record(string type, long tokens)
        {
            var tags = TagsOf(model);
            tags.Add(Labels.TokenType.Is(type));
            Tokens.Record(tokens, tags);
        }
    }

    /// <param name="expected">Input tokens that were asked of the quota.</param>
    public static void Estimated(long expected, long used)
    {
        if (expected > 0)
        {
            Errors.Record((double)(used - expected) / expected);
        }
    }

    private static TagList TagsOf(string model) => [Labels.ModelOperation.Is(Chat), Labels.ModelProvider.Is(Provider), Labels.RequestedModel.Is(model)];
}
