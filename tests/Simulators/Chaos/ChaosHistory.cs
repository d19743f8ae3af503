using System.Globalization;
using Npgsql;
using Simulators.Demo;

namespace Simulators.Chaos;

/// <summary>What the databases themselves say about a run.</summary>
internal sealed class ChaosHistory(DemoWorld world)
{
    private const string Open =
        """
        select count(*) from extraction_queue
        where not (status_id in (4, 5) or (status_id = 3 and document_source = 'plan_cadastraux'))
        """;

    private const string Stale =
        """
        select
          (select count(*) from job_events as e where e.kind in ('stored', 'read', 'failed', 'handed_back')
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
        select count(*), coalesce(max(extract(epoch from coalesce(
          (select min(n.at) from job_events as n where n.job_id = held.job_id and n.at > $1
             and (n.kind in ('claimed', 'stored', 'read', 'failed') or n.to_status = 5)),
          'infinity'::timestamptz) - $1)), 0)::float8
        from held
        """;

    /// <summary>Documents in the queues.</summary>
    public Task<long> CountAsync(CancellationToken cancel) => SumAsync("select count(*) from extraction_queue", cancel);

    /// <summary>Documents that have been claimed at least once.</summary>
    public Task<long> CountClaimedAsync(CancellationToken cancel) => SumAsync("select count(*) from job_events where kind = 'claimed'", cancel);

    /// <summary>Documents that have not ended.</summary>
    public Task<long> CountOpenAsync(CancellationToken cancel) => SumAsync(Open, cancel);

    /// <summary>Writes of an older token that changed a document, and completions of a stage beyond the first.</summary>
    public Task<long> CountStaleAsync(CancellationToken cancel) => SumAsync(Stale, cancel);

    /// <summary>How many documents stand where, such as "4" or "5 not_found".</summary>
    public async Task<IReadOnlyList<(string End, long Count)>> ReadEndsAsync(CancellationToken cancel)
    {
        var ends = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var queue in world.Queues)
        {
            foreach (var row in await queue.ReadRowsAsync(cancel))
            {
                var end = string.Create(CultureInfo.InvariantCulture, $"{row.Status} {row.Outcome}").Trim();
                ends[end] = ends.GetValueOrDefault(end) + 1;
            }
        }

        return [.. ends.Select(end => (end.Key, end.Value))];
    }

    /// <summary>How many documents a killed daemon held, and the seconds until the last of them was claimed again or ended.</summary>
    public async Task<(long Held, double Seconds)> ReadRecoveryAsync(ChaosKill kill, CancellationToken cancel)
    {
        var (held, seconds) = (0L, 0.0);
        foreach (var queue in world.Queues)
        {
            await using var database = NpgsqlDataSource.Create(queue.ConnectionString);
            await using var command = database.CreateCommand(Recovery);
            command.Parameters.Add(new NpgsqlParameter { Value = kill.At });
            command.Parameters.Add(new NpgsqlParameter { Value = string.Create(CultureInfo.InvariantCulture, $"-{kill.Process}-") });
            await using var reader = await command.ExecuteReaderAsync(cancel);
            await reader.ReadAsync(cancel);
            (held, seconds) = (held + reader.GetInt64(0), Math.Max(seconds, reader.GetDouble(1)));
        }

        return (held, seconds);
    }

    private async Task<long> SumAsync(string question, CancellationToken cancel)
    {
        var sum = 0L;
        foreach (var queue in world.Queues)
        {
            await using var database = NpgsqlDataSource.Create(queue.ConnectionString);
            await using var command = database.CreateCommand(question);
            sum += (long)(await command.ExecuteScalarAsync(cancel))!;
        }

        return sum;
    }
}
