using Workers.Hosting.Environments;

namespace Workers.Steering;

/// <summary>What a worker would begin.</summary>
internal enum SteeredWork
{
    Buying,
    Reading,
}

/// <summary>What a daemon may not begin, by operators' orders (pure).</summary>
/// <param name="InForce">Orders that hold, for this daemon.</param>
internal record SteeredHolds(IReadOnlyList<SteeringOrder> InForce)
{
    private const string Untold = "what operators ordered is not known yet: no database has told";

    /// <summary>No database has told yet what was ordered: nothing is begun.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>Environments whose database has told what was ordered; null: each has.</summary>
    public IReadOnlySet<TargetEnvironment>? Told { get; init; }

    /// <summary>The order to stop this daemon.</summary>
    public SteeringOrder? Stop => InForce.FirstOrDefault(order => order.Verb is SteeringVerb.Stop);

    /// <summary>Why Gemini is asked nothing; null while it may be.</summary>
    public string? Gemini => InForce.FirstOrDefault(order => order is { Verb: SteeringVerb.Pause, Subject: PauseSubject.Gemini })?.Describe();

    /// <summary>Kinds of documents of which nothing is begun, in operators' words.</summary>
    public IReadOnlyList<string> PausedSources => [.. PauseSubject.Sources.Where(source => Paused(PauseSubject.Source(source)) is not null)];

    /// <summary>Why nobody knows what was ordered of one environment, so that nothing of it is begun; null where it is known.</summary>
    public string? FindUntold(TargetEnvironment environment) =>
        IsUnknown ? Untold : Told?.Contains(environment) is false ? $"what operators ordered is not known yet: {environment.Label()} has not told" : null;

    /// <summary>Why nothing of this work is begun by this daemon, whatever the document; null where it may be.</summary>
    public string? Find(SteeredWork work) =>
        IsUnknown ? Untold
        : (InForce.FirstOrDefault(order => order.Verb is SteeringVerb.Drain or SteeringVerb.Stop)
            ?? (work is SteeredWork.Buying
                ? Paused(PauseSubject.RegistrePool) ?? Paused(PauseSubject.Buying)
                : Paused(PauseSubject.OcrPool) ?? Paused(PauseSubject.Gemini)))?.Describe();

    /// <summary>Why nothing of this work is begun in one environment; null where it may be.</summary>
    public string? Find(SteeredWork work, TargetEnvironment environment) => Find(work)
        ?? FindUntold(environment)
        ?? Paused(PauseSubject.Environment(environment))?.Describe();

    /// <summary>Why nothing of one kind of document is begun; null where it may be.</summary>
    public string? FindSource(string source) => Paused(PauseSubject.Source(source))?.Describe();

    /// <summary>Why an account is used for nothing; null where it may be.</summary>
    public string? FindAccount(string code) => Paused(PauseSubject.Account(code))?.Describe();

    /// <summary>Why nothing more is paid for, by whoever already runs; null where it may be.</summary>
    public string? FindPayment(string? account) => Paused(PauseSubject.Buying)?.Describe() ?? (account is null ? null : FindAccount(account));

    private SteeringOrder? Paused(string subject) => InForce.FirstOrDefault(order => order.Verb is SteeringVerb.Pause && string.Equals(order.Subject, subject, StringComparison.Ordinal));
}
