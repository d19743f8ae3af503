using System.Text.Json;
using static Workers.Operations.Health.HealthAnswer;
using static Workers.Operations.Health.HealthCause;

namespace Workers.Operations.Health;

/// <summary>What a cause means for each question; null: nothing.</summary>
/// <param name="Entry">The heading of the runbook, as a link names it, that tells more.</param>
internal sealed record CauseRule(HealthCause Cause, HealthAnswer? Money, HealthAnswer? Documents, HealthAnswer? Moving, string Entry);

/// <summary>
/// Every cause in its rank: of several the first one here is the first cause. Who does not answer goes before all that its data could say; what
/// stops everything before what stops a part; what costs money before what waits for a person; what is told to others last, since it holds up nothing here. Pure.
/// </summary>
internal static class HealthCauses
{
    public static IReadOnlyList<CauseRule> Ranked { get; } =
    [
        new(RedisFrozen, null, Unknown, Unknown, "redis"),
        new(RedisAway, null, Unknown, Unknown, "redis"),
        new(RedisUrlWrong, null, Unknown, Unknown, "redis"),
        new(RedisFull, null, Unknown, No, "redis"),
        new(RedisRefuses, null, Unknown, No, "redis"),
        new(DatabaseMissing, Unknown, Unknown, Unknown, "postgres"),
        new(DatabaseKeyRefused, Unknown, Unknown, Unknown, "starting"),
        new(DatabaseAway, Unknown, Unknown, Unknown, "postgres"),
        new(NotMigrated, Unknown, Unknown, No, "starting"),
        new(SchemaNewer, Unknown, Unknown, No, "upgrading"),
        new(StatusesDiffer, Unknown, Unknown, No, "starting"),
        new(DatabaseRefuses, Unknown, Unknown, Unknown, "postgres"),
        new(MachineClock, AtRisk, null, AtRisk, "postgres"),
        new(DatabaseClock, AtRisk, null, AtRisk, "postgres"),
        new(RedisClock, AtRisk, null, AtRisk, "redis"),
        new(DaemonFrozen, null, AtRisk, AtRisk, "starting"),
        new(LedgerHeld, null, null, AtRisk, "stopping"),
        new(NoDaemon, null, null, No, "starting"),
        new(EnvironmentNotServed, null, null, No, "starting"),
        new(OrdersUnknown, null, null, No, "steering"),
        new(HealthCause.Paused, null, null, HealthAnswer.Paused, "steering"),
        new(InvoiceUnknown, No, null, null, "money"),
        new(PurchaseUncertain, AtRisk, null, null, "money"),
        new(SettingsOlder, null, null, AtRisk, "starting"),
        new(DiskFull, null, AtRisk, No, "somebody-outside-is-away"),
        new(StorageRefuses, null, AtRisk, No, "somebody-outside-is-away"),
        new(SiteChanged, null, null, No, "somebody-outside-is-away"),
        new(SiteUnknown, null, null, No, "somebody-outside-is-away"),
        new(GeminiKeyRefused, null, null, No, "somebody-outside-is-away"),
        new(GeminiModelGone, null, null, No, "somebody-outside-is-away"),
        new(GeminiRefuses, null, null, No, "somebody-outside-is-away"),
        new(BudgetSpent, null, null, No, "money"),
        new(ReadingBudgetSpent, null, null, No, "money"),
        new(GeminiDaySpent, null, null, No, "somebody-outside-is-away"),
        new(SiteClosed, null, null, No, "somebody-outside-is-away"),
        new(GeminiAway, null, null, No, "somebody-outside-is-away"),
        new(StorageAway, null, AtRisk, No, "somebody-outside-is-away"),
        new(BrowserFails, null, null, No, "starting"),
        new(WorkRests, null, null, No, "somebody-outside-is-away"),
        new(AccountsSetAside, null, null, No, "accounts"),
        new(AccountsSpent, null, null, No, "accounts"),
        new(AccountSetAside, null, null, AtRisk, "accounts"),
        new(PartBudgetSpent, null, null, AtRisk, "money"),
        new(AccountsCooling, null, null, AtRisk, "accounts"),
        new(GeminiFrozen, null, null, AtRisk, "somebody-outside-is-away"),
        new(TooFewAccounts, null, null, AtRisk, "accounts"),
        new(LeasesStuck, null, AtRisk, AtRisk, "stuck-documents"),
        new(Drift, null, AtRisk, null, "stuck-documents"),
        new(LoopLate, null, null, AtRisk, "stuck-documents"),
        new(DaemonWithoutOrders, null, null, AtRisk, "steering"),
        new(HealthCause.PausedInPart, null, null, HealthAnswer.PausedInPart, "steering"),
        new(WorkersBlocked, null, null, AtRisk, "growing"),
        new(PaidNotStored, null, AtRisk, null, "money"),
        new(InvoicesDiffer, AtRisk, null, null, "money"),
        new(RowsRefused, null, AtRisk, null, "postgres"),
        new(UnknownKinds, null, AtRisk, null, "starting"),
        new(DeadLetters, null, AtRisk, null, "stuck-documents"),
        new(ReviewBacklog, null, AtRisk, null, "what-is-in-doubt-about-a-reading"),
        new(QueueStands, null, null, AtRisk, "stuck-documents"),
        new(WebhooksNoKey, null, null, null, "webhooks"),
        new(WebhooksOtherKey, null, null, null, "webhooks"),
        new(WebhooksCopied, null, null, null, "webhooks"),
        new(PortTaken, null, null, null, "starting"),
    ];

    public static CauseRule Of(HealthCause cause) => Ranked[RankOf(cause)];

    /// <returns>0 of the first.</returns>
    public static int RankOf(HealthCause cause) => Ranks[cause];

    /// <summary>Whether it is as an operator wants it: told, and nothing to be called for.</summary>
    public static bool IsOnPurpose(HealthCause cause) => cause is HealthCause.Paused or HealthCause.PausedInPart;

    /// <summary>As scripts and the runbook spell it: <c>redis_away</c>.</summary>
    public static string CodeOf(HealthCause cause) => JsonNamingPolicy.SnakeCaseLower.ConvertName(cause.ToString());

    private static Dictionary<HealthCause, int> Ranks { get; } = Ranked.Index().ToDictionary(one => one.Item.Cause, one => one.Index);
}
