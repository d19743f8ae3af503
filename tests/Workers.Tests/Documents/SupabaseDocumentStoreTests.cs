using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Simulators.Supabase;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Xunit;

namespace Workers.Documents;

public sealed class SupabaseDocumentStoreTests : DocumentStoreContract
{
    private readonly HttpClient _http = new(SupabaseHttp.Handler(new("http://127.0.0.1"))) { Timeout = Timeout.InfiniteTimeSpan };
    private SupabaseFront _front = null!;

    private protected override IDocumentStore Store => StoreWith(_front.ServiceKey);

    public override async ValueTask InitializeAsync() => _front = await SupabaseFront.StartAsync();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _front.DisposeAsync();
        _http.Dispose();
    }

    [Theory]
    [InlineData("public/")]
    [InlineData("sign/")]
    [InlineData("")]
    public async Task Addresses_of_the_own_project_are_read(string kind)
    {
        await PlantAsync("index", "lot 1.pdf", [7]);

        await Store.FetchAsync($"{_front.Url}storage/v1/object/{kind}index/lot%201.pdf?token=old", DocumentSource.Acte, Folder.File("back.pdf"), CancellationToken.None);

        (await File.ReadAllBytesAsync(Folder.File("back.pdf"))).ShouldBe([7]);
    }

    [Fact]
    public async Task Missing_buckets_are_created_as_private_ones()
    {
        await using var bare = await SupabaseFront.StartAsync(new() { Buckets = ["index"] });
        var store = StoreWith(bare.ServiceKey, bare.Url);

        (await store.CheckAsync(CancellationToken.None)).ShouldBeNull();

        bare.Objects.Buckets.ShouldBe(["index", "actes", "plans-cadastraux"], ignoreOrder: true);
        bare.Objects.RulesOf("actes").IsPublic.ShouldBeFalse();
    }

    [Theory]
    [InlineData("anon")]
    [InlineData("wrong")]
    public async Task A_key_without_rights_is_said_with_its_variable_and_never_shown(string which)
    {
        var key = which == "anon" ? _front.AnonKey : "no-such-key";
        var (name, file, _) = Document("1", "Hull", null, 1000);

        (await StoreWith(key).CheckAsync(CancellationToken.None)).ShouldNotBeNull().ShouldContain("DEV_SUPABASE_SERVICE_KEY");

        var failure = await Should.ThrowAsync<DocumentStoreException>(() => StoreWith(key).PutAsync(name, file, CancellationToken.None));
        failure.Message.ShouldNotContain(key);
        failure.IsAway.ShouldBeTrue("any document would have met it");
        failure.Missing.ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_of_the_newer_kind_stores_and_fetches()
    {
        await using var front = await SupabaseFront.StartAsync(new() { ServiceKey = "sb_secret_simulated" });
        var store = StoreWith(front.ServiceKey, front.Url);
        var (name, file, content) = Document("1", "Hull", null, 1000);

        (await store.CheckAsync(CancellationToken.None)).ShouldBeNull();
        var path = await store.PutAsync(name, file, CancellationToken.None);
        await store.FetchAsync(path, DocumentSource.Index, Folder.File("back.pdf"), CancellationToken.None);

        (await File.ReadAllBytesAsync(Folder.File("back.pdf"))).ShouldBe(content);
    }

    [Fact]
    public async Task Buckets_that_are_open_or_too_narrow_are_all_refused_at_the_start_with_what_was_found()
    {
        _front.Objects.Change("index", new(IsPublic: true));
        _front.Objects.Change("actes", new(AllowedMimeTypes: ["image/png"]));
        _front.Objects.Change("plans-cadastraux", new(FileSizeLimit: 1_000_000));

        var remedy = (await Store.CheckAsync(CancellationToken.None)).ShouldNotBeNull();

        remedy.ShouldContain("The bucket index is public");
        remedy.ShouldContain("The bucket actes takes only image/png");
        remedy.ShouldContain("The bucket plans-cadastraux takes files up to 1000000 bytes");
    }

    [Fact]
    public async Task What_a_bucket_does_not_take_is_said_with_the_next_step()
    {
        var (name, file, _) = Document("1", "Hull", null, 1000);
        _front.Objects.Change("index", new(AllowedMimeTypes: ["image/png"]));
        var wrongType = await Should.ThrowAsync<DocumentStoreException>(() => Store.PutAsync(name, file, CancellationToken.None));
        _front.Objects.Change("index", new(FileSizeLimit: 999));
        var tooLarge = await Should.ThrowAsync<DocumentStoreException>(() => Store.PutAsync(name, file, CancellationToken.None));

        wrongType.Message.ShouldContain("MIME types of the bucket");
        wrongType.IsAway.ShouldBeTrue("every document meets it");
        tooLarge.Message.ShouldContain("upload limit");
        (tooLarge.IsAway, tooLarge.IsTooLarge, wrongType.IsTooLarge).ShouldBe((true, true, false), "it lies with how the store is set up, and smaller ones may pass");
    }

    [Fact]
    public async Task A_bucket_that_is_gone_is_not_a_missing_object()
    {
        _front.Objects.Drop("index");

        var failure = await Should.ThrowAsync<DocumentStoreException>(
            () => Store.FetchAsync("index/1.pdf", DocumentSource.Index, Folder.File("back.pdf"), CancellationToken.None));

        (failure.IsAway, failure.Missing).ShouldBe((true, false));
        failure.Message.ShouldContain("Create the bucket");
    }

    [Fact]
    public async Task Trouble_is_not_taken_for_a_missing_object()
    {
        await PlantAsync("index", "1.pdf", [1]);
        _front.Faults.Set(new(Unavailable: 1));

        var failure = await Should.ThrowAsync<DocumentStoreException>(
            () => Store.FetchAsync("index/1.pdf", DocumentSource.Index, Folder.File("back.pdf"), CancellationToken.None));

        failure.Missing.ShouldBeFalse();
        failure.IsAway.ShouldBeTrue();
        failure.Message.ShouldContain("503");
        (await Should.ThrowAsync<DocumentStoreException>(
            () => Store.FetchAsync("index/2.pdf", DocumentSource.Index, Folder.File("back.pdf"), CancellationToken.None))).IsAway.ShouldBeFalse();
    }

    [Fact]
    public async Task An_upload_whose_answer_was_lost_can_be_repeated()
    {
        var (name, file, _) = Document("1", "Hull", null, 1000);
        _front.Faults.Set(new(LostAnswers: 1));
        await Should.ThrowAsync<DocumentStoreException>(() => Store.PutAsync(name, file, CancellationToken.None));

        await Store.PutAsync(name, file, CancellationToken.None);

        _front.Objects.Keys("index", "").ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_project_that_is_not_there_is_a_failure_with_its_environment()
    {
        var store = StoreWith("key", new Uri($"http://127.0.0.1:{Loopback.FreePort()}"));

        (await store.CheckAsync(CancellationToken.None)).ShouldNotBeNull().ShouldContain("DEV");
    }

    private protected override Task PlantAsync(string bucket, string key, byte[] content)
    {
        _front.Objects.Put(bucket, key, content, replace: true);
        return Task.CompletedTask;
    }

    private SupabaseDocumentStore StoreWith(string key, Uri? url = null) => new(
        _http, TargetEnvironment.Dev, new EnvironmentOptions { SupabaseUrl = url ?? _front.Url, ServiceKey = key },
        new DocumentsOptions(), TimeProvider.System, NullLogger<SupabaseDocumentStore>.Instance);
}
