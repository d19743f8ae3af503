using System.Text.Json.Nodes;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Jobs;

/// <summary>Every function is driven against every state a row can be in; what moves must be what <see cref="StatusFlow"/> says, no more and no less.</summary>
public sealed class StatusMovesTests(PostgresFixture postgres)
{
    private const string Token = "7";

    private static readonly string[] Sources = ["index", "acte", "plan_cadastraux"];

    [Fact]
    public async Task The_functions_make_exactly_the_moves_of_the_flow()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        await database.SetClockAheadAsync(TimeSpan.FromMinutes(5));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var state in States())
        {
            foreach (var (verb, request) in Calls())
            {
                var id = await database.ReadAsync<Guid>(state.Insert);
                var filled = Fill(request, id);
                if (filled["order"]?.DeepClone() is { } order)
                {
                    await functions.CallAsync<JsonObject>("workers_bulk_start", order, CancellationToken.None);
                }

                if (filled["before"] is JsonValue before)
                {
                    await database.ExecuteAsync(before.ToString());
                }

                await functions.CallAsync<JsonObject>($"workers_{verb}", filled, CancellationToken.None);
                var after = await database.ReadAsync<int>($"with gone as (delete from extraction_queue where id = '{id}' returning status_id) select status_id from gone");
                if (after != state.Status)
                {
                    seen.Add($"{state.Status}→{after} {verb}");
                }
            }
        }

        seen.Order(StringComparer.Ordinal).ShouldBe(
            StatusFlow.Moves.SelectMany(move => move.By.Select(by => $"{(int)move.From}→{(int)move.To} {by}")).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<(int Status, string Insert)> States() =>
        from status in Enumerable.Range(1, 5)
        from source in Sources
        from stage in new[] { "download", "ocr" }
        from stored in new[] { false, true }
        from attempts in new[] { 1, 3 }
        from cancelled in new[] { false, true }
        where source != "plan_cadastraux" || stage == "download"
        where status == 2 || (attempts == 1 && !cancelled)
        let lease = status == 2 ? "now() + interval '1 minute'" : "null"
        select (status,
            $"""
            with row as (insert into extraction_queue (document_source, document_number, cadastre, status_id, stage, supabase_path, worker_id, claim_token,
              lease_expires_at, attemtps, ocr_attempts, lost_leases, hand_backs, cancel_requested_at)
            values ('{source}', '1', 'c', {status}, '{stage}', {(stored ? "'index/x.pdf'" : "null")}, 'w', {Token},
              {lease}, {attempts}, {attempts}, {attempts - 1}, {attempts - 1}, {(cancelled ? "now()" : "null")})
            returning id), bought as (insert into registre_consultations (environment, job_id, document_source, document_number, state, content_sha256, claim_token)
              select 'test', row.id, 'acte', row.id::text, 'rejected', '00', {Token} from row)
            select id from row
            """);

    private static IEnumerable<(string Verb, string Request)> Calls()
    {
        const string Job = """{"jobs": [{"id": "$id", "claim_token": 7""";
        var claim = $$"""{"request_id": "{{Guid.Empty}}", "lease_seconds": 12, "wants": [{"stage": "$stage", "source": $source, "workers": ["w"]}]}""";
        yield return ("claim", claim.Replace("$stage", "download", StringComparison.Ordinal).Replace("$source", "null", StringComparison.Ordinal));
        yield return ("claim", claim.Replace("$stage", "ocr", StringComparison.Ordinal).Replace("$source", "\"index\"", StringComparison.Ordinal));
        yield return ("claim", claim.Replace("$stage", "ocr", StringComparison.Ordinal).Replace("$source", "\"acte\"", StringComparison.Ordinal));
        yield return ("renew", Job + """}], "lease_seconds": 12}""");
        yield return ("progress", Job + """, "stage_name": "LOAD", "percent": 50}]}""");
        yield return ("complete_download", Job + """, "supabase_path": "index/y.pdf", "content_sha256": "00", "bytes": 1, "pages": 1}]}""");
        yield return ("complete_ocr", Job + """, "file_content": "a", "boosted_file_content": "a", "structure": {}, "pages": 1}]}""");
        yield return ("fail", Job + """, "kind": "transient", "cause": "c"}]}""");
        yield return ("fail", Job + """, "kind": "business", "cause": "c", "outcome": "not_found"}]}""");
        yield return ("hand_back", Job + """, "reason": "shutdown", "why": "w", "available_after_seconds": 0}], "free_hand_backs": 2}""");
        yield return ("rescue", """{"lease_seconds": 12, "free_lost_leases": 3}""");
        yield return ("cancel", """{"ids": ["$id"]}""");
        yield return ("retry", """{"ids": ["$id"], "allow_repurchase": true}""");
        yield return ("accept", """{"id": "$id", "apply": true, "content_sha256": "00"}""");
        yield return ("change", """{"verb": "requeue_ocr", "id": "$id"}""");
        yield return ("change", """{"verb": "priority", "id": "$id", "options": {"priority": 5}}""");
        foreach (var order in new[] { "retry", "cancel", "requeue_ocr", "priority" })
        {
            yield return ("bulk_step", $$$"""
                {"runner": "w", "order": {"id": "{{{Guid.Empty}}}", "environment": "DEV", "verb": "{{{order}}}", "filter": {"ids": ["$id"]}, "options": {"allow_repurchase": true, "priority": 5}, "by": "me"}}
                """);
        }

        // A file that is whole and stored, for a document that was never perhaps bought.
        yield return ("bring", $$"""
            {"id": "{{Guid.Empty}}", "content_sha256": "01", "supabase_path": "index/z.pdf", "pages": 1, "is_stored": true, "before": "update registre_consultations set state = 'abandoned' where job_id = '$id'; insert into document_uploads (id, brought_by, document, job_id, bytes, arrived, state, supabase_path, putting_until, ends_at) values ('{{Guid.Empty}}', 'me', '{}', '$id', 1, 1, 'storing', 'index/z.pdf', now() + interval '1 hour', now() + interval '1 day')"}
            """);
        yield return ("depth", """{"exact": true}""");
        yield return ("events", """{"id": "$id"}""");
    }

    private static JsonObject Fill(string request, Guid id)
    {
        var filled = request.Replace("$id", id.ToString(), StringComparison.Ordinal).Replace(Guid.Empty.ToString(), Guid.NewGuid().ToString(), StringComparison.Ordinal);
        return JsonNode.Parse(filled)!.AsObject();
    }
}
