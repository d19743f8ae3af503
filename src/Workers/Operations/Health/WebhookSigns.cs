namespace Workers.Operations.Health;

/// <summary>Webhooks that are not delivered and senders that are not heard, although they are registered (pure). It holds up no document and costs nothing.</summary>
internal static class WebhookSigns
{
    public static IEnumerable<HealthFinding> Of(HealthFacts facts) =>
        from environment in facts.Answering
        let stand = environment.Webhooks
        where stand?.Trouble is not null
        let cause = stand.Trouble switch
        {
            WebhookTrouble.NoKey => HealthCause.WebhooksNoKey,
            WebhookTrouble.OtherKey => HealthCause.WebhooksOtherKey,
            _ => HealthCause.WebhooksCopied,
        }
        select new HealthFinding(
            cause, environment.Environment, $"{stand.Found} {stand.Remedy}", cause is HealthCause.WebhooksCopied ? stand.Confirm : SourceSigns.Doctor(environment.Environment));
}
