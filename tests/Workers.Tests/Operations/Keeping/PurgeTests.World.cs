using System.Text;
using StackExchange.Redis;
using Workers.Cli;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Operations.Keeping;

/// <summary>What is planted, and the search for it.</summary>
public sealed partial class PurgeTests
{
    private async Task PlantAsync()
    {
        await _database.SetClockAsync(new(2026, 5, 4, 15, 0, 0, TimeSpan.Zero));
        await _database.ExecuteAsync(
            $$"""
            insert into extraction_queue (id, document_source, document_number, document_number_normalized, circonscription_fonciere, status_id, dossier, content_sha256, supabase_path, updated_at,
              ocr_cost_usd, file_content, boosted_file_content, structured_content, idempotency_key, claim_token)
            values ('{{Deed}}', 'acte', '25 616 321', '25616321', 'Montréal', 4, 'Tremblay 2026', '{{Sha}}', 'actes/25616321-Tremblay-{{Sha}}.pdf', now(), 0.25, 'Roger Tremblay', 'Roger Tremblay', '{"a": "Tremblay"}', 'Tremblay-1', 1);
            insert into job_events (job_id, kind, reason, details) values ('{{Deed}}', 'enqueued', 'for Tremblay', null), ('{{Deed}}', 'stored', null, '{"number": "25616321"}');
            insert into registre_consultations (id, environment, job_id, account, document_source, document_number, circonscription, acte_type, state, price_cad, submitting_at, stored_at, content_sha256, supabase_path, claim_token, dossier, note, obtained, asked)
            values ('{{Purchase}}', 'DEV', '{{Deed}}', 'A1', 'acte', '25616321', 'montreal', 'acte', 'stored', 1.50, workers_internal.clock(), workers_internal.clock(), '{{Sha}}', 'actes/25616321-Tremblay-{{Sha}}.pdf', 1, 'Tremblay 2026', 'of Gagnon', '{"text": "25 616 321"}', '{"number": "25616321"}');
            insert into ocr_calls (id, job_id, dossier, content_sha256, kind, pages, model, endpoint, tier, opened_at, estimated_usd, cost_usd, settled_at, failure)
            values (gen_random_uuid(), '{{Deed}}', 'Tremblay 2026', '{{Sha}}', 'acte', '1-3', 'gemini-2.5-flash', 'generativelanguage.googleapis.com', 'standard', workers_internal.clock(), 0.2, 0.25, now(), 'Gagnon');
            insert into ocr_pages (content_sha256, page, kind, model, prompt_hash, result, finish_reason) values ('{{Sha}}', 1, 'acte', 'm', 'p', '{"text": "Gagnon"}', 'STOP');
            insert into registre_index_rows (content_sha256, entries, is_whole, rows) values ('{{Sha}}', 1, true, '["Tremblay"]');
            insert into ocr_reviews (id, job_id, content_sha256, page, field, standing, read, seen, state, reason, claim_token) values ('{{Doubt}}', '{{Deed}}', '{{Sha}}', 1, 'party', 'disputed', 'Tremblay', 'Trembley', 'accepted', 'Gagnon says so', 1);
            insert into registre_invoice_differences (environment, account, kind, key, day, line, cad, first_seen, last_seen) values ('DEV', 'A1', 'unknown', '2026-05-04 | Acte 25 616 321#1', '2026-05-04', '2026-05-04 | Acte 25 616 321', 1.5, now(), now());
            insert into bulk_changes (id, environment, verb, filter, options, asked_by, asked_at, state, reason, reasons) values
              (gen_random_uuid(), 'DEV', 'retry', '{"dossier": "tremblay 2026"}', '{}', 'me', now(), 'finished', null, '{}'),
              (gen_random_uuid(), 'DEV', 'retry', '{"number": "25616321"}', '{}', 'me', now(), 'cancelled', 'for Tremblay 2026', '{}'),
              (gen_random_uuid(), 'DEV', 'retry', '{"statuses": [5]}', '{}', 'me', now(), 'finished', null, '{"refused: 25 616 321": 1}'),
              (gen_random_uuid(), 'DEV', 'retry', '{"dossier": "Roy"}', '{}', 'me', now(), 'finished', 'as Roy asked', '{}');
            update workers_internal.turns set dossier = 'Tremblay 2026' where kind = 'download';
            insert into steering (key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at, why)
              values ('pause buying@', '{{Order}}', 7, 'pause', 'buying', '', false, 'me', now(), 'until Tremblay 2026 has paid'), ('pause gemini@', gen_random_uuid(), 8, 'pause', 'gemini', '', false, 'me', now(), 'as Roy asked');
            insert into steering_events (key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at, why) select key, id, revision, verb, subject, server, is_lifted, ordered_by, ordered_at, why from steering;
            """);
        await WriteAsync(Object, "%PDF Tremblay");
        await WriteAsync(Path.Combine(Data, "registre", "received", $"{Purchase}.pdf"), "%PDF Tremblay");
        await WriteAsync(Path.Combine(Data, "registre", "received", $"{Purchase}.json"), "Tremblay");
        await WriteAsync(Path.Combine(Data, "registre", "set-aside", $"{Purchase}", "damaged-1.bin"), "Tremblay");
        await WriteAsync(Path.Combine(Data, "registre", "evidence", "2026-05-04", $"{Deed}-1-search", "frame-0.html"), "25 616 321");
        await WriteAsync(Path.Combine(Data, "registre", "evidence", "2026-05-04", "22222222-0000-4000-8000-000000000001-1-search", "console.txt"), "another's");
        await WriteAsync(Path.Combine(Data, "registre", "evidence", "last", "A1", "frame-0.html"), "Acte 25 616 321");
        await WriteAsync(Path.Combine(Data, "ocr", "review", "2026-05-04", $"item-{Doubt}.png"), "Tremblay");
        await _redis.ExecuteAsync("XADD", [(RedisKey)_keys.ProgressOf(Deed), "*", "mark", "Tremblay"], _test);
        await _redis.SetAsync(
            _keys.InvoicePurchases("A1", TargetEnvironment.Dev),
            $$"""{"at":"2026-05-04T15:00:00Z","purchases":[{"id":"{{Purchase}}","document_source":"acte","document_number":"25616321","circonscription":"montreal","cadastre":"","designation":"","acte_type":"acte","state":"stored","price_cad":1.50,"submitting_at":"2026-05-04T15:00:00Z","day":"2026-05-04"}]}""",
            null, _test);
        await _redis.ExecuteAsync(
            "HSET",
            [(RedisKey)_keys.SteeringOrders, "pause buying@", $$"""7 {{Order}} {"id":"{{Order}}","revision":7,"verb":"Pause","subject":"buying","value":null,"server":null,"isLifted":false,"by":"me","at":"2026-05-04T15:00:00+00:00","until":null,"why":"until Tremblay 2026 has paid"}"""],
            _test);
        await _redis.ExecuteAsync("HSET", [(RedisKey)_keys.InvoiceLines("A1"), "2026-05-04 | Acte 25 616 321#1", "DEV 2026-05-04"], _test);
    }

    private static async Task WriteAsync(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
    }

    /// <summary>Every place that tells of it: rows of all tables, files by name and content, keys by name and value.</summary>
    private async Task<IReadOnlyList<string>> FindAsync() => [.. await TablesAsync(), .. Files(), .. await KeysAsync()];

    private async Task<IReadOnlyList<string>> TablesAsync()
    {
        List<string> found = [];
        foreach (var table in await _database.ListAsync<string>("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname in ('public', 'workers_internal') order by 1"))
        {
            var rows = await _database.ListAsync<string>($"select t::text from {table} as t");
            found.AddRange(rows.Where(Tells).Select(row => $"{table}: {row}"));
        }

        return found;
    }

    private IEnumerable<string> Files() => Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories)
        .Where(file => Tells(file) || file.Contains(Deed.ToString(), StringComparison.Ordinal) || Tells(Encoding.UTF8.GetString(File.ReadAllBytes(file)))).Order(StringComparer.Ordinal);

    private async Task<IReadOnlyList<string>> KeysAsync()
    {
        List<string> found = [];
        foreach (var key in ((string[])(await _redis.ExecuteAsync("KEYS", [$"{_prefix}*"], _test))!).Order(StringComparer.Ordinal))
        {
            var value = (string)(await _redis.ExecuteAsync("TYPE", [(RedisKey)key], _test))! switch
            {
                "hash" => string.Join(' ', (await _redis.HashGetAllAsync(key, _test)).Select(pair => $"{pair.Key}={pair.Value}")),
                "string" => await _redis.GetAsync(key, _test) ?? "",
                var other => other,
            };
            if (Tells($"{key} {value}") || key.Contains(Deed.ToString(), StringComparison.Ordinal))
            {
                found.Add($"{key} {value}");
            }
        }

        return found;
    }

    private static bool Tells(string text) => Words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));

    private async Task<IReadOnlyList<string>> MoneyAsync() =>
    [
        .. await _database.ListAsync<string>("select concat_ws(' ', day, environment, account, sum(documents), sum(cad), sum(doubtful_cad)) from registre_spend group by day, environment, account order by 1"),
        .. await _database.ListAsync<string>("select concat_ws(' ', day, model, tier, sum(calls), sum(usd)) from ocr_spend group by day, model, tier order by 1"),
        .. await _database.ListAsync<string>("select concat_ws(' ', kind, day, cad) from registre_invoice_differences"),
    ];

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync([.. args, "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
