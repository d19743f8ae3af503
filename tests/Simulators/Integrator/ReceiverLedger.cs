namespace Simulators.Integrator;

/// <summary>A receiver's account. Not for several threads at once.</summary>
internal sealed class ReceiverLedger
{
    private readonly List<ReceivedDelivery> deliveries = [];
    private readonly Dictionary<string, VerifiedMessage> messages = new(StringComparer.Ordinal);

    public IReadOnlyList<ReceivedDelivery> Deliveries => [.. deliveries];

    public IReadOnlyDictionary<string, VerifiedMessage> Messages =>
        new Dictionary<string, VerifiedMessage>(messages, StringComparer.Ordinal);

    public void Add(ReceivedDelivery delivery, DateTimeOffset? timestamp)
    {
        deliveries.Add(delivery with { Place = deliveries.Count });
        if (delivery.Refusal is not null || delivery.Id is not { } id || timestamp is not { } at)
            return;
        var (type, oddities) = DeliveryJudge.LookAt(delivery.Head, delivery.Body);
        var taken = MoodAnswers.IsWholeSuccess(delivery.Mood) ? 1 : 0;
        if (!messages.TryGetValue(id, out var known))
        {
            messages[id] = new(id, 1, taken, delivery.Body, type, [at], oddities);
            return;
        }

        if (!known.Body.AsSpan().SequenceEqual(delivery.Body))
            oddities = [.. oddities, "another body under the same id"];
        messages[id] = known with
        {
            Times = known.Times + 1,
            Taken = known.Taken + taken,
            Timestamps = [.. known.Timestamps, at],
            Oddities = [.. known.Oddities.Union(oddities, StringComparer.Ordinal)],
        };
    }
}
