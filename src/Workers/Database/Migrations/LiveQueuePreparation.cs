using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;
using Workers.Hosting;

namespace Workers.Database.Migrations;

/// <summary>
/// Does to a queue that is in use, step by step and without holding anybody up, what <see cref="MigrationScript"/> would otherwise do
/// under one long lock: columns with a default that costs nothing, old values in batches, indexes built beside the work. The script then
/// finds it done. Every step may be repeated.
/// </summary>
/// <param name="connection">Open, outside a transaction, with a bound that is long enough for an index.</param>
/// <param name="say">Is told of each step that takes time.</param>
internal sealed partial class LiveQueuePreparation(NpgsqlConnection connection, Action<string> say)
{
    private const long BlocksAtOnce = 2000;

    /// <summary>The statements of all migrations that add columns to the queue.</summary>
    internal static IReadOnlyList<string> Columns { get; } =
        [.. MigrationScript.Migrations.Select(EmbeddedText.Read).SelectMany(text => AddedColumns().Matches(text).Select(match => match.Value))];

    /// <summary>The indexes of the queue that each migration builds: name and statement. What a later one drops is built too, for its turn.</summary>
    internal static ILookup<string, (string Name, string Statement)> Indexes { get; } = MigrationScript.Migrations
        .SelectMany(path => CreatedIndex().Matches(EmbeddedText.Read(path)).Select(match => (Migration: MigrationScript.NameOf(path), match.Groups["name"].Value, Statement: match.Value)))
        .ToLookup(index => index.Migration, index => (index.Value, index.Statement), StringComparer.Ordinal);

    /// <param name="applied">Migrations that need no preparation any more.</param>
    public async Task RunAsync(IReadOnlyCollection<string> applied, CancellationToken cancellation)
    {
        if (!await AskAsync("select to_regclass('public.extraction_queue') is not null", cancellation))
        {
            return;
        }

        await AddColumnsAsync(cancellation);
        foreach (var (name, statement) in Indexes.Where(migration => !applied.Contains(migration.Key, StringComparer.Ordinal)).SelectMany(migration => migration))
        {
            await BuildAsync(name, statement, cancellation);
        }
    }

    private async Task AddColumnsAsync(CancellationToken cancellation)
    {
        if (await HasAllColumnsAsync(cancellation))
        {
            return;
        }

        say("Adding columns to extraction_queue; an open transaction on it is waited for…");
        var isNew = !await AskAsync(
            "select exists (select from pg_attribute where attrelid = 'public.extraction_queue'::regclass and attname = 'available_at' and not attisdropped)", cancellation);
        // A default that is the same for all rows is kept once, not written to each: adding it changes no row and fires no trigger.
        await LockTimeouts.RepeatAsync(
            () => ExecuteAsync("alter table public.extraction_queue add column if not exists available_at timestamptz not null default now()", cancellation), connection, cancellation);
        foreach (var columns in Columns)
        {
            await LockTimeouts.RepeatAsync(() => ExecuteAsync(columns, cancellation), connection, cancellation);
        }

        if (isNew)
        {
            await KeepTheOrderAsync(cancellation);
        }
    }

    /// <summary>Documents are served by age, as before. Triggers of others see none of it where the role may say so.</summary>
    private async Task KeepTheOrderAsync(CancellationToken cancellation)
    {
        try
        {
            await ExecuteAsync("set session_replication_role = replica", cancellation);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InsufficientPrivilege)
        {
            say("This role may not set session_replication_role: triggers on extraction_queue run for each row.");
        }

        // By stretches of the file, so that each is read once; what a stretch changes moves to its end and is right by then.
        var blocks = long.Parse((await ReadAsync("select (pg_relation_size('public.extraction_queue') / current_setting('block_size')::int)::text", cancellation))!, CultureInfo.InvariantCulture);
        for (var from = 0L; from <= blocks; from += BlocksAtOnce)
        {
            var stretch = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                update public.extraction_queue as q set available_at = q.created_at
                where q.ctid >= '({from},0)' and q.ctid < '({from + BlocksAtOnce},0)' and q.created_at < q.available_at
                """);
            await LockTimeouts.RepeatAsync(() => ExecuteAsync(stretch, cancellation), connection, cancellation);
            say(string.Create(CultureInfo.InvariantCulture, $"Documents keep their place in the line: {Math.Min(100, (from + BlocksAtOnce) * 100 / (blocks + 1))} %"));
        }

        await ExecuteAsync("reset session_replication_role", cancellation);
    }

    private async Task BuildAsync(string name, string statement, CancellationToken cancellation)
    {
        var valid = await ReadAsync(
            $"select case when i.indisvalid then 'valid' else 'broken' end from pg_index as i where i.indexrelid = to_regclass('public.{name}')", cancellation);
        if (valid is "valid")
        {
            return;
        }

        say($"Building index {name} beside the work…");
        if (valid is "broken")
        {
            await ExecuteAsync($"drop index concurrently if exists public.{name}", cancellation);
        }

        await ExecuteAsync(statement.Replace(" index if not exists ", " index concurrently if not exists ", StringComparison.Ordinal), cancellation);
    }

    private async Task<bool> HasAllColumnsAsync(CancellationToken cancellation)
    {
        var names = string.Join(',', Columns.SelectMany(text => ColumnName().Matches(text).Select(match => $"'{match.Groups["name"].Value}'")).Distinct(StringComparer.Ordinal));
        return await AskAsync(
            $"""
            select not exists (select from unnest(array[{names}]) as n where n not in (
              select attname from pg_attribute where attrelid = 'public.extraction_queue'::regclass and not attisdropped))
            """,
            cancellation);
    }

    private async Task<int> ExecuteAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<string?> ReadAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation) as string;
    }

    private async Task<bool> AskAsync(string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation) is true;
    }

    [GeneratedRegex(@"alter table public\.extraction_queue\s+add column[^;]*;", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex AddedColumns();

    [GeneratedRegex("add column if not exists (?<name>[a-z0-9_]+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ColumnName();

    [GeneratedRegex(@"create (?:unique )?index if not exists (?<name>[a-z_]+) on public\.extraction_queue[^;]*;", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex CreatedIndex();
}
