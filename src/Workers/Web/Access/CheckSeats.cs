using Workers.Hosting.Environments;
using Workers.Operations;

namespace Workers.Web.Access;

/// <summary>How many ask one database at a time who somebody is. An environment whose database is away takes no seat of another.</summary>
/// <param name="what">Is checked, for people: keys, sessions.</param>
internal sealed class CheckSeats(IEnumerable<TargetEnvironment> environments, string what) : IDisposable
{
    private const int MostAsked = 8;

    private static readonly TimeSpan MostWait = TimeSpan.FromSeconds(10);

    private readonly Dictionary<TargetEnvironment, SemaphoreSlim> _seats = environments.ToDictionary(environment => environment, _ => new SemaphoreSlim(MostAsked));

    /// <exception cref="OperationException">No seat became free.</exception>
    public async Task<T> AskAsync<T>(TargetEnvironment environment, Func<Task<T>> askAsync, CancellationToken cancellation)
    {
        var seats = _seats[environment];
        if (!await seats.WaitAsync(MostWait, cancellation))
        {
            throw new OperationException(OperationFailure.Unavailable, $"{environment.Label()}: the database answers too slowly for {what} to be checked.");
        }

        try
        {
            return await askAsync();
        }
        finally
        {
            seats.Release();
        }
    }

    public void Dispose()
    {
        foreach (var seats in _seats.Values)
        {
            seats.Dispose();
        }
    }
}
