using Workers.Operations;

namespace Workers.Web;

/// <summary>What somebody typed beside an order, for whoever reads of it later. Pure.</summary>
internal static class TypedReason
{
    private const int Longest = 500;

    /// <returns>Null of nothing.</returns>
    /// <exception cref="RequestFaultException">It is too long, or holds what cannot be seen.</exception>
    public static string? Of(string? typed) => TypedText.FaultOfReason("reason", typed, Longest) is { } fault ? throw new RequestFaultException(Problems.BadRequest(fault))
        : typed?.Trim() is { Length: > 0 } reason ? reason : null;
}
