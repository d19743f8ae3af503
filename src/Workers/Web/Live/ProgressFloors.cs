namespace Workers.Web.Live;

/// <summary>What each document's progress may not go below, however marks arrive. Remembers the documents that moved last, and no more than twice its bound. Not for several threads at once.</summary>
internal sealed class ProgressFloors(int bound = 5000)
{
    private Dictionary<Guid, Floor> _latest = [];
    private Dictionary<Guid, Floor> _older = [];

    /// <param name="claim">The token of the claim that it was made under; a later claim has a greater one.</param>
    /// <returns>False of a mark that tells nothing new, or comes from a claim that is over.</returns>
    public bool Rises(Guid document, long claim, int percent)
    {
        var floor = Of(document);
        if (claim < floor.Claim || claim <= floor.Over || percent <= floor.Percent)
        {
            return false;
        }

        Keep(document, floor with { Claim = claim, Percent = percent });
        return true;
    }

    /// <summary>It begins anew: marks of the claims before this moment count no more.</summary>
    public void BeginAnew(Guid document, DateTimeOffset at)
    {
        // A claim's token is its moment in microseconds.
        var over = (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var floor = Of(document);
        Keep(document, floor.Claim > over ? floor with { Over = over } : new(Percent: -1, floor.Claim, over));
    }

    private Floor Of(Guid document) => _latest.TryGetValue(document, out var floor) || _older.TryGetValue(document, out floor) ? floor : new(-1, long.MinValue, long.MinValue);

    private void Keep(Guid document, Floor floor)
    {
        _latest[document] = floor;
        if (_latest.Count >= bound)
        {
            (_older, _latest) = (_latest, []);
        }
    }

    private readonly record struct Floor(int Percent, long Claim, long Over);
}
