using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Steering;

namespace Workers.Support;

/// <summary>Orders to daemons, and boards that know them, for tests.</summary>
internal static class Steer
{
    private static long s_revision = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() * 1000;

    public static SteeringOrder Pause(string subject, string? server = null, DateTimeOffset? until = null) => Of(SteeringVerb.Pause, subject, null, server, until);

    public static SteeringOrder Set(string name, string value, string? server = null) => Of(SteeringVerb.Set, name, value, server, null);

    public static SteeringOrder Drain(string server) => Of(SteeringVerb.Drain, "", null, server, null);

    public static SteeringOrder Stop(string server) => Of(SteeringVerb.Stop, "", null, server, null);

    /// <summary>Takes an order back.</summary>
    public static SteeringOrder Lift(SteeringOrder order) => order with { Id = Guid.NewGuid(), Revision = Next(), IsLifted = true, Until = null };

    /// <summary>A board that every database has told.</summary>
    public static SteeringBoard Board(TimeProvider? time = null)
    {
        var board = new SteeringBoard(LoadedSettings.Load(new(new Dictionary<string, string>(StringComparer.Ordinal), null, [])), new("d-1-0", "vm-1", null), time ?? TimeProvider.System);
        foreach (var environment in TargetEnvironments.All)
        {
            board.Learn([], environment);
        }

        return board;
    }

    private static SteeringOrder Of(SteeringVerb verb, string subject, string? value, string? server, DateTimeOffset? until) =>
        new(Guid.NewGuid(), Next(), verb, subject, value, server, IsLifted: false, "a test", DateTimeOffset.UnixEpoch.AddYears(50), until, "to see it");

    private static long Next() => Interlocked.Increment(ref s_revision);
}
