namespace Workers.Support;

/// <summary>The queue as the owner's project has it before we come, with rows of an older system in it.</summary>
internal static class LiveQueue
{
    /// <summary>All that was there before, as text, one line a row.</summary>
    public const string Contents =
        """
        select concat_ws('|', document_source, document_number, status_id, worker_id, processing_started_at, attemtps, max_attempts, retry_count,
          error_message, supabase_path, file_content, boosted_file_content, ocr_worker_id, ocr_attempts, ocr_error, created_at, updated_at)
        from extraction_queue union all select concat_ws('|', id, name) from extraction_status order by 1
        """;

    public static Task CreateAsync(QueueDatabase database) => database.ExecuteAsync(
        """
        create table extraction_status (id integer primary key, name text not null);
        insert into extraction_status values
          (1, 'En attente'), (2, 'En traitement'), (3, 'Complété'), (4, 'Erreur'), (5, 'Extraction Complété'), (6, 'OCR en traitement');
        create table extraction_queue (
          id uuid primary key default gen_random_uuid(),
          document_source text, document_number text, document_number_normalized text, circonscription_fonciere text, cadastre text,
          designation_secondaire text, acte_type text, status_id integer references extraction_status (id), worker_id text,
          processing_started_at timestamptz, attemtps integer, max_attempts integer default 3, retry_count integer, error_message text,
          supabase_path text, file_content text, boosted_file_content text, searchable_file_content text, claude_file_id text,
          file_id_active boolean default false, ocr_worker_id text, ocr_started_at timestamptz, ocr_completed_at timestamptz,
          ocr_attempts integer default 0, ocr_max_attempts integer default 3, ocr_error text, ocr_last_error_at timestamptz,
          created_at timestamptz default now(), updated_at timestamptz default now());
        insert into extraction_queue (document_source, document_number, status_id, worker_id, processing_started_at, attemtps, max_attempts, error_message, supabase_path, file_content, ocr_attempts, created_at)
        values
          ('index', '1 425 100', 1, null, null, null, 3, null, null, null, 0, now() - interval '5 days'),
          ('acte', '12 345 678', 1, 'registre-2', null, 3, 3, 'Max attempts exceeded', null, null, null, now() - interval '4 days'),
          ('index', '2 784 195', 2, 'registre-1', now() - interval '1 hour', 1, 3, null, null, null, 0, now() - interval '3 days'),
          ('acte', '399 184', 3, 'registre-1', now() - interval '1 day', 1, null, null, 'actes/399184-Chambly-1760630669962.pdf', null, 0, now() - interval '2 days'),
          ('index', '3 333 333', 4, null, null, 3, 3, 'timeout', null, null, 0, now() - interval '2 days'),
          ('index', '4 444 444', 5, null, null, 1, 3, null, 'index/4444444.pdf', 'texte', 1, now() - interval '2 days'),
          ('plan_cadastraux', '5 555 555', 5, null, null, 1, 3, null, 'plans-cadastraux/5555555.pdf', null, 0, now() - interval '2 days'),
          ('acte', '6 666 666', 6, null, null, 1, 3, null, 'actes/6666666.pdf', null, 1, now() - interval '2 days');
        """);
}
