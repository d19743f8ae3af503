using Microsoft.AspNetCore.Http;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Orders;
using Workers.Steering;
using Workers.Web.Access;
using NetworkAnswer = Workers.Web.Endpoints.OrderAnswer;

namespace Workers.Web;

/// <summary>What somebody orders of running daemons, as it was typed.</summary>
/// <param name="Kind">pause, resume, set or reset.</param>
/// <param name="Subject">What is paused, or the name of a setting.</param>
/// <param name="Value">Of a setting.</param>
/// <param name="Lasts">How long; empty: until it is taken back.</param>
/// <param name="Verb">Of what is taken back: drain, or empty for a pause.</param>
/// <param name="Server">The daemon of what is taken back; empty: all.</param>
internal sealed record TypedOrder(string Kind, string Subject, string Value, string Lasts, string Why, string Verb = "", string Server = "")
{
    public static IReadOnlyList<string> Kinds { get; } = ["pause", "resume", "set", "reset"];

    /// <summary>What it orders (pure).</summary>
    /// <exception cref="RequestFaultException">It is not understood, or the key does not reach so far.</exception>
    public (OrderedThing Thing, TimeSpan? Lasts) Understand(TargetEnvironment own, IReadOnlyList<TargetEnvironment>? served)
    {
        var thing = Kind switch
        {
            "pause" => new OrderedThing(SteeringVerb.Pause, PauseSubject.Parse(Subject.Split(' ')) ?? throw Bad($"what: allowed: {PauseSubject.Allowed}.")),
            "set" => new OrderedThing(SteeringVerb.Set, Subject, Value),
            "reset" => new OrderedThing(SteeringVerb.Set, Subject, IsLifted: true),
            _ when Verb is "drain" => new OrderedThing(SteeringVerb.Drain, "", IsLifted: true),
            _ => new OrderedThing(SteeringVerb.Pause, Subject, IsLifted: true),
        };
        if (!OrderReach.Reaches(own, served, thing.Verb, thing.Subject))
        {
            throw new RequestFaultException(new(StatusCodes.Status409Conflict, ProblemCode.Refused, $"{OrderReach.WhoMay(served)} Nothing was ordered."));
        }

        foreach (var (name, text) in new[] { ("what", Subject), ("value", Value), ("for", Lasts), ("why", Why), ("server", Server) })
        {
            if (TypedText.FaultOfReason(name, text, GiveOrders.LongestWhy) is { } fault)
            {
                throw Bad(fault);
            }
        }

        TimeSpan? lasts = Lasts.Length == 0 || thing.IsLifted ? null : DurationText.Parse(Lasts) ?? throw Bad("for: allowed: a whole number of s, m, h or d, up to 365d, such as 2h; or nothing.");
        return !thing.IsLifted && Why.Length == 0 ? throw Bad("why: allowed: a reason; whoever finds daemons waiting reads it.")
            : (thing, lasts);
    }

    /// <exception cref="OperationException">It is not allowed, or no store answered.</exception>
    public async Task<NetworkAnswer> GiveAsync(Queues queues, Caller caller, OrderedThing thing, TimeSpan? lasts, CancellationToken stop)
    {
        var answer = await GiveOrders.RunAsync(queues, new([thing], thing.IsLifted && Server.Length > 0 ? Server : null, caller.Name, lasts, Why.Length > 0 ? Why : null, IsId: true), stop);
        return answer.IsUnknown ? NetworkAnswer.Of(new(StatusCodes.Status503ServiceUnavailable, ProblemCode.Unavailable, "Whether it is ordered is not known: a store does not answer. Order it again soon.", RetryAfter: 5))
            : answer.Given.Count == 0 ? NetworkAnswer.Of(new(StatusCodes.Status409Conflict, ProblemCode.Refused, "It is not ordered any more: nothing was taken back."))
            : NetworkAnswer.Good(new { What = thing.IsLifted ? WhatEnded(thing) : answer.Given[0].What, answer.Given[0].Until });
    }

    private static string WhatEnded(OrderedThing thing) => thing.Verb switch
    {
        SteeringVerb.Pause => $"{thing.Subject} is paused no more by this order",
        SteeringVerb.Set => $"{thing.Subject} is as it is configured",
        _ => "documents are taken again",
    };

    /// <summary>A word of the audit.</summary>
    public static string VerbOf(OrderedThing thing) => (thing.Verb, thing.IsLifted) switch
    {
        (SteeringVerb.Pause, false) => "pause",
        (SteeringVerb.Pause, true) => "resume",
        (SteeringVerb.Drain, _) => "undrain",
        (_, false) => "set",
        _ => "set_reset",
    };

    /// <summary>What somebody typed, without what stands around it.</summary>
    public static string WordOf(string? typed) => (typed ?? "").Trim();

    private static RequestFaultException Bad(string detail) => new(Problems.BadRequest(detail));
}
