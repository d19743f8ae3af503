using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Workers.Web;

/// <summary>Tags of what is told, and of what whoever asks has already (RFC 9110). Pure.</summary>
internal static class EntityTags
{
    /// <summary>Whether it is had already: one of the list, compared weakly, or whatever there is.</summary>
    /// <param name="ifNoneMatch">As it came; what is no list of tags says nothing.</param>
    /// <param name="tag">With its quotes.</param>
    public static bool IsHad(StringValues ifNoneMatch, string tag) =>
        EntityTagHeaderValue.TryParseList([.. ifNoneMatch.OfType<string>()], out var had)
        && new EntityTagHeaderValue(tag) is var own && had.Any(one => one.Equals(EntityTagHeaderValue.Any) || one.Compare(own, useStrongComparison: false));
}
