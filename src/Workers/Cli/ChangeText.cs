using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Changes;
using Workers.Operations.Changes;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary>Orders about several documents, as text (pure).</summary>
internal static class ChangeText
{
    public static IEnumerable<string> LinesOf(ChangePreview preview)
    {
        yield return $"{preview.Environment.Label()}: {Word(preview.Verb)} of {preview.Filter.Describe()}";
        foreach (var group in preview.Groups.Where(group => group.Fault is null))
        {
            yield return Count($"  {group.Rows,9:N0}  {Status(group)} {group.Source}{What(preview.Verb, group)}");
        }

        foreach (var group in preview.Groups.Where(group => group.Fault is not null))
        {
            yield return Count($"  {group.Rows,9:N0}  left out: {Status(group)} {group.Source}: {group.Fault}");
        }

        foreach (var line in LinesOf(preview.Cost))
        {
            yield return line;
        }

        yield return Count($"{preview.Changed:N0} would be changed, {preview.LeftOut:N0} left out");
    }

    /// <summary>What is paid again; nothing where nothing is.</summary>
    public static IEnumerable<string> LinesOf(ChangeCost cost)
    {
        if (cost.Purchases + cost.Owned > 0)
        {
            var owned = cost.Owned > 0 ? Count($"; {cost.Owned:N0} more are owned or on their way and cost nothing") : "";
            yield return Count($"paid at the registry: {(cost.IsAtMost ? "at most " : "")}{cost.Cad:N2} CAD for {cost.Purchases:N0} purchases at {cost.PriceCad:0.00}{owned}");
        }

        if (cost.Doubtful > 0)
        {
            yield return Count($"looked for among the invoices, not bought: {cost.Doubtful:N0}");
        }

        if (cost.Readings > 0)
        {
            var basis = cost.IsMeasured ? "as readings before" : "as a usual page";
            yield return Count($"paid for reading: about {cost.Usd:N2} USD for {cost.Readings:N0} documents, {cost.Pages:N0} pages ({basis})");
        }
    }

    /// <summary>An order in one line.</summary>
    public static string LineOf(BulkChange bulk)
    {
        var of = bulk.Expected is { } expected ? Count($" of {expected:N0}") : "";
        var end = bulk.State switch
        {
            BulkState.Running => "runs",
            BulkState.Finished => "finished",
            BulkState.Unknown => "in a state that only another version knows",
            _ => $"cancelled by {bulk.EndedBy}",
        };
        return Count($"{Word(bulk.Verb)}: {bulk.Changed:N0}{of} changed, {bulk.LeftOut:N0} left out; {end}");
    }

    public static IEnumerable<string> LinesOf(BulkChange bulk)
    {
        yield return $"bulk change: {bulk.Id}";
        yield return $"what: {Word(bulk.Verb)} of {(bulk.Ids is { } ids ? Count($"{ids:N0} named by id") : bulk.Filter.Describe())}{OptionsOf(bulk.Options)}";
        yield return $"asked: {Time(bulk.AskedAt)} by {bulk.AskedBy}{(bulk.Reason is { } reason ? $": {reason}" : "")}";
        yield return Count($"expected: {bulk.Expected ?? 0:N0} documents, {bulk.ExpectedCad ?? 0:N2} CAD, {bulk.ExpectedUsd ?? 0:N2} USD");
        yield return $"state: {LineOf(bulk)}";
        foreach (var (why, many) in bulk.Reasons.OrderByDescending(reason => reason.Value).ThenBy(reason => reason.Key, StringComparer.Ordinal))
        {
            yield return Count($"  {many,9:N0}  left out: {why}");
        }

        if (bulk is { State: BulkState.Running, Runner: { } runner, RunnerUntil: { } until })
        {
            yield return $"carried out by: {runner}; another goes on from {Time(until)} where it is gone";
        }

        if (bulk.EndedAt is { } ended)
        {
            yield return $"ended: {Time(ended)} by {bulk.EndedBy}";
        }
    }

    public static string Word(BulkVerb verb) => verb switch
    {
        BulkVerb.RequeueOcr => "requeue-ocr",
        BulkVerb.Unknown => "an order of another version",
        _ => verb.ToString().ToLowerInvariant(),
    };

    private static string OptionsOf(BulkOptions options) =>
        (options.AllowRepurchase is true ? ", repurchase allowed" : "") + (options.Priority is { } priority ? Count($", to {priority}") : "");

    private static string What(BulkVerb verb, BulkGroup group) => (verb, group) switch
    {
        (BulkVerb.Cancel, _) => ": ends as cancelled",
        (BulkVerb.Priority, _) => "",
        (BulkVerb.RequeueOcr, _) => ": read anew, every page paid anew",
        (_, { Buys: BulkPurchase.Doubt }) => ": in doubt; looked for among the invoices, not bought",
        (_, { Buys: not null }) => ": bought, unless it is owned",
        (_, { Reads: true, StatusId: JobStatus.Erreur }) => ": its PDF is there; read, pages that are kept cost nothing",
        _ => ": its PDF is there",
    };

    private static string Status(BulkGroup group) => DocumentColumns.StatusOf(group.StatusId);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Count(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
