using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Workers.Gemini;

/// <summary>
/// The right to send one request now. Report what it used; a lease that is dropped without a report counts as sent with
/// all that it reserved.
/// </summary>
internal sealed class GeminiLease : RateLimitLease
{
    public static readonly MetadataName<string> ReservationIdName = MetadataName.Create<string>("RESERVATION_ID");

    private readonly LimiterLink? _link;
    private readonly OwnSends.Slot? _slot;
    private readonly long _reserved;
    private readonly TimeSpan? _retryAfter;
    private int _reported;

    /// <param name="reservationId">Null when the lease was given without Redis.</param>
    public GeminiLease(LimiterLink link, string? reservationId, OwnSends.Slot slot, long reserved)
    {
        (_link, ReservationId, _slot, _reserved) = (link, reservationId, slot, reserved);
    }

    /// <summary>A refusal.</summary>
    public GeminiLease(TimeSpan? retryAfter)
    {
        _retryAfter = retryAfter;
    }

    public override bool IsAcquired => _link is not null;

    public string? ReservationId { get; }

    public override IEnumerable<string> MetadataNames => [ReservationIdName.Name, MetadataName.RetryAfter.Name];

    /// <summary>The request was sent and used this many input tokens.</summary>
    public Task SettleAsync(long tokens) => ReportAsync(0, tokens);

    /// <summary>The request was never sent.</summary>
    public Task GiveBackAsync() => ReportAsync(-1, 0);

    public override bool TryGetMetadata(string metadataName, [NotNullWhen(true)] out object? metadata)
    {
        metadata = metadataName == ReservationIdName.Name ? ReservationId
            : metadataName == MetadataName.RetryAfter.Name ? _retryAfter
            : null;
        return metadata is not null;
    }

    private async Task ReportAsync(int requests, long tokens)
    {
        if (_link is null || _slot is null || Interlocked.Exchange(ref _reported, 1) is not 0)
        {
            return;
        }

        if (requests is 0)
        {
            GeminiMeter.Settled(tokens);
        }

        _link.Correct(_slot, requests, tokens - _reserved);
        if (ReservationId is { } id)
        {
            await _link.SettleAsync(id, requests < 0 ? -1 : tokens);
        }
    }
}
