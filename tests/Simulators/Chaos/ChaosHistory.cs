using System.Globalization;
using Npgsql;

namespace Simulators.Chaos;

/// <summary>A document as its queue holds it.</summary>
/// <param name="Key">Its idempotency key.</param>
/// <param name="Sha256">Of the PDF that was stored, in hexadecimal.</param>
/// <param name="IsHeld">A worker or a lease is noted.</param>
internal sealed record ChaosRow(string Key, int Status, string? Outcome, string? Fault, string? Sha256, bool IsHeld);

/// <summary>What the databases themselves say about a run.</summary>
/// <param name="connectionStrings">Of migrated databases.</param>
internal sealed class ChaosHistory(IReadOnlyList<string> connectionStrings)
{
    private const string Rows =
        """
        select coalesce(idempotency_key, id::text), status_id, outcome, coalesce(error_message, ocr_error), content_sha256,
               worker_id is not null or lease_expires_at is not null
        from extraction_queue
        """;

    private const string Open =
        """
        select count(*) from extraction_queue
        where not (status_id in (4, 5) or (status_id = 3 and document_source = 'plan_cadastraux'))
        """;

    private const string Stale =
        """
        select
          (select count(*) from chaos.late_writes where changed)
          + (select count(*) from job_events as e where e.kind in ('stored', 'read', 'failed', 'handed_back')
             and exists (select from job_events as c where c.job_id = e.job_id and c.id < e.id and c.claim_token > e.claim_token))
          + (select coalesce(sum(times - 1), 0)::bigint from (
               select count(*) as times from job_events where kind in ('stored', 'read') group by job_id, kind) as completed)
        """;

    private const string Recovery =
        """
        with held as (
          select * from (
            select distinct on (job_id) job_id, kind, worker_id from job_events where at <= $1 order by job_id, id desc) as last
          where kind = 'claimed' and position($2 in worker_id) > 0)
        select count(*), coalesce(max(coalesce(back.seconds, 'infinity')), 0), coalesce(max(coalesce(again.seconds, 'infinity')), 0)
        from held
        cross join lateral (
          select extract(epoch from min(n.at) - $1)::float8 as seconds from job_events as n where n.job_id = held.job_id and n.at > $1
            and (n.kind in ('claimed', 'stored', 'read', 'failed') or n.to_status = 5)) as again
        cross join lateral (
          select least(again.seconds, extract(epoch from min(n.at) - $1)::float8) as seconds from job_events as n where n.job_id = held.job_id and n.at > $1
            and n.kind in ('rescued', 'handed_back')) as back
        """;

    /// <summary>Sets the witness of late writes beside the daemons' functions; once, before the first daemon starts.</summary>
    public async Task WatchAsync(CancellationToken cancel)
    {
        foreach (var database in connectionStrings)
        {
            await using var source = NpgsqlDataSource.Create(database);
            await using var command = source.CreateCommand(EmbeddedFile.Read("Chaos/witness.sql"));
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>Documents that have been claimed, counted each time.</summary>
    public Task<long> CountClaimedAsync(CancellationToken cancel) => SumAsync("select count(*) from job_events where kind = 'claimed'", cancel);

    /// <summary>Documents that workers of a process hold; a database that is away knows of none.</summary>
    public async Task<long> CountHeldAsync(int process, CancellationToken cancel)
    {
        try
        {
            return await SumAsync(string.Create(CultureInfo.InvariantCulture, $"select count(*) from extraction_queue where status_id = 2 and worker_id like '%-{process}-%'"), cancel);
        }
        catch (NpgsqlException)
        {
            return 0;
        }
    }

    /// <summary>Documents that have not ended.</summary>
    public Task<long> CountOpenAsync(CancellationToken cancel) => SumAsync(Open, cancel);

    /// <summary>Writes under a claim that was not held, which changed a document, and completions of a stage beyond the first.</summary>
    public Task<long> CountStaleAsync(CancellationToken cancel) => SumAsync(Stale, cancel);

    /// <summary>Writes under a claim that was not held, whether they were refused or not.</summary>
    public Task<long> CountLateAsync(CancellationToken cancel) => SumAsync("select count(*) from chaos.late_writes", cancel);

    /// <summary>Every document.</summary>
    public async Task<IReadOnlyList<ChaosRow>> ReadRowsAsync(CancellationToken cancel)
    {
        var rows = new List<ChaosRow>();
        foreach (var connection in connectionStrings)
        {
            await using var database = NpgsqlDataSource.Create(connection);
            await using var command = database.CreateCommand(Rows);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
            {
                string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
                rows.Add(new ChaosRow(reader.GetString(0), reader.GetInt32(1), Text(2), Text(3), Text(4), reader.GetBoolean(5)));
            }
        }

        return rows;
    }

    /// <summary>How many documents a lost daemon held, the seconds until the last of them was back in the queue, and until it was claimed again or ended.</summary>
    public async Task<(long Held, double Back, double Again)> ReadRecoveryAsync(ChaosLoss loss, CancellationToken cancel)
    {
        var (held, back, again) = (0L, 0.0, 0.0);
        foreach (var connection in connectionStrings)
        {
            await using var database = NpgsqlDataSource.Create(connection);
            await using var command = database.CreateCommand(Recovery);
            command.Parameters.Add(new NpgsqlParameter { Value = loss.At });
            command.Parameters.Add(new NpgsqlParameter { Value = string.Create(CultureInfo.InvariantCulture, $"-{loss.Process}-") });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            (held, back, again) = (held + reader.GetInt64(0), Math.Max(back, reader.GetDouble(1)), Math.Max(again, reader.GetDouble(2)));
        }

        return (held, back, again);
    }

    private async Task<long> SumAsync(string question, CancellationToken cancel)
    {
        var sum = 0L;
        foreach (var connection in connectionStrings)
        {
            await using var database = NpgsqlDataSource.Create(connection);
            await using var command = database.CreateCommand(question);
            sum += (long)(await command.ExecuteScalarAsync(cancel))!;
        }

        return sum;
    }
}
