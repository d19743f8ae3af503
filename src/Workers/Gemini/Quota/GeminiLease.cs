using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Workers.Gemini.Quota;

/// <summary>
/// The right to send one request now. Report what it used; a lease that is dropped without a report counts as sent with
/// all that it reserved.
/// </summary>
internal sealed class GeminiLease : RateLimitLease
{
    public static readonly MetadataName<string> ReservationIdName = MetadataName.Create<string>("RESERVATION_ID");

    private readonly Lock _gate = new();
    private readonly QuotaMember? _member;
    private readonly long _reserved;
    private readonly TimeSpan _lateAfter;
    private readonly TimeSpan? _retryAfter;
    private SentWindow.Slot? _slot;
    private bool _isReported;

    /// <param name="reservationId">Null when the lease was given without Redis.</param>
    /// <param name="lateAfter">Until when the request may go out and be counted where it was granted.</param>
    public GeminiLease(QuotaMember member, string? reservationId, SentWindow.Slot slot, long reserved, TimeSpan lateAfter)
    {
        (_member, ReservationId, _slot, _reserved, _lateAfter) = (member, reservationId, slot, reserved, lateAfter);
    }

    /// <summary>A refusal.</summary>
    public GeminiLease(TimeSpan? retryAfter)
    {
        _retryAfter = retryAfter;
    }

    public override bool IsAcquired => _member is not null;

    public string? ReservationId { get; }

    public override IEnumerable<string> MetadataNames => [ReservationIdName.Name, MetadataName.RetryAfter.Name];

    /// <summary>
    /// The whole request has gone out. Late, because it is large, or this process stood still, it is counted from now on:
    /// the API counts it when it arrives.
    /// </summary>
    public void WentOut()
    {
        lock (_gate)
        {
            if (!_isReported && _member is not null && _slot is not null && _member.Own.Now > _lateAfter)
            {
                LimiterMetrics.SentLate();
                _slot = _member.SentLate(ReservationId, _slot, _reserved);
            }
        }
    }

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
        if (_member is null)
        {
            return;
        }

        lock (_gate)
        {
            if (_slot is null || _isReported)
            {
                return;
            }

            _isReported = true;
            _member.Own.Correct(_slot, requests, tokens - _reserved);
        }

        if (requests is 0)
        {
            LimiterMetrics.Settled(tokens);
        }

        if (ReservationId is { } id)
        {
            await _member.SettleAsync(id, requests < 0 ? -1 : tokens);
        }
    }
}
