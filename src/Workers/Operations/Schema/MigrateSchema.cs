using Workers.Database.Migrations;

namespace Workers.Operations.Schema;

/// <param name="Applied">Migrations that this run applied; empty when the schema was up to date.</param>
/// <param name="Functions">How many functions are in place.</param>
internal sealed record MigratedSchema(IReadOnlyList<string> Applied, int Functions);

/// <summary>Brings a database to what this program needs; a second run does no harm.</summary>
internal static class MigrateSchema
{
    /// <summary>One script that does the same in an SQL editor.</summary>
    public static string Script => MigrationScript.Build();

    /// <summary>What a run would do; nothing is changed.</summary>
    /// <exception cref="OperationException">Unreachable or refused.</exception>
    public static Task<MigrationPlan> PlanAsync(SchemaTarget target, CancellationToken cancellation) =>
        Queues.AskAsync(target.Environment, Migrator.PlanAsync(target.Address, cancellation));

    /// <param name="say">Is told of each step that takes time.</param>
    /// <param name="planned">Is told what will be done, before anything is.</param>
    /// <exception cref="OperationException">Unreachable, refused, or a statement failed; a second run goes on from there.</exception>
    public static async Task<MigratedSchema> RunAsync(SchemaTarget target, Action<string> say, Action<MigrationPlan> planned, CancellationToken cancellation) => new(
        await Queues.AskAsync(target.Environment, Migrator.ApplyAsync(target.Address, cancellation, say, planned)), MigrationScript.PublicFunctions.Count);
}
