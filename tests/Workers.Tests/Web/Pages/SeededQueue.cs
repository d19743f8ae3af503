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
            insert into ocr_reviews (job_id, content_sha256, page, line, field, standing, read, seen, witness, claim_token)
            values ('{Read}', repeat('a', 64), 2, 7, 'publication_number', 'disputed', '18 204 977', '18 204 971', 'tesseract', 0), ('{Read}', repeat('a', 64), 2, 8, 'parties', 'unwitnessed', 'Gagnon, Luc', '', null, 0);
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
            update registre_consultations set account = '{quoted}', note = '{quoted}';
            update access_keys set name = left('{quoted}', 100), made_by = '{quoted}';
            update access_calls set address = '{quoted}', verb = '{quoted}';
            """);
    }
}
