using System.Text.Json;
using Workers.Database;
using Workers.Database.Migrations;
using Workers.Hosting.Environments;

namespace Workers.Steering.Stores;

/// <summary>Orders in one environment's database, with all that were ever given.</summary>
internal sealed class DatabaseSteering(IDatabaseFunctions database) : ISteeringStore
{
    public TargetEnvironment Environment => database.Environment;

    public string Name => Environment.Label();

    public bool IsDurable => true;

    public bool IsServed => database.IsServed;

    public Task<IReadOnlyList<SteeringOrder>> ExchangeAsync(IReadOnlyList<SteeringOrder> brought, CancellationToken cancellation) =>
        CallAsync(brought.Count == 0 ? "workers_steering" : "workers_steer", brought.Count == 0 ? new { } : new { Orders = brought }, kept => kept.Orders, cancellation);

    /// <summary>The latest orders as they were given, newest first.</summary>
    /// <exception cref="SteeringStoreException">No answer, or a refusal.</exception>
    public Task<IReadOnlyList<SteeringOrder>> ReadEventsAsync(int most, CancellationToken cancellation) =>
        CallAsync("workers_steering", new { Events = most }, kept => kept.Events ?? [], cancellation);

    private async Task<IReadOnlyList<SteeringOrder>> CallAsync(string function, object request, Func<Kept, IReadOnlyList<JsonElement>> of, CancellationToken cancellation)
    {
        try
        {
            // What a newer version ordered in a way that is not known here is its own matter.
            var answer = await database.CallAsync<Kept>(function, request, cancellation);
            return [.. of(answer).Select(row => DatabaseJson.TryRead<SteeringOrder>(row, out var order, out _) ? order : null).OfType<SteeringOrder>()];
        }
        catch (DatabaseException failure)
        {
            throw new SteeringStoreException(SchemaCheck.Describe(Environment, failure), failure);
        }
    }

    private sealed record Kept(IReadOnlyList<JsonElement> Orders, IReadOnlyList<JsonElement>? Events = null);
}
