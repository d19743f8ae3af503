using Workers.Gemini.Prices;

namespace Workers.Gemini.Clients;

/// <summary>What became of the sends of one call beside the one that was answered: a repeat is a send of its own, and may be paid.</summary>
internal sealed class SendLog
{
    /// <summary>The tier of the last send; null when none went out.</summary>
    public ServiceTier? LastTier { get; private set; }

    /// <summary>Sends without a word about what they used: they may have been worked on, and paid.</summary>
    public int Unknown { get; private set; }

    /// <summary>What failed sends say that they used.</summary>
    public TokenUse Used { get; private set; }

    public void Send(ServiceTier tier) => LastTier = tier;

    public void Fail(GeminiException failure)
    {
        if (failure.InputTokens is { } input)
        {
            Used = new(Used.Input + input, Used.Cached + (failure.CachedTokens ?? 0), Used.Output + (failure.OutputTokens ?? 0));
        }
        else if (failure is { Sent: true, Kind: GeminiFailure.Unavailable, IsRefusal: false })
        {
            Unknown++;
        }
    }
}
