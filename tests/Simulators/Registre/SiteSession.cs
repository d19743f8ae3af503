namespace Simulators.Registre;

/// <summary>One login, until it expires, ends, or is ended by another one.</summary>
internal sealed class SiteSession(string id, string account, DateTimeOffset now)
{
    public string Id => id;

    public string Account => account;

    public DateTimeOffset LastSeen { get; set; } = now;

    /// <summary>What a list page offered last, in its order.</summary>
    public IReadOnlyList<RegisteredDocument> Offered { get; set; } = [];

    /// <summary>What waits for "Confirmer".</summary>
    public RegisteredDocument? Pending { get; set; }
}
