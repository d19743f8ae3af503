using Workers.Hosting.Environments;

namespace Workers.Operations.Health;

/// <summary>From what is known to the verdict (pure).</summary>
internal static class HealthDecision
{
    /// <summary>Without a queue nobody knows of money and documents.</summary>
    private static readonly HealthJudgement Untold = new(HealthAnswer.Unknown, null);

    /// <param name="only">One environment; null judges all.</param>
    public static HealthVerdict Of(HealthFacts facts, TargetEnvironment? only = null)
    {
        if (only is { } environment)
        {
            facts = facts with { Status = facts.Status.Of(environment) };
        }

        List<HealthFinding> found =
        [
            .. SourceSigns.Of(facts), .. ClockSigns.Of(facts), .. DaemonSigns.Of(facts), .. OrderSigns.Of(facts), .. ParkingSigns.Of(facts), .. AccountSigns.Of(facts), .. MoneySigns.Of(facts), .. QueueSigns.Of(facts), .. WebhookSigns.Of(facts),
        ];
        List<HealthFinding> ranked =
        [
            .. found.Concat(DaemonSigns.OfSettings(facts, found)).Where(finding => only is null || finding.Environment is null || finding.Environment == only)
                .OrderBy(finding => HealthCauses.RankOf(finding.Cause))
                .ThenBy(finding => finding.Environment is { } of ? Place(of) : -1),
        ];
        var isBlank = facts.Status.Environments.Count == 0;
        return new(
            facts.At, isBlank ? Untold : Judge(ranked, rule => rule.Money), isBlank ? Untold : Judge(ranked, rule => rule.Documents), Judge(ranked, rule => rule.Moving), ranked.FirstOrDefault(), [.. ranked.Skip(1)]);
    }

    /// <summary>Its cause is the first of those that make it as bad as it is.</summary>
    private static HealthJudgement Judge(IEnumerable<HealthFinding> ranked, Func<CauseRule, HealthAnswer?> of)
    {
        var (answer, cause) = (HealthAnswer.Yes, (string?)null);
        foreach (var finding in ranked)
        {
            var meant = of(HealthCauses.Of(finding.Cause)) is HealthAnswer.No && finding.IsPart ? HealthAnswer.AtRisk : of(HealthCauses.Of(finding.Cause));
            if (meant > answer)
            {
                (answer, cause) = (meant.Value, finding.Code);
            }
        }

        return new(answer, cause);
    }

    private static int Place(TargetEnvironment environment) => TargetEnvironments.All.ToList().IndexOf(environment);
}
