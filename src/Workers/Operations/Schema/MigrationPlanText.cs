using System.Globalization;
using Workers.Database.Migrations;
using Workers.Hosting;

namespace Workers.Operations.Schema;

/// <summary>What a migration would do, in lines (pure).</summary>
internal static class MigrationPlanText
{
    /// <summary>The whole plan; nothing was done.</summary>
    public static IEnumerable<string> Of(MigrationPlan plan)
    {
        yield return plan.IsNew ? $"it was never migrated; this program is Workers {ProgramVersion.Text}"
            : $"it is at {plan.Schema}, of Workers {plan.Program ?? "0.1.0 or before"}; this program is Workers {ProgramVersion.Text}";
        if (plan.IsDone)
        {
            yield return "nothing is to be done";
            yield break;
        }

        if (plan.Migrations.Count > 0)
        {
            yield return $"would apply {string.Join(", ", plan.Migrations.Select(migration => migration.Name))}";
        }

        foreach (var index in plan.Indexes)
        {
            yield return $"would build index {index.Name} of {index.Table.Name} beside the work, which may go on: {Size(index.Table)}, about {Duration(index.Estimate)}";
        }

        foreach (var line in LocksOf(plan))
        {
            yield return line;
        }

        yield return $"would put {MigrationScript.PublicFunctions.Count} functions in place, all at one moment; a call that runs ends with either; they agree";
        yield return Served(plan);
        yield return "nothing was changed; do it with: migrate";
    }

    /// <summary>What is said before it is done to a database that is in use.</summary>
    public static IEnumerable<string> Before(MigrationPlan plan) => plan.IsNew || plan.IsDone ? [] : [.. LocksOf(plan), Served(plan)];

    private static IEnumerable<string> LocksOf(MigrationPlan plan) => plan.Migrations.Where(migration => migration.Locks is not null).Select(migration => $"{migration.Name} locks {migration.Locks}");

    private static string Served(MigrationPlan plan) => plan.IsNew ? "no daemon can be running on it"
        : plan.ServesInstalled ? $"daemons of Workers {ProgramVersion.ServesFrom} and newer go on running meanwhile and afterwards"
        : $"daemons older than Workers {ProgramVersion.ServesFrom} are not served any more: stop those of this environment first";

    private static string Size(TableSize table) => table.Rows < 0
        ? string.Create(CultureInfo.InvariantCulture, $"rows not counted yet, {table.Bytes / 1e6:0.0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{table.Rows:N0} rows, {table.Bytes / 1e6:0.0} MB");

    private static string Duration(TimeSpan time) => time < TimeSpan.FromMinutes(2)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, time.TotalSeconds):0} s")
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min");
}
