namespace Simulators.Chaos;

/// <summary>What became of the documents of a lost daemon; seconds are infinite when it never happened.</summary>
/// <param name="Held">How many documents it held.</param>
/// <param name="Back">Seconds until the last of them was back in the queue, for any worker that is free.</param>
/// <param name="Again">Seconds until the last of them was claimed again or had ended; where all workers are busy this is the length of the queue.</param>
/// <param name="Disturbed">A server or the network was unwell meanwhile: the bar is not asked then.</param>
internal sealed record ChaosRecovery(string How, long Held, double Back, double Again, bool Disturbed);

/// <summary>All that is measured in a run. The verdict knows nothing else.</summary>
internal sealed record ChaosFigures
{
    public required int Asked { get; init; }

    public required ChaosEnds Ends { get; init; }

    public required int Billed { get; init; }

    public required int BoughtTwice { get; init; }

    /// <summary>Writes of a worker that no longer held its document, which changed it.</summary>
    public required long Stale { get; init; }

    /// <summary>The same, refused ones included.</summary>
    public required long Late { get; init; }

    public required int BudgetSamples { get; init; }

    public required int OverBudget { get; init; }

    public required ChaosUse Most { get; init; }

    public required ChaosUse Budget { get; init; }

    public required long OverQuota { get; init; }

    /// <summary>Most requests that Gemini saw within 60 s.</summary>
    public required long MostRequests { get; init; }

    public required long Quota { get; init; }

    public required IReadOnlyList<ChaosRecovery> Recoveries { get; init; }

    /// <summary>Daemons that ended although nobody asked them to.</summary>
    public required int DaemonsEnded { get; init; }

    public required IReadOnlyList<int> ExitCodes { get; init; }

    /// <summary>-1: Redis did not answer.</summary>
    public required int ReservationsLeft { get; init; }

    /// <summary>-1: Redis did not answer.</summary>
    public required int AccountsLeft { get; init; }

    public required IReadOnlyList<string> ProcessesLeft { get; init; }

    public required IReadOnlyList<string> FilesLeft { get; init; }
}
