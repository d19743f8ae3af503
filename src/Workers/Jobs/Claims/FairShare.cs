using Workers.Hosting.Environments;

namespace Workers.Jobs.Claims;

/// <summary>One turn given by <see cref="FairShare"/>.</summary>
internal sealed record FairPick(TargetEnvironment Environment, IReadOnlyList<TargetEnvironment> Candidates);

/// <summary>
/// Smooth weighted round robin between environments: each gets its weight's share of the turns it took part in, spread
/// evenly, and none waits for ever. A turn that found nothing is undone, so an empty environment neither loses nor saves up
/// turns. Not for several threads.
/// </summary>
/// <param name="weightOf">How many turns an environment gets beside the others.</param>
internal sealed class FairShare(Func<TargetEnvironment, int> weightOf)
{
    private readonly Dictionary<TargetEnvironment, int> _credit = TargetEnvironments.All.ToDictionary(name => name, _ => 0);

    /// <param name="candidates">Those that may have work now, at least one.</param>
    /// <param name="isFree">Whether it can be asked now.</param>
    /// <returns>Null when it is the turn of one that is not free: then waiting for it is fair.</returns>
    public FairPick? Pick(IReadOnlyList<TargetEnvironment> candidates, Func<TargetEnvironment, bool> isFree)
    {
        var next = candidates.MaxBy(name => _credit[name] + weightOf(name));
        if (!isFree(next))
        {
            return null;
        }

        var pick = new FairPick(next, candidates);
        Apply(pick, 1);
        return pick;
    }

    public void Undo(FairPick pick) => Apply(pick, -1);

    private void Apply(FairPick pick, int sign)
    {
        foreach (var name in pick.Candidates)
        {
            _credit[name] += sign * weightOf(name);
            _credit[pick.Environment] -= sign * weightOf(name);
        }
    }
}
