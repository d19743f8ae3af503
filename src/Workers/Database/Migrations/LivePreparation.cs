using System.Globalization;
using Npgsql;

namespace Workers.Database.Migrations;

/// <summary>
/// Does to tables that are in use, step by step and without holding anybody up, what <see cref="MigrationScript"/> would otherwise do
/// under one long lock: columns with a default that costs nothing, old values in batches, indexes built beside the work. The script then
/// finds it done. Every step may be repeated.
/// </summary>
/// <param name="connection">Open, outside a transaction, with a bound that is long enough for an index.</param>
/// <param name="say">Is told of each step that takes time.</param>
internal sealed class LivePreparation(NpgsqlConnection connection, Action<string> say)
{
    private const string Queue = "extraction_queue";
    private const long BlocksAtOnce = 2000;

    /// <summary>What the column says of itself from its first moment until every row has its place.</summary>
    private const string Unordered = "workers: rows do not have their place by age yet; migrate goes on with it";

    /// <summary>Column and mark together or neither.</summary>
    private const string TurnColumn =
        $"""
        do $$ begin
          if not exists (select from pg_attribute where attrelid = 'public.extraction_queue'::regclass and attname = 'available_at' and not attisdropped) then
            alter table public.extraction_queue add column available_at timestamptz not null default now();
            comment on column public.extraction_queue.available_at is '{Unordered}';
          end if;
        end $$
        """;

    /// <summary>The statements of all migrations that add columns to the queue.</summary>
    internal static IReadOnlyList<AddedColumns> QueueColumns { get; } = [.. MigrationText.Columns.Where(columns => columns.Table == Queue)];

    /// <param name="applied">Migrations that need no preparation any more.</param>
    public async Task RunAsync(IReadOnlyCollection<string> applied, CancellationToken cancellation)
    {
        var tables = await FindTablesAsync(cancellation);
        if (tables.Contains(Queue))
        {
            await AddQueueColumnsAsync(cancellation);
            await KeepTheOrderAsync(applied, cancellation);
        }

        foreach (var columns in MigrationText.Columns.Where(columns => columns.Table != Queue && tables.Contains(columns.Table) && !applied.Contains(columns.Migration, StringComparer.Ordinal)))
        {
            await LockTimeouts.RepeatAsync(() => ExecuteAsync(columns.Statement, cancellation), connection, cancellation);
        }

        foreach (var index in MigrationText.Indexes.Where(index => tables.Contains(index.Table) && !applied.Contains(index.Migration, StringComparer.Ordinal)))
        {
            await BuildAsync(index, cancellation);
        }
    }

    private async Task AddQueueColumnsAsync(CancellationToken cancellation)
    {
        if (await HasAllColumnsAsync(cancellation))
        {
            return;
        }

        say("Adding columns to extraction_queue; an open transaction on it is waited for…");
        // A default that is the same for all rows is kept once, not written to each: adding it changes no row and fires no trigger.
        await LockTimeouts.RepeatAsync(() => ExecuteAsync(TurnColumn, cancellation), connection, cancellation);
        foreach (var columns in QueueColumns)
        {
            await LockTimeouts.RepeatAsync(() => ExecuteAsync(columns.Statement, cancellation), connection, cancellation);
        }
    }

    /// <summary>Documents are served by age, as before, also where a run before this one was cut off on the way. Triggers of others see none of it where the role may say so.</summary>
    private async Task KeepTheOrderAsync(IReadOnlyCollection<string> applied, CancellationToken cancellation)
    {
        if (!await AskAsync(
            $"select exists (select from pg_attribute where attrelid = 'public.extraction_queue'::regclass and attname = 'available_at' and col_description(attrelid, attnum) = '{Unordered}')", cancellation))
        {
            return;
        }

        // Since the first migration daemons serve it, and what they put off is not to come at once.
        if (applied.Count == 0)
        {
            await OrderByAgeAsync(cancellation);
        }

        await LockTimeouts.RepeatAsync(() => ExecuteAsync("comment on column public.extraction_queue.available_at is null", cancellation), connection, cancellation);
    }

    private async Task OrderByAgeAsync(CancellationToken cancellation)
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

    /// <summary>An older program's migrate, or its script, that waits for this run's lock inside the database is waited for by the build in turn: Postgres ends the build, and it is begun anew.</summary>
    private async Task BuildAsync(BuiltIndex index, CancellationToken cancellation)
    {
        var tries = 0;
        await LockTimeouts.RepeatAsync(
            async () =>
            {
                var valid = await ReadAsync(
                    $"select case when i.indisvalid then 'valid' else 'broken' end from pg_index as i where i.indexrelid = to_regclass('public.{index.Name}')", cancellation);
                if (valid is "valid")
                {
                    return 0;
                }

                // It keeps nobody out while it waits for open transactions, so that wait has no bound of its own.
                await ExecuteAsync("set lock_timeout = 0", cancellation);
                if (valid is "broken")
                {
                    await ExecuteAsync($"drop index concurrently if exists public.{index.Name}", cancellation);
                }

                say(tries++ == 0
                    ? $"Building index {index.Name} of {index.Table} beside the work…"
                    : $"Building index {index.Name} of {index.Table} anew: another session waited for this run, as an older migrate does (end that one)…");
                return await ExecuteAsync(index.Concurrent, cancellation);
            },
            connection,
            cancellation);
    }

    private async Task<HashSet<string>> FindTablesAsync(CancellationToken cancellation)
    {
        await using var list = new NpgsqlCommand("select c.relname::text from pg_class as c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')", connection);
        await using var reader = await list.ExecuteReaderAsync(cancellation);
        var tables = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellation))
        {
            tables.Add(reader.GetString(0));
        }

        return tables;
    }

    private async Task<bool> HasAllColumnsAsync(CancellationToken cancellation)
    {
        var names = string.Join(',', QueueColumns.SelectMany(columns => columns.Names).Distinct(StringComparer.Ordinal).Select(name => $"'{name}'"));
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
}
