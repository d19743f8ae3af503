using Microsoft.AspNetCore.Http;
using Workers.Jobs.Reviews;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Review;

/// <summary>What a person says about the doubt that they see, as a form has it (pure).</summary>
/// <param name="Value">Of a correction only.</param>
/// <param name="Saw">The state in which it was seen.</param>
internal sealed record Decision(ReviewState State, string? Value, ReviewState Saw, string? Reason)
{
    private const int LongestValue = 20_000;
    private const int LongestReason = 500;

    /// <summary>A word of the audit.</summary>
    public string Verb => State switch
    {
        ReviewState.Accepted => "review_accept",
        ReviewState.Corrected => "review_correct",
        _ => "review_refuse",
    };

    /// <exception cref="RequestFaultException">It is none.</exception>
    public static Decision Of(IFormCollection form)
    {
        var state = form["decision"].ToString() switch
        {
            "accept" => ReviewState.Accepted,
            "correct" => ReviewState.Corrected,
            "refuse" => ReviewState.Refused,
            _ => throw new RequestFaultException(Problems.BadRequest("decision: allowed: accept, correct, refuse.")),
        };
        var saw = Enum.GetValues<ReviewState>().Where(known => WordOf(known) == form["saw"]).Select(known => (ReviewState?)known).FirstOrDefault()
            ?? throw new RequestFaultException(Problems.BadRequest("saw: allowed: open, accepted, corrected, refused."));
        // Browsers send the ends of lines as networks have them.
        var value = form["value"].ToString().Replace("\r\n", "\n", StringComparison.Ordinal);
        var reason = form["reason"].ToString().Trim();
        return value.Length > LongestValue || value.Contains('\0', StringComparison.Ordinal) ? throw new RequestFaultException(Problems.BadRequest($"value: allowed: up to {LongestValue} characters."))
            : reason.Length > LongestReason || reason.Contains('\0', StringComparison.Ordinal) ? throw new RequestFaultException(Problems.BadRequest($"reason: allowed: up to {LongestReason} characters."))
            : new(state, state is ReviewState.Corrected ? value : null, saw, reason.Length > 0 ? reason : null);
    }

    public static string WordOf(ReviewState state) => state.ToString().ToLowerInvariant();
}
