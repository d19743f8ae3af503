using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using Workers.Access;
using Workers.Pdf;
using Workers.Support;
using Xunit;

namespace Workers.Web.Endpoints;

/// <summary>A PDF that the office has already becomes a document's in one request: checked, stored, never billed, and once.</summary>
public sealed class FileEndpointsTests(PostgresFixture postgres, RedisFixture redis) : FileWorld(postgres, redis, mostMegabytes: 1)
{
    [Fact]
    public async Task A_file_is_stored_and_entered_at_3_once_and_nothing_is_bought()
    {
        var pdf = BroughtPdf.Deed("12 345 678");
        var first = await BringAsync(pdf, "12 345 678", "a-key", ("dossier", "2026-0417"));
        var again = await BringAsync(pdf, "12 345 678", "a-key", ("dossier", "2026-0417"));

        (first.Status, (string)first.Json["result"]!, (int)first.Json["status"]!).ShouldBe((HttpStatusCode.OK, "created", 3), first.Text);
        (again.Text, again.Header("Idempotency-Replayed")).ShouldBe((first.Text, "true"));
        (await BringAsync(BroughtPdf.Deed("12 345 678", padding: 9), "12 345 678", "a-key", ("dossier", "2026-0417"))).Json["code"]!.ToString().ShouldBe("idempotency_mismatch");
        // Nor when the first answer is forgotten.
        await World.Dev.ExecuteAsync("delete from access_calls");
        (await BringAsync(pdf, "12 345 678", "a-key", ("dossier", "2026-0417"))).Json["id"]!.ToString().ShouldBe((string)first.Json["id"]!);
        (await World.Dev.ListAsync<string>("select concat_ws('|', status_id, content_bytes, page_count, dossier, content_sha256) from extraction_queue"))
            .ShouldBe([$"3|{pdf.Length}|1|2026-0417|{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(pdf))}"]);
        (await File.ReadAllBytesAsync(Folder.File(Path.Combine("documents", await World.Dev.ReadAsync<string>("select supabase_path from extraction_queue"))), CancellationToken.None)).ShouldBe(pdf);
        (await World.Dev.ListAsync<string>("select concat_ws('|', kind, from_status, to_status, left(reason, 4), details->>'identity') from job_events order by id")).ShouldBe(["enqueued|1", "brought|1|3|key |verified"]);
        (await World.Dev.ReadAsync<long>("select count(*) from registre_consultations")).ShouldBe(0);
        ((decimal)(await World.GetAsync("/v1/spend", Key)).Json["cad"]!, Left()).ShouldBe((0, 0));
    }

    /// <summary>What is told of each page is longer than what is usually kept of a tool's answer.</summary>
    [Fact]
    public async Task A_deed_of_many_pages_is_brought_in()
    {
        var brought = await BringAsync(BroughtPdf.LongDeed("12 345 678", 1500), "12 345 678");

        brought.Status.ShouldBe(HttpStatusCode.OK, brought.Text);
        (await World.Dev.ReadAsync<int>("select page_count from extraction_queue")).ShouldBe(1500);
    }

    [Fact]
    public async Task A_pdf_whose_pages_are_none_is_refused()
    {
        var refused = await BringAsync(HostilePdf.Looped(), "12 345 678");

        (refused.Status, (string)refused.Json["code"]!).ShouldBe((HttpStatusCode.UnprocessableEntity, "file_refused"), refused.Text);
        refused.Json["detail"]!.ToString().ShouldContain("does not tell how many pages");
        (await World.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
    }

    [Fact]
    public async Task A_file_that_is_none_of_that_document_is_refused_and_leaves_nothing()
    {
        var deed = BroughtPdf.Deed("12 345 678");
        foreach (var (pdf, said) in new (byte[], string)[]
                 {
                     ("<html>no</html>"u8.ToArray(), "a web page"), (deed[..^40], "cut off"), (BroughtPdf.Locked(), "password"), ([], "empty"),
                     (Encoding.ASCII.GetBytes("%PDF-1.4\nnothing\n%%EOF"), "cannot be read"), (BroughtPdf.Deed("99 999 999"), "99 999 999"),
                 })
        {
            var refused = await BringAsync(pdf, "12 345 678");
            (refused.Status, (string)refused.Json["code"]!).ShouldBe((HttpStatusCode.UnprocessableEntity, "file_refused"), refused.Text);
            refused.Json["detail"]!.ToString().ShouldContain(said);
        }

        (await BringAsync(new byte[1 << 21], "12 345 678")).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await BringAsync(deed, "")).Json["code"]!.ToString().ShouldBe("rows_refused");
        (await BringAsync(deed, "12 345 678", null, ("colour", "red"))).Json["code"]!.ToString().ShouldBe("bad_request");
        (await World.PostAsync("/v1/documents/file", Key, "--x", "multipart/form-data")).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await World.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
        (StoredFiles(), Left()).ShouldBe((0, 0));

        (await BringAsync(BroughtPdf.Deed("99 999 999"), "12 345 678", null, ("accept_other", "true"))).Json["result"]!.ToString().ShouldBe("created");
        (await World.Dev.ReadAsync<string>("select details->>'identity' from job_events where kind = 'brought'")).ShouldBe("another document");
    }

    [Fact]
    public async Task Only_a_document_that_waits_and_was_never_perhaps_bought_is_given_a_file()
    {
        await World.Dev.ExecuteAsync(
            """
            insert into extraction_queue (document_source, document_number, circonscription_fonciere, acte_type, status_id, dossier, worker_id, lease_expires_at)
            select 'acte', n::text, 'Montréal', 'Acte', case n when 2 then 2 when 3 then 4 when 8 then 5 else 1 end, 'd' || n, 'w', now() + interval '1 hour' from generate_series(1, 8) as n;
            insert into registre_consultations (environment, job_id, document_source, document_number, state, claim_token)
            select 'DEV', id, 'acte', document_number, case document_number when '1' then 'prepared' when '4' then 'uncertain' when '5' then 'received' else 'rejected' end, 0 from extraction_queue where document_number in ('1', '4', '5', '6');
            insert into document_purges (job_id, ordered_by, dossier_hash) values (gen_random_uuid(), 'a test', workers_internal.dossier_hash('d7'))
            """);
        foreach (var number in Enumerable.Range(2, 7))
        {
            var refused = await GiveAsync(await IdOfAsync(number), BroughtPdf.Deed("1"));
            (refused.Status, (string)refused.Json["code"]!).ShouldBe((HttpStatusCode.Conflict, "refused"), $"{number}: {refused.Text}");
        }

        (await GiveAsync(await IdOfAsync(1), BroughtPdf.Deed("1"), await World.KeyAsync(AccessRole.Office, World.Staging))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await GiveAsync(await IdOfAsync(1), BroughtPdf.Deed("1"), await World.KeyAsync(AccessRole.Reader))).Status.ShouldBe(HttpStatusCode.Forbidden);
        // Beside a row that would be bought all the same nothing is entered.
        var beside = await BringAsync(BroughtPdf.Deed("1"), "1");
        (beside.Status, beside.Json["detail"]!.ToString()).ShouldBe((HttpStatusCode.Conflict, $"Not brought in: it waits to be bought as {await IdOfAsync(1)}: give that document the file"));
        StoredFiles().ShouldBe(0);

        (await GiveAsync(await IdOfAsync(1), BroughtPdf.Deed("1"))).Json["result"]!.ToString().ShouldBe("given");
        (await World.Dev.ListAsync<int>("select status_id from extraction_queue order by document_number")).ShouldBe([3, 2, 4, 1, 1, 1, 1, 5]);
        (await World.Dev.ListAsync<string>("select state from registre_consultations order by document_number")).ShouldBe(["abandoned", "uncertain", "received", "rejected"]);
    }

    [Fact]
    public async Task A_server_that_dies_between_the_store_and_the_queue_leaves_what_the_next_try_goes_on_with()
    {
        await World.Dev.InterruptAsync("workers_bring", "raise exception 'it went away' using errcode = '57P01'");
        var pdf = BroughtPdf.Deed("12 345 678");
        (await BringAsync(pdf, "12 345 678", "k")).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (StoredFiles(), await World.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe((1, 0));
        await World.Dev.MendAsync("workers_bring");

        (await BringAsync(pdf, "12 345 678", "k")).Json["result"]!.ToString().ShouldBe("created");

        (StoredFiles(), await World.Dev.ReadAsync<long>("select count(*) from extraction_queue where status_id = 3")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task What_is_refused_after_it_was_stored_leaves_no_object_and_no_document_that_would_be_bought()
    {
        var pdf = BroughtPdf.Deed("12 345 678");
        foreach (var (meanwhile, said) in new[]
                 {
                     // A rule of the table's owner.
                     ("execute 'create function public.leave_out() returns trigger language plpgsql as $t$ begin return null; end $t$'; execute 'create trigger leave_out before update on public.extraction_queue for each row execute function public.leave_out()'", "a trigger"),
                     // The purge of another document of the dossier.
                     ("execute 'drop trigger if exists leave_out on public.extraction_queue'; insert into public.document_purges (job_id, ordered_by, dossier_hash) values (gen_random_uuid(), 'a test', workers_internal.dossier_hash('d'))", "purge"),
                     // What is on its way is dropped, and forgotten as far as it may be.
                     ("perform public.workers_uploads_left(jsonb_build_object('id', request->>'id')); perform public.workers_upload_forget(jsonb_build_object('id', request->>'id', 'is_object_gone', true, 'whole', true))", "purged"),
                 })
        {
            await World.Dev.InterruptAsync("workers_bring", meanwhile);
            var refused = await BringAsync(pdf, "12 345 678", null, ("dossier", "d"));
            (refused.Status, StoredFiles()).ShouldBe((HttpStatusCode.Conflict, 0), refused.Text);
            refused.Json["detail"]!.ToString().ShouldContain(said);
            (await World.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe(0);
            await World.Dev.MendAsync("workers_bring");
            await World.Dev.ExecuteAsync("delete from document_purges");
        }

        // What a store kept from ending is not in the way of the next ones.
        await World.Dev.ExecuteAsync($"insert into document_uploads (id, key_id, brought_by, document, bytes, arrived, ends_at) select gen_random_uuid(), '{Key.Split('_')[2]}', 'me', '{{}}', 1, 1, now() + interval '1 day' from generate_series(1, 200)");
        (await BringAsync(pdf, "12 345 678")).Json["result"]!.ToString().ShouldBe("created");
    }

    [Fact]
    public async Task What_was_stored_is_given_out_as_a_file_in_ranges_and_never_as_a_page()
    {
        var pdf = BroughtPdf.Deed("12 345 678");
        var id = (string)(await BringAsync(pdf, "12 345 678")).Json["id"]!;
        var whole = await World.GetAsync($"/v1/documents/{id}/pdf", await World.KeyAsync(AccessRole.Reader));
        var part = await World.GetAsync($"/v1/documents/{id}/pdf", Key, ("Range", "bytes=5-9"));

        (whole.Status, whole.MediaType).ShouldBe((HttpStatusCode.OK, "application/pdf"));
        whole.Bytes.ShouldBe(pdf);
        whole.Content!.ContentDisposition!.ToString().ShouldBe("attachment; filename=acte-12345678-Montr_al.pdf; filename*=UTF-8''acte-12345678-Montr%C3%A9al.pdf");
        (whole.Header("Content-Security-Policy"), whole.Header("X-Content-Type-Options"), whole.Header("Cache-Control")).ShouldBe(("sandbox; default-src 'none'; frame-ancestors 'none'", "nosniff", "no-store"));
        (part.Status, part.Content!.ContentRange!.ToString()).ShouldBe((HttpStatusCode.PartialContent, $"bytes 5-9/{pdf.Length}"));
        part.Bytes.ShouldBe(pdf[5..10]);
        var head = await World.SendAsync(new(HttpMethod.Head, new Uri(World.Address, $"/v1/documents/{id}/pdf")), Key);
        (head.Status, head.Header("ETag"), head.Content!.ContentDisposition!.ToString()).ShouldBe((HttpStatusCode.OK, whole.Header("ETag"), whole.Content.ContentDisposition.ToString()));
        (await World.GetAsync($"/v1/documents/{id}/pdf", Key, ("Range", "bytes=999999-"))).Status.ShouldBe(HttpStatusCode.RequestedRangeNotSatisfiable);
        (await World.GetAsync($"/v1/documents/{id}/pdf", await World.KeyAsync(AccessRole.Operator, World.Staging))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await World.GetAsync($"/v1/documents/{id}/result", Key)).Json["code"]!.ToString().ShouldBe("not_found");
        (await World.PostAsync($"/v1/documents/{id}/links", Key, "")).Json["code"]!.ToString().ShouldBe("misconfigured");
        Left().ShouldBe(0);

        File.Delete(Folder.File(Path.Combine("documents", await World.Dev.ReadAsync<string>("select supabase_path from extraction_queue"))));
        (await World.GetAsync($"/v1/documents/{id}/pdf", Key)).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    private async Task<Answered> BringAsync(byte[] pdf, string number, string? key = null, params (string Name, string Value)[] more)
    {
        using var form = BroughtPdf.FormOf(pdf, number, more);

        // What is refused before it is read closes the connection: the body is sent when it is wanted.
        return await World.SendAsync(new(HttpMethod.Post, new Uri(World.Address, "/v1/documents/file")) { Content = form, Headers = { ExpectContinue = true } }, Key, key is null ? [] : [("Idempotency-Key", key)]);
    }

    private async Task<Answered> GiveAsync(Guid id, byte[] pdf, string? key = null) => await World.SendAsync(
        new(HttpMethod.Post, new Uri(World.Address, $"/v1/documents/{id}/file")) { Content = new ByteArrayContent(pdf) { Headers = { ContentType = new MediaTypeHeaderValue("application/pdf") } } }, key ?? Key);

    private Task<Guid> IdOfAsync(int number) => World.Dev.ReadAsync<Guid>($"select id from extraction_queue where document_number = '{number}'");
}
