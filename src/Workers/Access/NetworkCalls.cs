using Workers.Database;

namespace Workers.Access;

/// <summary>An order as it came over the network.</summary>
/// <param name="Id">Of this try.</param>
/// <param name="Address">From where it came.</param>
/// <param name="Verb">What is ordered, one of a short list of words.</param>
/// <param name="DocumentId">Of an order about one document.</param>
/// <param name="IdempotencyKey">Of the caller's own key of it, as a hash: the same again is answered, not carried out.</param>
/// <param name="MayRepeat">Carrying it out twice is as once; else a try that was cut off is answered with <paramref name="Unknown"/>, and nobody carries it out again under that key.</param>
/// <param name="RequestSha256">Of all that makes it this order and no other.</param>
/// <param name="KeyName">Whose it is, for people; kept when the key or the sender is no more.</param>
/// <param name="About">What an order that is of no document concerns, in words.</param>
internal sealed record NetworkCall(
    Guid Id, string KeyId, string Address, string Verb, Guid? DocumentId, string? IdempotencyKey, string RequestSha256, bool MayRepeat = true, string? Unknown = null, string? KeyName = null, string? About = null);

internal enum CallState
{
    /// <summary>It is to be carried out.</summary>
    Open,

    /// <summary>It was, and was answered.</summary>
    Kept,

    /// <summary>The caller's key stands for another request.</summary>
    Other,

    /// <summary>Another try of it runs.</summary>
    Busy,
}

/// <param name="Status">Of HTTP, with <paramref name="Answer"/>: as it was answered, to the letter.</param>
internal sealed record OpenedCall(CallState State, int? Status = null, string? Answer = null);

/// <summary>An order that came over the network, as it is written down.</summary>
/// <param name="KeyName">Of the key or the sender; null where it is no more and nobody wrote its name down.</param>
/// <param name="SettledAt">Null of one that runs, or was cut off.</param>
/// <param name="Status">Of HTTP.</param>
/// <param name="About">What an order that is of no document concerned, in words.</param>
internal sealed record WrittenCall(
    Guid Id, string KeyId, string Address, string Verb, DateTimeOffset OpenedAt, string? KeyName = null, Guid? DocumentId = null, DateTimeOffset? SettledAt = null, int? Status = null, string? About = null);

/// <param name="KeyId">Null: of any.</param>
/// <param name="BeforeAt">With <paramref name="BeforeId"/>, the last that was told.</param>
internal sealed record WrittenCallsQuery(int Limit, DateTimeOffset? BeforeAt = null, Guid? BeforeId = null, string? KeyId = null, string? Verb = null, Guid? DocumentId = null);

/// <param name="More">Older ones are there.</param>
internal sealed record WrittenCalls(IReadOnlyList<WrittenCall> Calls, bool More);

/// <summary>What one environment was ordered over the network, written down before it is carried out. Every call may be repeated, and throws <see cref="DatabaseException"/>.</summary>
internal sealed class NetworkCalls(IDatabaseFunctions functions)
{
    public Task<OpenedCall> OpenAsync(NetworkCall call, CancellationToken cancellation) => functions.CallAsync<OpenedCall>("workers_call_open", call, cancellation);

    /// <summary>The latest first.</summary>
    public Task<WrittenCalls> ListAsync(WrittenCallsQuery query, CancellationToken cancellation) => functions.CallAsync<WrittenCalls>("workers_calls", query, cancellation);

    /// <param name="about">What it concerned, where that is known better by now.</param>
    public Task SettleAsync(Guid id, int status, string answer, string? about, CancellationToken cancellation) =>
        functions.CallAsync<Ended>("workers_call_settle", new { Id = id, Status = status, Answer = answer, About = about }, cancellation);

    /// <summary>It came to no end that would be the same again.</summary>
    public Task GiveUpAsync(Guid id, int status, CancellationToken cancellation) =>
        functions.CallAsync<Ended>("workers_call_settle", new { Id = id, Status = status, Again = true }, cancellation);

    private sealed record Ended(bool Settled);
}
