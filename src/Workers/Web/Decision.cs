using Microsoft.AspNetCore.Http;
using Workers.Jobs.Reviews;
using Workers.Office;
using Workers.Operations;
using Workers.Operations.Reviews;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web;

/// <summary>What became of a doubt.</summary>
/// <param name="Twins">Of so many other documents with the same content too.</param>
internal sealed record DecidedView(Guid Doubt, ReviewState State, int Twins);

/// <summary>What a person says about the doubt that they see.</summary>
/// <param name="Value">Of a correction only.</param>
/// <param name="Saw">The state in which it was seen.</param>
internal sealed record Decision(ReviewState State, string? Value, ReviewState Saw, string? Reason)
{
    private const int LongestValue = 20_000;

    /// <summary>A word of the audit.</summary>
    public string Verb => State switch
    {
        ReviewState.Accepted => "review_accept",
        ReviewState.Corrected => "review_correct",
        _ => "review_refuse",
    };

    /// <exception cref="RequestFaultException">It is none.</exception>
    public static Decision Of(IFormCollection form) => Of(form["decision"], form["saw"], form["value"], form["reason"]);

    /// <exception cref="RequestFaultException">It is none.</exception>
    public static Decision Of(string? decision, string? seen, string? corrected, string? because)
    {
        var state = decision switch
        {
            "accept" => ReviewState.Accepted,
            "correct" => ReviewState.Corrected,
            "refuse" => ReviewState.Refused,
            _ => throw new RequestFaultException(Problems.BadRequest("decision: allowed: accept, correct, refuse.")),
        };
        var saw = Enum.GetValues<ReviewState>().Where(known => WordOf(known) == seen).Select(known => (ReviewState?)known).FirstOrDefault()
            ?? throw new RequestFaultException(Problems.BadRequest("saw: allowed: open, accepted, corrected, refused."));
        // Browsers send the ends of lines as networks have them.
        var value = (corrected ?? "").Replace("\r\n", "\n", StringComparison.Ordinal);
        return value.Length > LongestValue ? throw new RequestFaultException(Problems.BadRequest(FormattableString.Invariant($"value: found {value.Length} characters; allowed: up to {LongestValue}.")))
            : FaultOfLines(value) is { } fault ? throw new RequestFaultException(Problems.BadRequest($"value {fault}."))
            : new(state, state is ReviewState.Corrected ? value : null, saw, TypedReason.Of(because));
    }

    /// <summary>A deed has lines, and tabs between columns.</summary>
    private static string? FaultOfLines(string value) => value.Split('\n', '\t').Select(TypedText.FaultOf).FirstOrDefault(fault => fault is not null);

    /// <summary>Says it.</summary>
    /// <param name="words">In which a refusal is told.</param>
    /// <exception cref="OperationException">The database did not answer, or the word does not fit the reading.</exception>
    public async Task<OrderAnswer> SayAsync(Queues queues, Caller caller, Guid doubt, OfficeWords words, CancellationToken stop)
    {
        var decided = await DecideReview.RunAsync(queues, new(doubt, State, Value, caller.Name, Reason, Saw, caller.Environment), stop);
        return decided is null ? OrderAnswer.Of(NotFound(doubt))
            : decided.Answer.Result is ReviewResult.Refused ? OrderAnswer.Of(new(StatusCodes.Status409Conflict, ProblemCode.Refused, ReviewRefusal.Say(words, decided.Answer)))
            : OrderAnswer.Good(new DecidedView(doubt, State, decided.Twins.Count));
    }

    public static Problem NotFound(Guid doubt) => new(StatusCodes.Status404NotFound, ProblemCode.NotFound, $"No doubt {doubt} in this environment.");

    public static string WordOf(ReviewState state) => state.ToString().ToLowerInvariant();
}
