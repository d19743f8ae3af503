using Workers.Database.Migrations;

namespace Workers.Operations.Schema;

/// <param name="Applied">The migrations that this run applied; empty when the schema was there.</param>
/// <param name="Functions">How many functions are in place.</param>
internal sealed record MigrationReport(IReadOnlyList<string> Applied, int Functions);

/// <summary>Brings a database to what this program needs; a second run does no harm.</summary>
internal static class Migrate
{
    /// <summary>Everything as one script, for a database that only its own editor reaches.</summary>
    public static string Script() => MigrationScript.Build();

    /// <param name="say">Is told of each step that takes time.</param>
    /// <exception cref="OperationException">The database did not do it; nothing was changed.</exception>
    public static async Task<MigrationReport> RunAsync(SchemaTarget target, Action<string> say, CancellationToken cancellation) => new(
        await DatabaseQuestions.AskAsync(target.Environment, Migrator.ApplyAsync(target.Address, cancellation, say)), MigrationScript.PublicFunctions.Count);
}
