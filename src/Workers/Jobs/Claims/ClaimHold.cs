using Workers.Hosting.Environments;
using Workers.Steering;

namespace Workers.Jobs.Claims;

/// <summary>What operators' orders mean for claims (pure).</summary>
internal static class ClaimHold
{
    /// <returns>Why nothing of this kind is claimed; null where it may be.</returns>
    public static string? Find(SteeredHolds state, TargetEnvironment environment, JobStage stage, DocumentSource? source) =>
        state.Find(WorkOf(stage), environment) ?? (source is { } one ? state.FindSource(DocumentSources.WordOf(one)) : null);

    /// <summary>Of which kinds nothing is taken where every kind would be.</summary>
    /// <returns>Null for none.</returns>
    public static IReadOnlyList<DocumentSource>? Without(SteeredHolds state) =>
        state.PausedSources is { Count: > 0 } paused ? [.. Enum.GetValues<DocumentSource>().Where(source => paused.Contains(DocumentSources.WordOf(source), StringComparer.Ordinal))] : null;

    public static SteeredWork WorkOf(JobStage stage) => stage is JobStage.Download ? SteeredWork.Buying : SteeredWork.Reading;
}
