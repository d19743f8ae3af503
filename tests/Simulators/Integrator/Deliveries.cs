namespace Simulators.Integrator;

/// <summary>Why a receiver refused a delivery.</summary>
public enum RefusalReason
{
    /// <summary><c>webhook-id</c> never, twice or empty.</summary>
    NoId,

    /// <summary><c>webhook-timestamp</c> never, twice or not whole seconds.</summary>
    NoTimestamp,

    /// <summary><c>webhook-signature</c> never, twice or empty.</summary>
    NoSignature,

    /// <summary>No secret signed it.</summary>
    WrongSignature,

    /// <summary>Signed, but more than the window away from the receiver's clock.</summary>
    OutsideWindow,

    /// <summary>The body did not come to its end.</summary>
    BrokenOff,

    /// <summary>Not looked at: the mood closed, or answered, before the body. It counts neither as verified nor as refused.</summary>
    NotRead,
}

/// <summary>One delivery, in the order in which they came.</summary>
/// <param name="Place">From 0, over all connections.</param>
/// <param name="Connection">Which connection it came over, from 0.</param>
/// <param name="Mood">How it was answered.</param>
/// <param name="Id">Its <c>webhook-id</c>, where there is one.</param>
/// <param name="Refusal">Why it was refused; nothing for a verified one.</param>
/// <param name="SignedBy">The places of the secrets that signed it.</param>
/// <param name="Answered">The status that was meant to be answered; 0 for none. A broken answer counts as meant.</param>
public sealed record ReceivedDelivery(
    int Place, int Connection, DateTimeOffset At, ReceiverMood Mood, WireHead Head, byte[] Body,
    string? Id, RefusalReason? Refusal, string Detail, IReadOnlyList<int> SignedBy, int Answered);

/// <summary>A verified message, however often it came.</summary>
/// <param name="Times">How often it came and was verified.</param>
/// <param name="Taken">How often it was answered with a 2xx in whole.</param>
/// <param name="Body">The first body under this id.</param>
/// <param name="Timestamps">The timestamps of the tries, in order.</param>
/// <param name="Oddities">What the specification does not forbid a receiver to wonder about: another body under the
/// same id, a body that is no object with <c>type</c>, <c>timestamp</c> and <c>data</c>, another media type.</param>
public sealed record VerifiedMessage(
    string Id, int Times, int Taken, byte[] Body, string? Type, IReadOnlyList<DateTimeOffset> Timestamps, IReadOnlyList<string> Oddities);
