using Npgsql;
using Workers.Hosting;

namespace Workers.Database.Migrations;

/// <summary>A table as a plan tells of it.</summary>
/// <param name="Rows">As the database last counted them; -1 where it never did.</param>
internal sealed record TableSize(string Name, long Rows, long Bytes);

/// <summary>An index that is built while work goes on.</summary>
internal sealed record PlannedIndex(string Name, TableSize Table)
{
    private const long BytesPerSecond = 40_000_000;

    /// <summary>How long it may take on a usual disk: the table is read twice.</summary>
    public TimeSpan Estimate => TimeSpan.FromSeconds(Math.Ceiling(2.0 * Table.Bytes / BytesPerSecond));
}

/// <summary>A migration that was not applied yet.</summary>
/// <param name="Locks">What it locks and for how long, in its own words; null of one from before migrations told it.</param>
internal sealed record PlannedMigration(string Name, string? Locks);

/// <summary>What a run of <c>migrate</c> would do to a database, and to whom it matters.</summary>
/// <param name="IsNew">It was never migrated.</param>
/// <param name="Schema">The newest migration that it has; null where it has none.</param>
/// <param name="Program">Whose functions it has; null of the first release, and where there are none.</param>
/// <param name="ServesFrom">The oldest program that these serve.</param>
/// <param name="Indexes">That are built beside the work, before the rest.</param>
/// <param name="ReplacesFunctions">Its functions are others.</param>
internal sealed record MigrationPlan(
    bool IsNew, string? Schema, string? Program, string? ServesFrom, IReadOnlyList<PlannedMigration> Migrations, IReadOnlyList<PlannedIndex> Indexes, bool ReplacesFunctions)
{
    private const string Records =
        """
        select (select array_agg(name order by name) from workers_internal.migrations) as names, to_jsonb(f)->>'program' as program, to_jsonb(f)->>'serves_from' as serves_from, f.checksum
        from (select) as one left join workers_internal.installed_functions as f on true
        """;

    private const string Tables =
        """
        select c.relname::text, c.reltuples::bigint, pg_table_size(c.oid),
          coalesce((select array_agg(i.relname::text) from pg_index as x join pg_class as i on i.oid = x.indexrelid where x.indrelid = c.oid and x.indisvalid), '{}')
        from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        """;

    /// <summary>Names of the migrations that were applied.</summary>
    public IReadOnlyList<string> Applied { get; init; } = [];

    /// <summary>Nothing is left to do.</summary>
    public bool IsDone => Migrations.Count == 0 && !ReplacesFunctions;

    /// <summary>Why this program must not touch it; null where it may.</summary>
    public string? Fault => ProgramVersion.Parse(Program) is { } installed && installed > ProgramVersion.Current
        ? $"the database's schema ({Schema}) is that of Workers {Program}, and this program is Workers {ProgramVersion.Text}, which would put older functions in their place. Nothing was changed. Run migrate with Workers {Program} or newer"
        : null;

    /// <summary>Whose functions those are that name no program.</summary>
    private static readonly Version First = new(0, 1, 0);

    /// <summary>Whether programs of the version that is installed go on working while this runs, and afterwards.</summary>
    public bool ServesInstalled => IsNew || (ProgramVersion.Parse(Program) ?? First) >= ProgramVersion.ServesFrom;

    public static async Task<MigrationPlan> ReadAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using (var exists = new NpgsqlCommand("select to_regclass('workers_internal.migrations') is not null and to_regclass('workers_internal.installed_functions') is not null", connection))
        {
            if (!(bool)(await exists.ExecuteScalarAsync(cancellation))!)
            {
                return Of([], null, null, null, await ReadTablesAsync(connection, cancellation));
            }
        }

        string[] applied;
        string? program, servesFrom, checksum;
        await using (var records = new NpgsqlCommand(Records, connection))
        await using (var reader = await records.ExecuteReaderAsync(cancellation))
        {
            await reader.ReadAsync(cancellation);
            applied = await reader.IsDBNullAsync(0, cancellation) ? [] : reader.GetFieldValue<string[]>(0);
            program = await reader.IsDBNullAsync(1, cancellation) ? null : reader.GetString(1);
            servesFrom = await reader.IsDBNullAsync(2, cancellation) ? null : reader.GetString(2);
            checksum = await reader.IsDBNullAsync(3, cancellation) ? null : reader.GetString(3);
        }

        return Of(applied, program, servesFrom, checksum, await ReadTablesAsync(connection, cancellation));
    }

    private static MigrationPlan Of(string[] applied, string? program, string? servesFrom, string? checksum, Dictionary<string, (TableSize Size, string[] Indexes)> tables)
    {
        var known = applied.ToHashSet(StringComparer.Ordinal);
        PlannedMigration[] pending =
        [
            .. MigrationScript.Migrations.Select(path => (Name: MigrationScript.NameOf(path), Path: path)).Where(migration => !known.Contains(migration.Name))
                .Select(migration => new PlannedMigration(migration.Name, MigrationText.LocksOf(EmbeddedText.Read(migration.Path)))),
        ];
        PlannedIndex[] indexes =
        [
            .. from index in MigrationText.Indexes
               where !known.Contains(index.Migration) && tables.ContainsKey(index.Table) && !tables[index.Table].Indexes.Contains(index.Name, StringComparer.Ordinal)
               select new PlannedIndex(index.Name, tables[index.Table].Size),
        ];
        return new(applied.Length == 0, applied.Length == 0 ? null : applied[^1], program, servesFrom, pending, indexes, checksum != MigrationScript.FunctionsChecksum) { Applied = applied };
    }

    private static async Task<Dictionary<string, (TableSize Size, string[] Indexes)>> ReadTablesAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var list = new NpgsqlCommand(Tables, connection);
        await using var reader = await list.ExecuteReaderAsync(cancellation);
        var tables = new Dictionary<string, (TableSize, string[])>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            tables[reader.GetString(0)] = (new(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)), reader.GetFieldValue<string[]>(3));
        }

        return tables;
    }
}
