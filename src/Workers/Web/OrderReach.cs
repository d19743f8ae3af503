using Workers.Hosting.Environments;
using Workers.Operations.Status;
using Workers.Steering;

namespace Workers.Web;

/// <summary>
/// How far an operator's key reaches (pure). A key is of one environment, and daemons serve several: with it one's own environment is paused; what concerns all of them, as a limit or an
/// account does, is ordered with a key of the first that is served, production before staging before development.
/// </summary>
internal static class OrderReach
{
    /// <summary>Whom an order concerns: the environments of this server, and those of every daemon that shares its Redis, also where one of them is not to be had now.</summary>
    /// <returns>Null where Redis did not tell.</returns>
    public static IReadOnlyList<TargetEnvironment>? Served(IReadOnlyList<TargetEnvironment> configured, StatusReport status) => status.Fault is not null ? null :
    [
        .. configured
            .Concat(status.Daemons.SelectMany(daemon => daemon.Serves))
            .Concat(TargetEnvironments.All.Where(known => status.Daemons.Any(daemon => daemon.Disabled.ContainsKey(known.Label()))))
            .Distinct().Order(),
    ];

    /// <param name="served">Null where it is not known: then nothing is ordered for all.</param>
    public static bool ReachesAll(TargetEnvironment own, IReadOnlyList<TargetEnvironment>? served) => served is not null && served.All(other => own <= other);

    /// <inheritdoc cref="ReachesAll"/>
    public static bool Reaches(TargetEnvironment own, IReadOnlyList<TargetEnvironment>? served, SteeringVerb verb, string subject) =>
        ReachesAll(own, served) || (verb is SteeringVerb.Pause && subject == PauseSubject.Environment(own));

    /// <summary>Who orders what concerns all, for whoever may not.</summary>
    /// <inheritdoc cref="ReachesAll"/>
    public static string WhoMay(IReadOnlyList<TargetEnvironment>? served) => served is null
        ? "This may concern environments that are not known now, since Redis does not answer: order it again when it does."
        : $"This concerns every environment whose daemons share this Redis: a key of {served.Min().Label()} orders it.";

    /// <summary>An order that names another environment is nothing to this one.</summary>
    public static bool Concerns(TargetEnvironment own, SteeringOrder order) =>
        !TargetEnvironments.All.Any(other => other != own && string.Equals(order.Subject, PauseSubject.Environment(other), StringComparison.OrdinalIgnoreCase));
}
