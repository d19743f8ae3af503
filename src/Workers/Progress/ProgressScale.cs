using Workers.Jobs;

namespace Workers.Progress;

/// <summary>One scale from request to end: a worker counts its own half from 0 to 100, the document counts both.</summary>
internal static class ProgressScale
{
    /// <summary>Where a document stands when its PDF is stored and reading is still to come, in percent.</summary>
    public const int AfterDownload = 40;

    /// <param name="percent">Of this half; anything outside 0–100 is brought back into it.</param>
    /// <returns>Of the whole document, 0–100. A plan ends with its download.</returns>
    public static int Overall(DocumentSource source, JobStage half, int percent)
    {
        percent = Math.Clamp(percent, 0, 100);
        return (source, half) switch
        {
            (DocumentSource.PlanCadastraux, _) => percent,
            (_, JobStage.Download) => percent * AfterDownload / 100,
            _ => AfterDownload + (percent * (100 - AfterDownload) / 100),
        };
    }
}
