namespace Workers.Steering.Stores;

/// <summary>Where orders are kept for all daemons. Each keeps the newest of each thing, whoever brings it, in whatever order and how often.</summary>
internal interface ISteeringStore
{
    /// <summary>For people: REDIS, or the environment.</summary>
    string Name { get; }

    /// <summary>Whether what it keeps outlives a restart of everything.</summary>
    bool IsDurable { get; }

    /// <summary>Whether it may be asked.</summary>
    bool IsServed { get; }

    /// <param name="brought">Orders to put beside those that are there; none only asks.</param>
    /// <returns>Every order that it keeps afterwards.</returns>
    /// <exception cref="SteeringStoreException">No answer, or a refusal; the call may be repeated.</exception>
    Task<IReadOnlyList<SteeringOrder>> ExchangeAsync(IReadOnlyList<SteeringOrder> brought, CancellationToken cancellation);
}

/// <summary>A store gave no answer, or refused; the message names it and says why.</summary>
internal sealed class SteeringStoreException(string message, Exception inner) : Exception(message, inner);
