namespace Workers.Redis;

/// <summary>What a loop has already told: every outage is the same to it, however it shows itself, and each refusal is another thing.</summary>
internal sealed class RedisNews
{
    private string? _told;

    /// <param name="failure">What the pass met; null when it met nothing.</param>
    /// <returns>Whether the pass before met something else.</returns>
    public bool IsNews(RedisFailureException? failure)
    {
        var met = failure is RedisRefusedException ? failure.Message : failure is null ? null : "";
        return !string.Equals(Interlocked.Exchange(ref _told, met), met, StringComparison.Ordinal);
    }
}
