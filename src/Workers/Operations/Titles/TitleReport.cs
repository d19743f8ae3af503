using Workers.Hosting.Environments;

namespace Workers.Operations.Titles;

/// <summary>What has become of a deed that an index names.</summary>
internal enum DeedState
{
    /// <summary>Stored and read.</summary>
    There,

    /// <summary>It waits, is being bought, or is stored and not read yet.</summary>
    OnItsWay,

    /// <summary>It ended without being read.</summary>
    Failed,

    /// <summary>Nobody has ordered it.</summary>
    Missing,

    /// <summary>Its number cannot be read, so that it cannot be ordered.</summary>
    Illegible,
}

/// <param name="Number">As the index spells it.</param>
/// <param name="ActeType">As it is ordered at the registry.</param>
/// <param name="Id">The document, where there is one.</param>
/// <param name="Outcome">Why it failed.</param>
/// <param name="Open">Doubts about its own reading.</param>
/// <param name="InDoubt">The page of the index that names it is not certain: its number may be another.</param>
internal sealed record NamedDeed(
    string Number, string Date, string Nature, string ActeType, int Page, int Line, DeedState State, Guid? Id = null, string? Outcome = null, long Open = 0, bool InDoubt = false);

/// <summary>A line that an earlier copy of the index has and the latest has not.</summary>
/// <param name="Copy">The document that is the earlier copy.</param>
internal sealed record LostLine(string Number, string Date, string Nature, Guid Copy, DateTimeOffset CopiedAt, int Page, int Line);

/// <summary>A copy of the index that counts.</summary>
/// <param name="OpenPages">With doubts that nobody has decided: what they say is not certain.</param>
/// <param name="UnreadPages">Of which some is in no reading: they may name more, whatever was decided about them.</param>
internal sealed record IndexCopy(Guid Id, DateTimeOffset CopiedAt, int Pages, int Lines, IReadOnlyList<int> OpenPages, IReadOnlyList<int> UnreadPages);

/// <summary>What is stored of a lot's title, beside what its index names.</summary>
/// <param name="Pending">Indexes of the lot that are ordered and not read yet, or that are newer than the latest copy and could not be read.</param>
/// <param name="Latest">Null where none is read.</param>
/// <param name="Earlier">Other copies that were compared, the newest first.</param>
internal sealed record TitleReport(
    TargetEnvironment Environment,
    string Lot,
    string Circonscription,
    string Cadastre,
    string Designation,
    IndexCopy? Latest,
    IReadOnlyList<IndexCopy> Earlier,
    IReadOnlyList<Guid> Pending,
    IReadOnlyList<NamedDeed> Deeds,
    IReadOnlyList<LostLine> Lost)
{
    /// <summary>Nothing is missing, nothing was lost, and nothing waits for a person.</summary>
    public bool IsComplete => Latest is { OpenPages: [], UnreadPages: [] } && Pending.Count == 0 && Lost.Count == 0 && Deeds.All(deed => deed is { State: DeedState.There, Open: 0 });

    public int Count(DeedState state) => Deeds.Count(deed => deed.State == state);
}
