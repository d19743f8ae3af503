using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using Workers.Access;
using Workers.Documents;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Uploads;
using Workers.Operations.Keeping;
using Workers.Support;
using Xunit;

namespace Workers.Web.Endpoints;

/// <summary>Files in pieces: over two servers, cut off, lied about, at once and in thousands; each becomes one document's.</summary>
public sealed partial class UploadEndpointsTests(PostgresFixture postgres, RedisFixture redis) : FileWorld(postgres, redis, mostMegabytes: 20)
{
    [Fact]
    public async Task A_file_of_thousands_of_pieces_over_two_servers_becomes_one_document()
    {
        const int Pieces = 2100;
        const int Sent = 40;
        var other = await World.StartReplicaAsync();
        var pdf = BroughtPdf.Deed("12 345 678", padding: 3000);
        var place = await BeginAsync(pdf.Length, "12 345 678");
        var size = (pdf.Length - 1) / Pieces;
        await SeedAsync(place, pdf, size, Pieces - Sent);
        for (var piece = Pieces - Sent; piece < Pieces; piece++)
        {
            (await PatchAsync(place, piece * size, pdf[(piece * size)..((piece + 1) * size)], at: piece % 2 == 0 ? other : null)).Status.ShouldBe(HttpStatusCode.NoContent);
        }

        var whole = await PatchAsync(place, Pieces * size, pdf[(Pieces * size)..], at: other);

        (whole.Status, whole.Header("Upload-Offset")).ShouldBe((HttpStatusCode.NoContent, $"{pdf.Length}"), whole.Text);
        (await World.Dev.ListAsync<string>("select concat_ws('|', id, status_id, content_sha256) from extraction_queue")).ShouldBe([$"{whole.Header("Document-Id")}|3|{Convert.ToHexStringLower(SHA256.HashData(pdf))}"]);
        (await HeadAsync(place)).Header("Document-Id").ShouldBe(whole.Header("Document-Id"));
        ((string)(await World.GetAsync(place, Key)).Json["state"]!, StoredFiles(), await PiecesAsync()).ShouldBe(("entered", 1, 0));
        (await World.Dev.ListAsync<string>("select concat_ws('|', status, document_id) from access_calls where verb = 'bring'")).ShouldBe([$"200|{whole.Header("Document-Id")}"]);
    }

    [Fact]
    public async Task What_came_before_a_sender_was_cut_off_is_kept_and_another_server_goes_on()
    {
        // What a server keeps at a time, so that its row tells that it came.
        const int Piece = 8 << 20;
        var other = await World.StartReplicaAsync();
        var pdf = BroughtPdf.Deed("12 345 678", padding: Piece + 200_000);
        var place = await BeginAsync(pdf.Length, "12 345 678");
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(World.Address.Host, World.Address.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"PATCH {place} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Key}\r\nTus-Resumable: 1.0.0\r\nContent-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\nContent-Length: {pdf.Length}\r\n\r\n"));
            await socket.GetStream().WriteAsync(pdf.AsMemory(0, Piece + 100_000));
            // While it comes nobody else may send.
            await World.Dev.WaitAsync("document_uploads", "count(*) = 1 from document_uploads where holder is not null and arrived > 0");
            var locked = await PatchAsync(place, 0, pdf[..9], at: other);
            (locked.Status, (string)locked.Json["code"]!).ShouldBe(((HttpStatusCode)423, "in_progress"));
            (await SendAsync(HttpMethod.Delete, place)).Status.ShouldBe((HttpStatusCode)423);
        }

        await World.Dev.WaitAsync("document_uploads", "count(*) = 1 from document_uploads where holder is null");
        var kept = int.Parse((await HeadAsync(place, other)).Header("Upload-Offset"), CultureInfo.InvariantCulture);
        kept.ShouldBeInRange(Piece, Piece + 100_000);
        var wrong = await PatchAsync(place, kept + 1, pdf[(kept + 1)..], at: other);
        (wrong.Status, (string)wrong.Json["code"]!, wrong.Header("Upload-Offset")).ShouldBe((HttpStatusCode.Conflict, "offset_mismatch", $"{kept}"));

        (await PatchAsync(place, kept, pdf[kept..], at: other)).Status.ShouldBe(HttpStatusCode.NoContent);

        (await World.Dev.ReadAsync<string>("select content_sha256 from extraction_queue")).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(pdf)));
    }

    [Fact]
    public async Task A_lease_of_a_server_that_died_ends_and_a_file_that_it_left_whole_is_entered_by_whoever_looks()
    {
        var pdf = BroughtPdf.Deed("12 345 678");
        var place = await BeginAsync(pdf.Length, "12 345 678");
        (await PatchAsync(place, 0, pdf[..^1])).Status.ShouldBe(HttpStatusCode.NoContent);
        await World.Dev.InterruptAsync("workers_bring", "raise exception 'it went away' using errcode = '57P01'");
        (await PatchAsync(place, pdf.Length - 1, pdf[^1..])).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await World.Dev.MendAsync("workers_bring");
        await World.Dev.ExecuteAsync("update document_uploads set holder = gen_random_uuid(), held_until = now() + interval '20 seconds'");
        (await HeadAsync(place)).Status.ShouldBe((HttpStatusCode)423);
        await World.Dev.SetClockAheadAsync(UploadStore.Lease + TimeSpan.FromSeconds(1));

        var found = await HeadAsync(place);

        (found.Status, found.Header("Upload-Offset"), await World.Dev.ReadAsync<string>("select id::text from extraction_queue where status_id = 3")).ShouldBe((HttpStatusCode.OK, $"{pdf.Length}", found.Header("Document-Id")));
        (StoredFiles(), await PiecesAsync()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Of_many_at_once_one_sends_and_under_one_key_one_upload_begins()
    {
        var pdf = BroughtPdf.Deed("12 345 678", padding: 100_000);
        var begun = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostAsync(pdf.Length, "12 345 678", more: ("Idempotency-Key", "k"))));
        var places = begun.Where(answer => answer.Status is HttpStatusCode.Created).Select(answer => answer.Headers.Location!.ToString()).Distinct().ToList();
        places.Count.ShouldBe(1);
        begun.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created || (string)answer.Json["code"]! == "in_progress");

        var sent = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PatchAsync(places[0], 0, pdf)));

        sent.ShouldAllBe(answer => answer.Status == HttpStatusCode.NoContent || answer.Status == (HttpStatusCode)423 || answer.Status == HttpStatusCode.Conflict);
        sent.Count(answer => answer.Status == HttpStatusCode.NoContent).ShouldBe(1);
        (await World.Dev.ListAsync<int>("select status_id from extraction_queue")).ShouldBe([3]);
        (await World.Dev.ReadAsync<long>("select count(*) from document_uploads")).ShouldBe(1);
    }

    [Fact]
    public async Task Lies_about_lengths_checksums_and_versions_are_refused_and_count_for_nothing()
    {
        var pdf = BroughtPdf.Deed("12 345 678");
        var (right, wrong) = ($"sha256 {Convert.ToBase64String(SHA256.HashData(pdf[..10]))}", $"sha1 {Convert.ToBase64String(new byte[20])}");
        var place = await BeginAsync(pdf.Length, "12 345 678");

        (await PatchAsync(place, 0, pdf[..10], ("Upload-Checksum", wrong))).Status.ShouldBe((HttpStatusCode)460);
        (await PatchAsync(place, 0, pdf[..10], ("Upload-Checksum", "md5 AAAA"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await PatchAsync(place, 0, [.. pdf, 1])).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await PatchAsync(place, 0, [.. pdf, 1], ("Transfer-Encoding", "chunked"))).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await SendAsync(HttpMethod.Patch, place, pdf, ("Content-Type", "application/pdf"), ("Upload-Offset", "0"))).Status.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await World.SendAsync(new(HttpMethod.Head, new Uri(World.Address, place)), Key, ("Tus-Resumable", "0.2.2"))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await HeadAsync(place)).Header("Upload-Offset").ShouldBe("0");
        (await World.SendAsync(new(HttpMethod.Head, new Uri(World.Address, place)), await World.KeyAsync(AccessRole.Office), ("Tus-Resumable", "1.0.0"))).Status.ShouldBe(HttpStatusCode.NotFound, "another key's");
        foreach (var (length, status) in new[] { ("0", 400), ("-1", 400), ("x", 400), ($"{21 << 20}", 413) })
        {
            ((int)(await SendAsync(HttpMethod.Post, "/v1/uploads", null, ("Upload-Length", length), ("Upload-Metadata", MetadataOf("12 345 678")))).Status).ShouldBe(status, length);
        }

        (await SendAsync(HttpMethod.Post, "/v1/uploads", null, ("Upload-Length", "9"), ("Upload-Metadata", "document_source !"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await SendAsync(HttpMethod.Post, "/v1/uploads", null, ("Upload-Length", "9"))).Json["code"]!.ToString().ShouldBe("rows_refused");
        var offered = await SendAsync(HttpMethod.Options, "/v1/uploads");
        (offered.Header("Tus-Max-Size"), offered.Header("Tus-Extension")).ShouldBe(($"{20 << 20}", "creation,creation-with-upload,checksum,expiration,termination"));

        // By POST, as proxies want it that know no PATCH.
        (await SendAsync(HttpMethod.Post, place, pdf[..10], ("Content-Type", "application/offset+octet-stream"), ("Upload-Offset", "0"), ("Upload-Checksum", right), ("X-HTTP-Method-Override", "PATCH"))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await HeadAsync(place)).Header("Upload-Metadata").ShouldBe(MetadataOf("12 345 678"));
        var refused = await PatchAsync(place, 10, new byte[pdf.Length - 10]);
        (refused.Status, (string)refused.Json["code"]!).ShouldBe((HttpStatusCode.UnprocessableEntity, "file_refused"));
        ((await HeadAsync(place)).Status, StoredFiles(), await PiecesAsync(), await World.Dev.ReadAsync<long>("select count(*) from extraction_queue")).ShouldBe((HttpStatusCode.UnprocessableEntity, 0, 0, 0));
    }

    [Fact]
    public async Task What_is_given_up_past_its_time_or_of_a_purged_dossier_leaves_the_store()
    {
        var pdf = BroughtPdf.Deed("12 345 678");
        var given = await BeginAsync(pdf.Length, "12 345 678");
        (await PatchAsync(given, 0, pdf[..10])).Status.ShouldBe(HttpStatusCode.NoContent);
        (await SendAsync(HttpMethod.Delete, given)).Status.ShouldBe(HttpStatusCode.NoContent);
        (await PatchAsync(given, 10, pdf[10..])).Status.ShouldBe(HttpStatusCode.Gone);
        (await HeadAsync(given)).Status.ShouldBe(HttpStatusCode.Gone);
        (StoredFiles(), await PiecesAsync()).ShouldBe((0, 0));

        var purged = await PostAsync(pdf.Length, "12 345 678", pdf[..20], ("Upload-Metadata", $"{MetadataOf("12 345 678")},dossier {Convert.ToBase64String("Tremblay 2026"u8)}"));
        (purged.Status, purged.Header("Upload-Offset"), StoredFiles()).ShouldBe((HttpStatusCode.Created, "20", 1));
        await PurgeDocuments.RunAsync(World.Queues, new(TargetEnvironment.Dev, null, "Tremblay 2026", Apply: true, "a test"), CancellationToken.None);
        (await PatchAsync(purged.Headers.Location!.ToString(), 20, pdf[20..])).Status.ShouldBe(HttpStatusCode.NotFound);
        (StoredFiles(), await PiecesAsync()).ShouldBe((0, 0));

        // A piece that was written down, and whose server died before or after it lay in the store.
        var over = await BeginAsync(pdf.Length, "12 345 678");
        (await PatchAsync(over, 0, pdf[..10])).Status.ShouldBe(HttpStatusCode.NoContent);
        await World.Dev.ExecuteAsync("insert into document_upload_pieces (upload_id, path, start_at, bytes) select id, 'actes/upload-none.pdf', 10, 1 from document_uploads where state = 'open'");
        await World.Dev.SetClockAheadAsync(UploadStore.Kept + TimeSpan.FromMinutes(1));
        (await HeadAsync(over)).Status.ShouldBe(HttpStatusCode.Gone);

        await using var functions = World.Dev.OpenFunctions();
        (await new UploadPieces(new(functions), new FolderDocumentStore(TargetEnvironment.Dev, Folder.File("documents"), null)).RemoveLeftAsync(CancellationToken.None)).ShouldBe(2);
        (StoredFiles(), await World.Dev.ReadAsync<long>("select count(*) from document_uploads"), await PiecesAsync()).ShouldBe((0, 0, 0));
    }

    [Fact]
    public async Task An_object_is_not_taken_away_under_the_same_file_that_is_brought_again()
    {
        var pdf = BroughtPdf.Deed("12 345 678");
        await World.Dev.InterruptAsync("workers_bring", "raise exception 'it went away' using errcode = '57P01'");
        var first = await BeginAsync(pdf.Length, "12 345 678");
        (await PatchAsync(first, 0, pdf)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await World.Dev.MendAsync("workers_bring");
        var second = await BeginAsync(pdf.Length, "12 345 678");
        await using var functions = World.Dev.OpenFunctions();
        var uploads = new UploadStore(functions);
        var store = new FolderDocumentStore(TargetEnvironment.Dev, Folder.File("documents"), null);

        // Between what a sweep was told to remove and its removal.
        var path = (await uploads.FindLeftAsync(IdOf(first), CancellationToken.None))!.Object!;
        var busy = await PatchAsync(second, 0, pdf);
        await store.RemoveAsync(path, DocumentSource.Acte, CancellationToken.None);
        await uploads.ForgetAsync(IdOf(first), whole: true, CancellationToken.None);

        (busy.Status, (string)busy.Json["code"]!).ShouldBe((HttpStatusCode.ServiceUnavailable, "unavailable"), busy.Text);
        (await HeadAsync(second)).Header("Document-Id").ShouldNotBeEmpty();
        File.Exists(Folder.File(Path.Combine("documents", path))).ShouldBeTrue();

        // A sweep that comes later finds that a document has it.
        await World.Dev.SetClockAheadAsync(UploadStore.Kept + TimeSpan.FromMinutes(20));
        (await new UploadPieces(uploads, store).RemoveLeftAsync(CancellationToken.None)).ShouldBe(2);
        (StoredFiles(), await PiecesAsync(), await World.Dev.ReadAsync<long>("select count(*) from document_uploads")).ShouldBe((1, 0, 0));
    }

    [Fact]
    public async Task Bytes_that_are_stored_after_their_upload_was_dropped_go_and_a_beginning_that_comes_again_is_told_how_much_arrived()
    {
        var pdf = BroughtPdf.Deed("12 345 678");
        var begun = await PostAsync(pdf.Length, "12 345 678", pdf[..20], ("Idempotency-Key", "k"));
        var again = await PostAsync(pdf.Length, "12 345 678", pdf[..20], ("Idempotency-Key", "k"));
        (again.Status, again.Headers.Location, again.Header("Upload-Offset"), again.Header("Idempotency-Replayed")).ShouldBe((HttpStatusCode.Created, begun.Headers.Location, "20", "true"), again.Text);
        var place = begun.Headers.Location!.ToString();
        // As a purge does that meets it.
        await World.Dev.InterruptAsync(
            "workers_upload_piece",
            "perform public.workers_uploads_left(jsonb_build_object('id', request->>'id')); perform public.workers_upload_forget(jsonb_build_object('id', request->>'id', 'paths', jsonb_build_array(request->>'path')))");

        (await PatchAsync(place, 20, pdf[20..])).Status.ShouldBe((HttpStatusCode)423);

        StoredFiles().ShouldBe(1, "the piece that came before, whose row tells of it");
        (await HeadAsync(place)).Status.ShouldBe(HttpStatusCode.Gone);
    }

    /// <summary>As if these pieces had come before.</summary>
    private async Task SeedAsync(string place, byte[] pdf, int size, int pieces)
    {
        var store = new FolderDocumentStore(TargetEnvironment.Dev, Folder.File("documents"), null);
        var rows = new List<string>();
        for (var piece = 0; piece < pieces; piece++)
        {
            var (start, file) = (piece * size, Folder.File("piece"));
            var bytes = pdf[start..(start + size)];
            await File.WriteAllBytesAsync(file, bytes);
            var name = new DocumentName(DocumentSource.Acte, $"upload-{IdOf(place):N}-{start}", null, null, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            await store.PutAsync(name, file, CancellationToken.None);
            rows.Add($"('{IdOf(place)}', '{DocumentPath.Of(name)}', {start}, {size}, true)");
        }

        await World.Dev.ExecuteAsync($"insert into document_upload_pieces (upload_id, path, start_at, bytes, is_stored) values {string.Join(',', rows)}; update document_uploads set arrived = {pieces * size}");
    }

    private static Guid IdOf(string place) => Guid.Parse(place.Split('/')[^1]);

    private static string MetadataOf(string number) => string.Join(',', new[] { ("document_source", "acte"), ("document_number", number), ("circonscription_fonciere", "Montréal"), ("acte_type", "Acte") }
        .Select(pair => $"{pair.Item1} {Convert.ToBase64String(Encoding.UTF8.GetBytes(pair.Item2))}"));

    private Task<Answered> PostAsync(int length, string number, byte[]? first = null, params (string Name, string Value)[] more) => SendAsync(
        HttpMethod.Post, "/v1/uploads", first,
        [("Upload-Length", length.ToString(CultureInfo.InvariantCulture)), .. more.Any(one => one.Name == "Upload-Metadata") ? [] : new[] { ("Upload-Metadata", MetadataOf(number)) }, .. first is null ? [] : new[] { ("Content-Type", "application/offset+octet-stream") }, .. more]);

    private async Task<string> BeginAsync(int length, string number)
    {
        var begun = await PostAsync(length, number);
        begun.Status.ShouldBe(HttpStatusCode.Created, begun.Text);
        begun.Header("Upload-Expires").ShouldNotBeEmpty();
        return begun.Headers.Location!.ToString();
    }

    private Task<Answered> PatchAsync(string place, long offset, byte[] bytes, params (string Name, string Value)[] more) => PatchAsync(place, offset, bytes, null, more);

    private Task<Answered> PatchAsync(string place, long offset, byte[] bytes, Uri? at, params (string Name, string Value)[] more) => SendAsync(
        HttpMethod.Patch, at is null ? place : new Uri(at, place).ToString(), bytes, [("Content-Type", "application/offset+octet-stream"), ("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture)), .. more]);

    private Task<Answered> HeadAsync(string place, Uri? at = null) => SendAsync(HttpMethod.Head, at is null ? place : new Uri(at, place).ToString());

    private async Task<Answered> SendAsync(HttpMethod method, string place, byte[]? bytes = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, new Uri(World.Address, place));
        if (bytes is not null)
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.TryAddWithoutValidation("Content-Type", headers.First(header => header.Name == "Content-Type").Value);
            request.Headers.TransferEncodingChunked = headers.Any(header => header.Name == "Transfer-Encoding");
        }

        return await World.SendAsync(request, Key, [("Tus-Resumable", "1.0.0"), .. headers.Where(header => header.Name is not ("Content-Type" or "Transfer-Encoding"))]);
    }

    private Task<long> PiecesAsync() => World.Dev.ReadAsync<long>("select count(*) from document_upload_pieces");
}
