using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Office;
using Workers.Registre.Matching;

namespace Workers.Operations.Titles;

/// <param name="Environment">That holds the lot's documents.</param>
/// <param name="Circonscription">Null where only one has indexes of such a lot.</param>
/// <param name="Cadastre">Null likewise.</param>
internal sealed record TitleRequest(string Lot, TargetEnvironment Environment, string? Circonscription = null, string? Cadastre = null);

/// <summary>Tells whether all that a lot's index names is stored, over every copy of the index that is.</summary>
internal static class LotTitle
{
    /// <exception cref="OperationException">No index of it is known, several lots are meant, or the database did not answer.</exception>
    public static async Task<TitleReport> RunAsync(Queues queues, TitleRequest request, CancellationToken cancellation)
    {
        var lot = NumberOf(queues.Words, request.Lot);
        var queue = queues[queues.Require(request.Environment)];
        var indexes = Choose(queues.Words, request, await Queues.AskAsync(request.Environment, queue.ReadIndexesAsync(lot, cancellation)));
        var latest = TitleCheck.CopiesOf(indexes);
        var deeds = latest.Count == 0 ? [] : await Queues.AskAsync(request.Environment, queue.ReadDeedsAsync(TitleCheck.NumbersOf(latest[0]), cancellation));
        return TitleCheck.Of(request.Environment, request.Lot, indexes, deeds);
    }

    /// <summary>Where an index of such a lot is known.</summary>
    /// <exception cref="OperationException">A database did not answer, or no index of it is known.</exception>
    public static async Task<IReadOnlyList<TargetEnvironment>> FindAsync(Queues queues, string asked, CancellationToken cancellation)
    {
        var lot = NumberOf(queues.Words, asked);
        List<TargetEnvironment> found = [];
        foreach (var environment in queues.Configured)
        {
            if (await Queues.AskAsync(environment, queues[environment].ReadIndexesAsync(lot, cancellation)) is not [])
            {
                found.Add(environment);
            }
        }

        return found.Count > 0 ? found : throw NoneIn(queues.Words, string.Join(", ", queues.Configured.Select(name => name.Label())), asked, " --env …");
    }

    private static string NumberOf(OfficeWords words, string asked) => FoldedText.Number(asked) is { Length: > 0 } lot ? lot
        : throw new OperationException(OperationFailure.Refused, Remark.Of("title.fault_no_number", new() { ["lot"] = Remark.Quoted(asked) }), words);

    private static OperationException NoneIn(OfficeWords words, string environments, string lot, string option = "") => new(
        OperationFailure.NotFound,
        Remark.Of("title.fault_none", new() { ["environment"] = environments, ["lot"] = lot, ["command"] = $"enqueue --source index --number '{lot}' --circonscription … --cadastre …{option}" }),
        words);

    private static List<TitleIndex> Choose(OfficeWords words, TitleRequest request, IReadOnlyList<TitleIndex> found)
    {
        var environment = request.Environment.Label();
        var asked = found.Where(index => IsAsked(request.Circonscription, index.Circonscription) && IsAsked(request.Cadastre, index.Cadastre)).ToList();
        if (asked is [])
        {
            throw found is []
                ? NoneIn(words, environment, request.Lot)
                : new OperationException(OperationFailure.NotFound, Remark.Of("title.fault_other_place", new() { ["environment"] = environment, ["lot"] = request.Lot, ["known"] = Known(found) }), words);
        }

        return asked.DistinctBy(LotOf, StringComparer.Ordinal).Count() == 1 ? asked
            : throw new OperationException(OperationFailure.Refused, Remark.Of("title.fault_several", new() { ["environment"] = environment, ["lot"] = request.Lot, ["known"] = Known(asked) }), words);
    }

    private static bool IsAsked(string? asked, string? found) => asked is null || FoldedText.Line(asked) == FoldedText.Line(found ?? "");

    private static string LotOf(TitleIndex index) =>
        string.Join('|', FoldedText.Line(index.Circonscription ?? ""), FoldedText.Line(index.Cadastre ?? ""), FoldedText.Line(index.Designation ?? ""));

    private static string Known(IEnumerable<TitleIndex> indexes) => string.Join("; ", indexes.DistinctBy(LotOf, StringComparer.Ordinal).Select(index =>
        string.Join(", ", new[] { index.Circonscription, index.Cadastre, index.Designation }.Where(name => !string.IsNullOrWhiteSpace(name)))));
}
