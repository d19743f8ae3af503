using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Jobs.Search;
using Workers.Operations;
using Workers.Operations.Documents;
using Workers.Web.Access;

namespace Workers.Web.Pages.Failures;

/// <summary>Documents that ended with one outcome.</summary>
/// <param name="Remedy">As the command line tells it, for an outcome that has no sentence here.</param>
internal sealed record FailedOutcome(string Outcome, string Remedy, IReadOnlyList<DeadLetters> Kinds)
{
    public long Documents => Kinds.Sum(kind => kind.Documents);

    /// <summary>Each outcome once, the one with the most documents first (pure).</summary>
    public static IReadOnlyList<FailedOutcome> Of(IEnumerable<DeadLetterGroup> groups) =>
    [
        .. groups.GroupBy(group => group.Letters.Outcome, StringComparer.Ordinal)
            .Select(same => new FailedOutcome(same.Key, same.First().Remedy, [.. same.Select(group => group.Letters).OrderByDescending(letters => letters.Documents)]))
            .OrderByDescending(one => one.Documents).ThenBy(one => one.Outcome, StringComparer.Ordinal),
    ];
}

/// <summary>What ended as an error, by how it ended, with what to do about it.</summary>
internal static class FailuresPage
{
    public const string Place = "/failures";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet(Place, ShowAsync);

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues)
    {
        var found = await ReadDeadLetters.RunAsync(queues, Caller.Of(context.User)!.Environment, new(), context.RequestAborted);
        await pages.WriteAsync<FailuresView>(context, FailedOutcome.Of(found.SelectMany(one => one.Groups)));
    }
}
