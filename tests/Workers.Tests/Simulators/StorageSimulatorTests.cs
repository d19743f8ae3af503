using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Simulators.Supabase;
using Xunit;

namespace Workers.Simulators;

/// <summary>The simulated Storage answers as the real one does.</summary>
public sealed class StorageSimulatorTests : IAsyncLifetime
{
    private const string Secret = "sb_secret_simulated";
    private readonly HttpClient _http = new();
    private SupabaseFront _front = null!;

    public async ValueTask InitializeAsync()
    {
        _front = await SupabaseFront.StartAsync(new() { ServiceKey = Secret });
        _http.BaseAddress = new Uri(_front.Url, "storage/v1/");
        _http.DefaultRequestHeaders.Add("apikey", Secret);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _front.DisposeAsync();
    }

    [Fact]
    public async Task An_upload_is_answered_with_its_key_and_id_as_Storage_spells_them()
    {
        var told = await ToldAsync(await _http.PostAsync("object/index/1.pdf", Pdf(10)));

        told["Key"]!.ToString().ShouldBe("index/1.pdf");
        told["Id"].ShouldNotBeNull();
    }

    [Fact]
    public async Task A_form_is_an_upload_too()
    {
        using var form = new MultipartFormDataContent { { new StringContent("3600"), "cacheControl" }, { Pdf(10), "file", "1.pdf" } };

        (await _http.PostAsync("object/index/1.pdf", form)).StatusCode.ShouldBe(HttpStatusCode.OK);

        _front.Objects.Get("index", "1.pdf").ShouldNotBeNull().Length.ShouldBe(10);
        (await ToldAsync(await _http.PostAsync("object/index/2.pdf", new MultipartFormDataContent { { new StringContent("3600"), "cacheControl" } })))["message"]!.ToString().ShouldBe("No content provided");
    }

    [Fact]
    public async Task A_bucket_takes_what_its_rules_say()
    {
        _front.Objects.Change("index", new(FileSizeLimit: 100, AllowedMimeTypes: ["image/*"]));
        _front.Objects.Change("actes", new(FileSizeLimit: 100, AllowedMimeTypes: ["application/pdf"]));

        (await RefusalAsync(await _http.PostAsync("object/index/1.pdf", Pdf(10)))).ShouldBe(("415", "InvalidMimeType", "invalid_mime_type", "mime type application/pdf is not supported"));
        (await RefusalAsync(await _http.PostAsync("object/actes/1.pdf", Pdf(101)))).ShouldBe(("413", "EntityTooLarge", "Payload too large", "The object exceeded the maximum allowed size"));
        (await _http.PostAsync("object/actes/1.pdf", Pdf(100))).IsSuccessStatusCode.ShouldBeTrue();
        _front.Objects.Keys("index").ShouldBeEmpty();
    }

    [Fact]
    public async Task That_a_name_is_taken_is_told_before_what_the_bucket_takes()
    {
        await _http.PostAsync("object/index/1.pdf", Pdf(10));
        _front.Objects.Change("index", new(AllowedMimeTypes: ["image/*"]));

        (await RefusalAsync(await _http.PostAsync("object/index/1.pdf", Pdf(11)))).Status.ShouldBe("409");
    }

    [Fact]
    public async Task What_is_not_there_is_said_with_the_codes_of_both_kinds()
    {
        (await RefusalAsync(await _http.GetAsync("object/authenticated/index/1.pdf"))).ShouldBe(("404", "NoSuchKey", "not_found", "Object not found"));
        (await RefusalAsync(await _http.GetAsync("object/authenticated/none/1.pdf"))).ShouldBe(("404", "NoSuchBucket", "Bucket not found", "Bucket not found"));
        (await RefusalAsync(await _http.PostAsJsonAsync("bucket", new { id = "index", name = "index" }))).ShouldBe(("409", "BucketAlreadyExists", "Duplicate", "The resource already exists"));
    }

    [Fact]
    public async Task A_bucket_is_made_described_and_changed_with_its_rules()
    {
        await _http.PostAsJsonAsync("bucket", new { name = "pictures", @public = true, file_size_limit = 5, allowed_mime_types = new[] { "image/png" } });
        var made = await _http.GetFromJsonAsync<JsonObject>("bucket/pictures");
        await _http.PutAsJsonAsync("bucket/pictures", new { @public = false });
        var changed = await _http.GetFromJsonAsync<JsonObject>("bucket/pictures");

        made!["public"]!.GetValue<bool>().ShouldBeTrue();
        made["file_size_limit"]!.GetValue<long>().ShouldBe(5);
        made["allowed_mime_types"]!.AsArray().Single()!.ToString().ShouldBe("image/png");
        changed!["public"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_of_the_newer_kind_is_taken_as_apikey_and_refused_as_a_token()
    {
        (await _http.GetAsync("bucket")).IsSuccessStatusCode.ShouldBeTrue();

        _http.DefaultRequestHeaders.Authorization = new("Bearer", Secret);
        (await RefusalAsync(await _http.GetAsync("bucket"))).Message.ShouldBe("Invalid Compact JWS");
    }

    [Fact]
    public async Task A_token_is_not_taken_as_apikey_alone()
    {
        await using var front = await SupabaseFront.StartAsync();
        using var http = new HttpClient { BaseAddress = front.Url, DefaultRequestHeaders = { { "apikey", front.ServiceKey } } };

        (await RefusalAsync(await http.GetAsync("storage/v1/bucket"))).Message.ShouldNotBeNull().ShouldContain("authorization");
    }

    private static ByteArrayContent Pdf(int bytes) => new(new byte[bytes]) { Headers = { ContentType = new("application/pdf") } };

    private static async Task<JsonObject> ToldAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonObject>()).ShouldNotBeNull();

    private static async Task<(string? Status, string? Code, string? Error, string? Message)> RefusalAsync(HttpResponseMessage answer)
    {
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var told = await ToldAsync(answer);
        return (told["statusCode"]?.ToString(), told["code"]?.ToString(), told["error"]?.ToString(), told["message"]?.ToString());
    }
}
