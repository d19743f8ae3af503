using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Documents;
using Workers.Operations.Health;
using Workers.Operations.Orders;
using Workers.Operations.Status;
using Workers.Supervisor;
using Workers.Supervisor.Slots;

namespace Workers.Cli.Status;

/// <summary>What one look of <c>status --watch</c> saw.</summary>
/// <param name="Errors">The latest documents at 5, the newest first.</param>
internal sealed record Watched(DateTimeOffset Now, HealthVerdict Verdict, StatusReport Report, QueuePace? Pace, IReadOnlyList<FoundDocument> Errors);

/// <summary>
/// One screen of <c>status --watch</c> (pure): never longer or wider than the terminal, so that nothing scrolls away. The clock, the verdict, the queue and its pace always
/// have their place; what is left goes to errors, orders, warnings and daemons, each of which says how much of it is not shown.
/// </summary>
internal static class WatchScreen
{
    private const int ErrorsShown = 5;

    // Narrower than this, columns would be cut: some are left out instead.
    private const int Roomy = 78;

    /// <param name="width">Of the terminal.</param>
    /// <param name="height">Likewise, without the line that the cursor needs.</param>
    public static IReadOnlyList<string> Of(Watched seen, int width, int height)
    {
        Block[] blocks =
        [
            new([$"{Time(seen.Now)}  {Answers(seen.Verdict)}"], 1, 0),
            new(Wrapped(Cause(seen.Verdict), width, 7), 3, 3),
            new([.. Queue(seen.Report, width)], int.MaxValue, 0),
            new([Pace(seen.Pace), Load(seen.Report)], 2, 0),
            new([.. seen.Errors.Take(ErrorsShown).Select(one => Error(one, seen.Now))], 2, 2),
            new(Wrapped(seen.Report.Ordered.Concat(seen.Report.Parked).Select(line => "! " + line), width, 2), 1, 1),
            new(Wrapped(seen.Report.Warnings.Select(line => "! " + line), width, 2), 1, 3),
            new([.. seen.Report.Daemons.SelectMany(daemon => Daemon(daemon, seen.Report.Daemons))], 1, 4),
        ];
        var shown = new int[blocks.Length];
        var room = height;
        for (var index = 0; index < blocks.Length; index++)
        {
            shown[index] = Math.Min(room, Math.Min(blocks[index].Least, blocks[index].Lines.Count));
            room -= shown[index];
        }

        foreach (var index in Enumerable.Range(0, blocks.Length).OrderBy(index => blocks[index].Turn))
        {
            var more = Math.Min(room, blocks[index].Lines.Count - shown[index]);
            shown[index] += more;
            room -= more;
        }

        return [.. blocks.SelectMany((block, index) => Part(block.Lines, shown[index], width))];
    }

    /// <summary>Lines that fit; the last of them tells how many are left out.</summary>
    private static IEnumerable<string> Part(IReadOnlyList<string> lines, int shown, int width) => lines.Take(shown).Select((line, place) =>
    {
        var rest = place == shown - 1 && lines.Count > shown ? Say($" (+{lines.Count - shown})") : "";
        return WrappedText.Cut(Printable.Of(line), width - rest.Length) + rest;
    });

    private static List<string> Wrapped(IEnumerable<string> lines, int width, int indent) => [.. lines.SelectMany(line => WrappedText.Lines(Printable.Of(line), width, indent))];

    private static string Answers(HealthVerdict verdict) => $"money {verdict.Money.Answer}, documents {verdict.Documents.Answer}, moving {verdict.Moving.Answer}";

    private static IEnumerable<string> Cause(HealthVerdict verdict) =>
        verdict.First is { } first ? [$"first: {first.Code}: {first.Sentence}", $"next:  {first.Next}"] : [];

    private static IEnumerable<string> Queue(StatusReport report, int width)
    {
        var rows =
            from environment in report.Environments
            from kind in environment.Queue.GroupBy(row => row.DocumentSource).OrderBy(kind => kind.Key)
            select (environment.Environment, Kind: kind.Key, Rows: kind.ToList());
        var table = width >= Roomy
            ? ListText.Table(
                ["queue", "kind", "to buy", "later", "in work", "to read", "later", "done", "errors", "oldest"],
                rows.Select(row => (IReadOnlyList<string>)
                [
                    row.Environment.Label(), Word(row.Kind),
                    Sum(row.Rows, JobStatus.EnAttente, group => group.Ready), Sum(row.Rows, JobStatus.EnAttente, group => group.Deferred),
                    Sum(row.Rows, JobStatus.EnTraitement, group => group.Running),
                    Sum(row.Rows, JobStatus.Complete, group => group.Ready), Sum(row.Rows, JobStatus.Complete, group => group.Deferred),
                    Done(row.Rows), Sum(row.Rows, JobStatus.Erreur, group => group.Ended),
                    row.Rows.Where(group => group.Ready > 0).Max(group => group.OldestSeconds) is { } oldest ? AgeText.Of(TimeSpan.FromSeconds(oldest)) : "",
                ]),
                width)
            : ListText.Table(
                ["queue", "kind", "to buy", "in work", "to read", "done", "errors"],
                rows.Select(row => (IReadOnlyList<string>)
                [
                    row.Environment.Label(), Word(row.Kind),
                    Sum(row.Rows, JobStatus.EnAttente, Waiting), Sum(row.Rows, JobStatus.EnTraitement, group => group.Running), Sum(row.Rows, JobStatus.Complete, Waiting),
                    Done(row.Rows), Sum(row.Rows, JobStatus.Erreur, group => group.Ended),
                ]),
                width);
        return table.Concat(report.Environments.Where(environment => environment.Fault is not null).Select(environment => $"{environment.Environment.Label()} does not tell"));
    }

    private static long Waiting(QueueGroup group) => group.Ready + group.Deferred;

    /// <summary>Read, or a plan that is stored.</summary>
    private static string Done(IEnumerable<QueueGroup> rows) => Number(rows.Where(row => row.StatusId is JobStatus.OcrComplete or JobStatus.Complete).Sum(row => row.Ended));

    private static string Word(DocumentSource kind) => kind is DocumentSource.PlanCadastraux ? "plan" : kind.ToString().ToLowerInvariant();

    private static string Pace(QueuePace? pace) => pace is null ? "pace:  the queue does not tell" : string.Concat(
        Say($"pace:  {Number(pace.Ended)} ended in {AgeText.Of(pace.Watched)}, {Number(pace.Left)} left"),
        pace.Ended > 0 ? Say($" ({100.0 * pace.Ended / (pace.Ended + pace.Left):0} % done)") : "",
        pace.Rate is { } rate ? Say($", {rate:0.#} a minute") : "",
        pace.End is { } end ? $"; all at about {end.UtcDateTime.ToString(pace.IsLongOff ? "yyyy-MM-dd HH:mm'Z'" : "HH:mm'Z'", CultureInfo.InvariantCulture)}" : "");

    private static string Load(StatusReport report) => string.Join("; ", new[]
    {
        report.Capacity is { } capacity ? Say($"load:  vCPU {capacity.CpuAllocated:0.##} of {capacity.CpuBudget:0.##}, RAM {capacity.RamAllocated:0.##} of {capacity.RamBudget:0.##} GB") : "load:  Redis does not tell",
        report.Gemini is { } gemini ? Say($"Gemini {gemini.Requests:#,0} of {gemini.MaxRequests:#,0} calls a minute") : "",
    }.Where(part => part.Length > 0));

    private static string Error(FoundDocument one, DateTimeOffset now) =>
        $"error: {AgeText.Of(now - one.Document.UpdatedAt)} ago, {one.Environment.Label()} {one.Document.DocumentSource} {one.Document.DocumentNumber}: {one.Document.Outcome ?? "failed"}{(one.Document.Error is { } error ? $": {error.ReplaceLineEndings(" ")}" : "")}";

    private static IEnumerable<string> Daemon(DaemonReport daemon, IReadOnlyList<DaemonReport> all)
    {
        var working = daemon.Slots.Where(slot => slot.JobId is not null).ToList();
        yield return Say($"{StatusPage.NameOf(daemon, all)}{(daemon.IsStopping ? " (stopping)" : "")}: {working.Count} of {daemon.Slots.Count} workers have a document, OCR {daemon.Split.Index} index / {daemon.Split.Acte} acte");
        foreach (var slot in working)
        {
            yield return $"  {Own(slot, daemon)} {(slot.Pool is Pools.Registre ? "buys" : "reads")} {slot.Environment?.Label()} {slot.Source} {slot.DocumentNumber}";
        }
    }

    /// <summary>Without the daemon's own name, which stands above.</summary>
    private static string Own(SlotReport slot, DaemonReport daemon) =>
        DaemonNames.Describe(daemon) + "-" is var name && slot.WorkerId.StartsWith(name, StringComparison.Ordinal) ? slot.WorkerId[name.Length..] : slot.WorkerId;

    private static string Sum(IEnumerable<QueueGroup> rows, JobStatus status, Func<QueueGroup, long> of) => Number(rows.Where(row => row.StatusId == status).Sum(of));

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Say(FormattableString text) => FormattableString.Invariant(text);

    /// <param name="Least">Lines that have their place before any block has more.</param>
    /// <param name="Turn">When it is given more: the lowest first.</param>
    private sealed record Block(IReadOnlyList<string> Lines, int Least, int Turn);
}
