using Workers.Hosting.Environments;
using Workers.Steering;

namespace Workers.Web.Pages.Limits;

/// <summary>
/// How far an operator's key reaches (pure). A key is of one environment, and daemons serve several: with it one's own environment is paused; what concerns all of them, as a limit or an
/// account does, is ordered with a key of the first that is served here, production before staging before development.
/// </summary>
internal static class OrderReach
{
    public static bool ReachesAll(TargetEnvironment own, IReadOnlyList<TargetEnvironment> served) => served.All(other => own <= other);

    public static bool Reaches(TargetEnvironment own, IReadOnlyList<TargetEnvironment> served, SteeringVerb verb, string subject) =>
        ReachesAll(own, served) || (verb is SteeringVerb.Pause && subject == PauseSubject.Environment(own));

    /// <summary>An order that names another environment is nothing to this one.</summary>
    public static bool Concerns(TargetEnvironment own, SteeringOrder order) =>
        !TargetEnvironments.All.Any(other => other != own && string.Equals(order.Subject, PauseSubject.Environment(other), StringComparison.OrdinalIgnoreCase));
}
