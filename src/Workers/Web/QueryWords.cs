using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Workers.Web;

/// <summary>
/// The words that an address of the API may be asked with, as metadata of its endpoint; whoever asks with another counts on what it would do, and is refused.
/// </summary>
/// <param name="Known">In the order in which they are told.</param>
internal sealed record QueryWords(IReadOnlyList<string> Known)
{
    public static QueryWords None { get; } = new([]);

    /// <summary>Before an endpoint that names its words is asked.</summary>
    /// <exception cref="RequestFaultException">A word is not known there.</exception>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        var faults = context.GetEndpoint()?.Metadata.GetMetadata<QueryWords>()?.FaultsOf(context.Request.Query) ?? [];
        return faults is [] ? next(context) : throw new RequestFaultException(Problems.BadRequest(string.Join(" ", faults)));
    }

    /// <returns>A sentence of each word that is not known.</returns>
    public List<string> FaultsOf(IQueryCollection query) =>
        [.. query.Keys.Where(name => !Known.Contains(name, StringComparer.Ordinal)).Select(name => $"{name}: is unknown; {(Known is [] ? "this address is asked without a query" : $"known: {string.Join(", ", Known)}")}.")];
}

internal static class QueryWordsMetadata
{
    /// <summary>What it may be asked with, for the check and for the description.</summary>
    public static T WithQuery<T>(this T endpoint, params IReadOnlyList<string> known)
        where T : IEndpointConventionBuilder => endpoint.WithMetadata(new QueryWords(known));
}
