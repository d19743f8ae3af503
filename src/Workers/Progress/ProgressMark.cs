using System.Text.Json;
using System.Text.Json.Serialization;
using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Progress;

/// <summary>How far a claimed document is: what the store keeps and what watchers receive.</summary>
/// <param name="Stage">One of <see cref="Stages"/>.</param>
/// <param name="Percent">Of the whole document, 0–100; never smaller than an earlier mark of the same document.</param>
internal sealed record ProgressMark(TargetEnvironment Environment, ClaimRef Claim, string WorkerId, string Stage, int Percent)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter<TargetEnvironment>(JsonNamingPolicy.SnakeCaseLower) },
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <returns>Null for a message that is not ours, or not of this version.</returns>
    public static ProgressMark? FromJson(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ProgressMark>(text, Json);
        }
        catch (Exception odd) when (odd is JsonException or InvalidOperationException or NotSupportedException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>Carries a mark to one place that shows progress. May fail: the publisher logs it and goes on.</summary>
internal delegate Task ProgressSink(ProgressMark mark, CancellationToken cancellation);
