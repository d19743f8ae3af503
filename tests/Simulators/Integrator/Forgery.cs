using System.Globalization;

namespace Simulators.Integrator;

/// <summary>A call that must not be taken.</summary>
/// <param name="Name">Its name, unlike all others.</param>
/// <param name="Statuses">What may be answered; 0 stands for no answer.</param>
/// <param name="Code">The problem's code, where the contract tells one.</param>
/// <param name="Names">The header that the answer names, where the contract wants it named.</param>
/// <param name="Ground">What of the contract demands it.</param>
/// <param name="Contested">Whether the contract leaves it open, and this is a reading of it.</param>
/// <param name="HonestFirst">Whether an honest call goes out under the same id before.</param>
public sealed record Forgery(
    string Name, IReadOnlyList<int> Statuses, string? Code, string? Names, string Ground, bool Contested, bool HonestFirst)
{
    /// <summary>All forgeries, in a steady order.</summary>
    public static IReadOnlyList<Forgery> All { get; } = [.. ForgedHeaders.All, .. ForgedSignatures.All, .. ForgedCalls.All];

    /// <summary>Those that the contract decides.</summary>
    public static IReadOnlyList<Forgery> Decided { get; } = [.. All.Where(one => !one.Contested)];

    /// <summary>Whether a server's HTTP may refuse it before the API sees it, so that the answer is no problem+json.</summary>
    public bool MayBeBare { get; init; }

    internal Action<CallDraft, ForgeryHand> Make { get; init; } = (_, _) => { };

    /// <summary>The one of that name.</summary>
    public static Forgery Of(string name) => All.Single(one => one.Name.Equals(name, StringComparison.Ordinal));

    /// <summary>What is wrong with an answer to it; nothing where it is as demanded.</summary>
    public string? Objection(WireAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        var told = $"{Name}: {answer.Status} {answer.Text} {answer.Detail}";
        if (!Statuses.Contains(answer.Status))
            return $"not {string.Join(" or ", Statuses)}; {told}";
        if (answer.Status == 0 || answer.Took || (MayBeBare && answer.Status != 401 && !answer.IsProblem))
            return null;
        if (!answer.IsProblem)
            return $"no problem+json; {told}";
        if (answer.Member("status") is { } status && status != answer.Status.ToString(CultureInfo.InvariantCulture))
            return $"the problem tells another status; {told}";
        if (answer.Code is null || (Code is not null && answer.Status == 401 && answer.Code != Code))
            return $"not {Code ?? "any code"}; {told}";
        return Names is not null && answer.Status == 401 && !answer.Text.Contains(Names, StringComparison.OrdinalIgnoreCase) ? $"does not name {Names}; {told}" : null;
    }

    /// <inheritdoc />
    public override string ToString() => Name;

    internal static Forgery Unsigned(string name, string ground, Action<CallDraft, ForgeryHand> make) =>
        new(name, [401], "signature_refused", null, ground, Contested: false, HonestFirst: false) { Make = make };

    internal static Forgery Late(string name, string ground, Action<CallDraft, ForgeryHand> make) =>
        Unsigned(name, ground, make) with { Code = "timestamp_refused" };

    internal static Forgery Malformed(string name, string header, string ground, Action<CallDraft, ForgeryHand> make) =>
        Unsigned(name, ground, make) with { Names = header };

    internal static Forgery Other(string name, IReadOnlyList<int> statuses, string ground, Action<CallDraft, ForgeryHand> make) =>
        Unsigned(name, ground, make) with { Statuses = statuses, Code = null };
}

/// <summary>What a forger knows besides the draft.</summary>
internal sealed record ForgeryHand(DateTimeOffset Now, TimeSpan Margin, Guid Sender, int Seed)
{
    /// <summary>A time so far from now, as it is written.</summary>
    public string Seconds(TimeSpan off) => (Now + off).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
