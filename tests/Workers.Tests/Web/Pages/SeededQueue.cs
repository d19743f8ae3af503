using Workers.Support;

namespace Workers.Web.Pages;

/// <summary>A queue as an office has it on an ordinary day, for pages to show.</summary>
internal static class SeededQueue
{
    /// <summary>One that is read and has doubts.</summary>
    public static readonly Guid Read = new("00000000-0000-4000-8000-000000000004");

    /// <summary>One that ended as an error after three tries.</summary>
    public static readonly Guid Failed = new("00000000-0000-4000-8000-000000000005");

    /// <summary>One that waits to be bought.</summary>
    public static readonly Guid Waiting = new("00000000-0000-4000-8000-000000000001");

    /// <summary>What is in doubt about it.</summary>
    public static readonly Guid Doubt = new("00000000-0000-4000-8000-00000000000d");

    /// <summary>An index that is read and names two deeds, of which one is stored.</summary>
    public const string TitleSql =
        """
        insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, status_id, content_sha256, created_at, updated_at, structured_content)
        values ('index', '1 234 567', 'Montréal', 'Cadastre du Québec', 4, repeat('b', 64), now() - interval '2 days', now() - interval '2 days', '{"kind": "index", "pages": [{"page": 1, "inscriptions": [
          {"line": 1, "publication_number": "10 000 001", "presentation_date": "2001-02-03", "nature": "Vente"},
          {"line": 2, "publication_number": "10 000 002", "presentation_date": "2004-09-30", "nature": "Hypothèque"}]}]}');
        insert into extraction_queue (document_source, document_number, circonscription_fonciere, acte_type, status_id, created_at, updated_at) values ('acte', '10000002', 'Montréal', 'Acte', 4, now() - interval '2 days', now() - interval '2 days');
        """;

    public static async Task FillAsync(QueueDatabase queue)
    {
        await queue.ExecuteAsync(
            """
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, cadastre, dossier, status_id, created_at, updated_at, available_at, supabase_path, page_count, progress, outcome, error_message)
            select
              case when i % 5 = 0 then 'index' when i % 17 = 0 then 'plan_cadastraux' else 'acte' end, to_char(11000000 + i * 7919, 'FM99999999'),
              (array['Montréal', 'Laval', 'Québec', 'Terrebonne', 'Sherbrooke'])[1 + i % 5], case when i % 5 = 0 then 'Cadastre du Québec' end, (array['2026-0412 Tremblay', '2026-0398 Gagnon', '2026-0420 Succession Roy', null])[1 + i % 4],
              case when i < 14 then 1 when i < 22 then 3 when i < 60 then 4 else 5 end, now() - i * interval '23 minutes', now() - i * interval '11 minutes', now() - i * interval '23 minutes',
              case when i >= 14 and i < 60 then 'd/' || i end, case when i >= 14 and i < 60 then 1 + i % 6 end, case when i >= 22 and i < 60 then 100 else 0 end,
              case when i >= 60 then (array['not_found', 'paper_only', 'cancelled'])[1 + i % 3] end, case when i >= 60 then 'Le document demandé est introuvable au registre.' end
            from generate_series(1, 66) as i
            """);
        await queue.ExecuteAsync(TitleSql);
        await queue.ExecuteAsync(
            """
            insert into registre_consultations (environment, job_id, account, dossier, document_source, document_number, state, price_cad, submitting_at, claim_token)
            select 'DEV', gen_random_uuid(), '30F001', case when i % 3 > 0 then '2026-0412 Tremblay' end, 'acte', 'p' || i, case when i = 2 then 'uncertain' else 'stored' end, 1.50, now() - (i * i % 29) * interval '1 day', 1
            from generate_series(0, 80) as i;
            insert into ocr_calls (id, job_id, dossier, content_sha256, kind, pages, model, tier, opened_at, estimated_usd, cost_usd, settled_at, input_tokens, output_tokens)
            select gen_random_uuid(), gen_random_uuid(), case when i % 2 = 0 then '2026-0412 Tremblay' end, 'a', 'acte', '1', 'gemini-2.5-flash', 'standard', now() - (i * i % 27) * interval '1 day', 0.02, 0.018, now(), 9000, 1400
            from generate_series(0, 90) as i;
            insert into registre_invoice_runs (environment, account, day, ran_at, judged_from, known, pending, differences, unexplained_cad) values ('DEV', '30F001', current_date, now() - interval '3 hours', current_date - 7, 21, 1, 1, 1.5);
            insert into registre_invoice_differences (environment, account, kind, key, day, line, cad, first_seen, last_seen) values ('DEV', '30F001', 'unknown', 'k', current_date - 1, 'Copie d’acte 12 345 678', 1.5, now(), now());
            """);
        await queue.ExecuteAsync(
            $"""
            insert into extraction_queue (id, document_source, document_number, circonscription_fonciere, cadastre, dossier, status_id, created_at, updated_at, available_at, priority, attemtps)
            values ('{Waiting}', 'acte', '27654321', 'Montréal', null, '2026-0412 Tremblay', 1, now() - interval '12 minutes', now() - interval '2 minutes', now() + interval '3 minutes', 5, 1);
            insert into extraction_queue (id, document_source, document_number, circonscription_fonciere, cadastre, dossier, status_id, created_at, updated_at, available_at, supabase_path, page_count, progress, needs_review, review_reason, claim_token, content_sha256, ocr_attempts, attemtps, boosted_file_content)
            values ('{Read}', 'index', '2784195', 'Montréal', 'Cadastre du Québec', '2026-0412 Tremblay', 4, now() - interval '3 hours', now() - interval '2 hours', now() - interval '3 hours', 'index/2784195.pdf', 3, 100, true,
              'page 2 : numéro d’inscription incertain : ligne 7', 0, repeat('a', 64), 1, 1,
              E'INDEX DES IMMEUBLES\nCirconscription foncière : Montréal\nLot : 2 784 195   Cadastre du Québec\n\n1   1998-04-12   Vente            Tremblay, Marie → Gagnon, Luc          5 043 118\n2   2004-09-30   Hypothèque       Gagnon, Luc → Caisse Desjardins         11 722 540\n3   2011-06-02   Quittance        Caisse Desjardins → Gagnon, Luc         18 204 977\n');
            insert into extraction_queue (id, document_source, document_number, circonscription_fonciere, dossier, status_id, created_at, updated_at, available_at, outcome, error_message, attemtps)
            values ('{Failed}', 'acte', '1234567', 'Laval', '2026-0398 Gagnon', 5, now() - interval '5 hours', now() - interval '4 hours', now() - interval '4 hours', 'attempts_exhausted', 'Tous les essais ont échoué.', 3);
            insert into ocr_reviews (id, job_id, content_sha256, page, line, field, standing, read, seen, witness, claim_token)
            values ('{Doubt}', '{Read}', repeat('a', 64), 2, 7, 'publication_number', 'disputed', '18 204 977', '18 204 971', 'tesseract', 0), (gen_random_uuid(), '{Read}', repeat('a', 64), 2, 8, 'parties', 'unwitnessed', 'Gagnon, Luc', '', null, 0);
            insert into job_events (job_id, at, kind, from_status, to_status, stage, worker_id, reason) values
              ('{Read}', now() - interval '180 minutes', 'enqueued', null, 1, null, null, null),
              ('{Read}', now() - interval '171 minutes', 'claimed', 1, 2, 'download', 'registre-1', null),
              ('{Read}', now() - interval '169 minutes', 'stored', 2, 3, 'download', 'registre-1', 'index/2784195.pdf'),
              ('{Read}', now() - interval '140 minutes', 'claimed', 3, 2, 'ocr', 'index-1', null),
              ('{Read}', now() - interval '120 minutes', 'read', 2, 4, 'ocr', 'index-1', 'page 2: no certain publication number on line 7'),
              ('{Failed}', now() - interval '300 minutes', 'enqueued', null, 1, null, null, null),
              ('{Failed}', now() - interval '290 minutes', 'claimed', 1, 2, 'download', 'registre-1', null),
              ('{Failed}', now() - interval '288 minutes', 'failed', 2, 1, 'download', 'registre-1', 'the site answered 503'),
              ('{Failed}', now() - interval '270 minutes', 'claimed', 1, 2, 'download', 'registre-2', null),
              ('{Failed}', now() - interval '240 minutes', 'failed', 2, 5, 'download', 'registre-2', 'the site answered 503'),
              ('{Waiting}', now() - interval '12 minutes', 'enqueued', null, 1, null, null, null);
            insert into steering (key, id, revision, verb, subject, value, is_lifted, ordered_by, ordered_at, until, why)
            values ('set GEMINI_MAX_RPM@', gen_random_uuid(), 1, 'set', 'GEMINI_MAX_RPM', '800', false, 'the office', now() - interval '1 hour', now() + interval '3 hours', 'Un autre projet lit aujourd''hui.');
            insert into webhook_endpoints (id, url, description, kinds, made_by, disabled_at, disabled_why) values
              ('00000000-0000-4000-9000-000000000001', 'https://etude.example/registre', 'le greffe', array['document.read', 'document.failed'], 'the office', null, null),
              ('00000000-0000-4000-9000-000000000002', 'https://archives.example/hook', 'les archives', null, 'the office', now() - interval '1 hour', '410 Gone: it wants no more.');
            insert into webhook_senders (id, name, made_by, disabled_at, last_used_at, generation, former_until) values
              ('00000000-0000-4000-9000-000000000003', 'le logiciel de l''étude', 'the office', null, now() - interval '5 minutes', 2, array[now() + interval '20 hours']),
              ('00000000-0000-4000-9000-000000000004', 'les archives', 'the office', now() - interval '1 hour', null, 1, array[]::timestamptz[]);
            insert into webhook_deliveries (endpoint_id, job_id, event_id, kind, made_at, state, attempts, status, answer, ended_at) values
              ('00000000-0000-4000-9000-000000000001', '{Read}', 5, 'document.read', now() - interval '2 hours', 'delivered', 1, 204, '', now() - interval '2 hours'),
              ('00000000-0000-4000-9000-000000000002', '{Failed}', 10, 'document.failed', now() - interval '4 hours', 'dead', 10, 500, 'the receiver is away', now() - interval '1 hour');
            insert into registre_consultations (environment, job_id, account, document_source, document_number, circonscription, state, price_cad, submitting_at, stored_at, claim_token, pages)
            values ('dev', '{Read}', '30F001', 'index', '2784195', 'montreal', 'stored', 1.00, now() - interval '170 minutes', now() - interval '169 minutes', 1, 3);
            """);
    }

    /// <summary>A script in every text that others write.</summary>
    public static async Task SpoilAsync(QueueDatabase queue, string text)
    {
        var quoted = text.Replace("'", "''", StringComparison.Ordinal);
        await queue.ExecuteAsync(
            $"""
            update extraction_queue set circonscription_fonciere = '{quoted}', cadastre = '{quoted}', designation_secondaire = '{quoted}', acte_type = '{quoted}', dossier = '{quoted}', error_message = case when status_id = 5 then '{quoted}' end,
              review_reason = case when needs_review then '{quoted}' end, supabase_path = case when supabase_path is not null then '{quoted}' end, boosted_file_content = case when boosted_file_content is not null then '{quoted}' end,
              outcome = case when status_id = 5 then '{quoted}' end, document_number = case when id::text like '00000000-0000-4000-8000-%' then '{quoted}' else document_number end
            where status_id <> 1 or id = '{Waiting}';
            update job_events set reason = '{quoted}', worker_id = '{quoted}';
            insert into job_events (job_id, kind, from_status, to_status, reason) values ('{Read}', '{quoted}', 4, 4, '{quoted}');
            update ocr_reviews set field = '{quoted}', standing = '{quoted}', read = '{quoted}', seen = '{quoted}', witness = '{quoted}';
            update registre_consultations set account = '{quoted}', note = '{quoted}', dossier = '{quoted}';
            update extraction_queue set structured_content = jsonb_set(structured_content, array['pages', '0', 'inscriptions', '0', 'nature'], to_jsonb('{quoted}'::text)) where structured_content ? 'pages';
            update ocr_calls set model = '{quoted}', tier = '{quoted}', dossier = '{quoted}';
            update registre_invoice_differences set line = '{quoted}', document = '{quoted}';
            update steering set why = '{quoted}', ordered_by = '{quoted}', value = '{quoted}';
            update access_keys set name = left('{quoted}', 100), made_by = '{quoted}';
            update access_calls set address = '{quoted}', verb = '{quoted}', about = '{quoted}', key_name = '{quoted}';
            update webhook_endpoints set url = '{quoted}', description = '{quoted}', kinds = array['{quoted}'], made_by = '{quoted}', disabled_why = '{quoted}';
            update webhook_senders set name = left('{quoted}', 100), made_by = '{quoted}';
            update webhook_deliveries set kind = '{quoted}', answer = '{quoted}';
            """);
    }
}
