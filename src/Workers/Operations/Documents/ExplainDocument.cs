using Microsoft.Extensions.Logging.Abstractions;
using Workers.Gemini;
using Workers.Gemini.Quota;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Jobs;
using Workers.Ocr.Spending;
using Workers.Redis;
using Workers.Registre.Consultations;
using Workers.Supervisor.Peers;

namespace Workers.Operations.Documents;

/// <param name="Environment">Null looks in all that are configured.</param>
internal sealed record ExplainRequest(Guid Id, TargetEnvironment? Environment = null);

/// <summary>Where a document is, what it waits for and what happened to it.</summary>
/// <param name="Fields">The columns of its row that have a value, as text; long texts stay in the database.</param>
/// <param name="WaitsFor">Null when nothing keeps it.</param>
/// <param name="Purchases">What was bought for it, oldest first.</param>
/// <param name="Reviews">What people have to decide about its reading; null where nothing is or was in doubt.</param>
/// <param name="SetAside">Files on this machine with bytes that were paid for and could not be used as they came.</param>
internal sealed record DocumentExplanation(
    TargetEnvironment Environment, IReadOnlyList<KeyValuePair<string, string>> Fields, string? WaitsFor, IReadOnlyList<PurchaseNote> Purchases, IReadOnlyList<JobEvent> Events,
    IReadOnlyList<string> SetAside, ReviewSummary? Reviews = null)
{
    /// <summary>What reading it cost; null where it was never asked about.</summary>
    public ReadingSpend? Reading { get; init; }
}

/// <summary>Tells where a document is, what it waits for and what happened to it.</summary>
internal static class ExplainDocument
{
    private static readonly string[] LongTexts = ["structure", "file_content", "boosted_file_content"];

    /// <returns>Null when no environment that was asked has it.</returns>
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<DocumentExplanation?> RunAsync(Queues queues, ExplainRequest request, CancellationToken cancellation)
    {
        foreach (var environment in request.Environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            var history = await Queues.AskAsync(environment, queues[environment].ReadEventsAsync(request.Id, cancellation));
            if (history.Document is not null)
            {
                var whyNobody = history.ReadyFor is { } stage ? await WhyNobodyTakesItAsync(queues.Settings, environment, stage, cancellation) : null;
                var reading = await Queues.AskAsync(environment, queues.ReadingOf(environment).ReadDocumentAsync(request.Id, cancellation));
                var told = Of(environment, history, whyNobody, new DataFolder(queues.Settings.Get<HostingOptions>()).Root);
                return told with { Reading = reading.Calls > 0 ? reading : null };
            }
        }

        return null;
    }

    private static DocumentExplanation Of(TargetEnvironment environment, JobHistory history, string? whyNobody, string dataRoot) => new(
        environment,
        [
            .. from field in history.Document
               where field.Value is not null && !LongTexts.Contains(field.Key, StringComparer.Ordinal)
               select KeyValuePair.Create(field.Key, field.Value.ToString()),
        ],
        whyNobody is null ? history.BlockedBy : $"{history.BlockedBy}; {whyNobody}",
        history.Purchases ?? [],
        history.Events,
        [
            .. (history.Purchases ?? []).Select(purchase => SetAside.FolderIn(dataRoot, $"{purchase.Id:D}")).Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*.bin")).Order(StringComparer.Ordinal),
        ],
        history.Reviews is { Items: > 0 } reviews ? reviews : null);

    /// <returns>Why no worker has taken a document that waits for this stage; null when one is about to.</returns>
    private static async Task<string?> WhyNobodyTakesItAsync(LoadedSettings settings, TargetEnvironment environment, JobStage stage, CancellationToken cancellation)
    {
        var options = settings.Get<RedisOptions>();
        try
        {
            await using var redis = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation);
            var keys = new RedisKeys(options);
            var daemons = await new DaemonDirectory(redis, keys).ReadAsync(cancellation);
            var gemini = await new GeminiUsageReader(redis, keys, settings.Get<GeminiOptions>()).ReadAsync(cancellation);
            return WaitReason.Of(environment, stage, [.. daemons.Select(daemon => daemon.Report)], gemini);
        }
        catch (RedisFailureException away)
        {
            return away.Message;
        }
    }
}
