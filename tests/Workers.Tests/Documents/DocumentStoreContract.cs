using System.Security.Cryptography;
using Shouldly;
using Workers.Jobs;
using Workers.Support;
using Xunit;

namespace Workers.Documents;

/// <summary>What every document store promises.</summary>
public abstract class DocumentStoreContract : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    private protected abstract IDocumentStore Store { get; }

    private protected TemporaryFolder Folder => _folder;

    public abstract ValueTask InitializeAsync();

    public virtual ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>An object that an older system left.</summary>
    private protected abstract Task PlantAsync(string bucket, string key, byte[] content);

    [Fact]
    public async Task What_is_put_is_fetched_byte_for_byte_under_a_name_that_holds_its_hash()
    {
        var (name, file, content) = Document("1 425 100", "Montréal", "Cadastre du Québec", 300_000);

        var path = await Store.PutAsync(name, file, _test);

        path.ShouldBe($"index/1425100-Montreal-Cadastre_du_Quebec-{name.ContentSha256}.pdf");
        await Store.FetchAsync(path, DocumentSource.Index, _folder.File("back.pdf"), _test);
        (await File.ReadAllBytesAsync(_folder.File("back.pdf"), _test)).ShouldBe(content);
    }

    [Fact]
    public async Task A_repeated_put_meets_its_own_object()
    {
        var (name, file, _) = Document("1", "Hull", null, 1000);

        var first = await Store.PutAsync(name, file, _test);

        (await Store.PutAsync(name, file, _test)).ShouldBe(first);
        await Store.FetchAsync(first, DocumentSource.Index, _folder.File("back.pdf"), _test);
    }

    [Fact]
    public async Task What_is_removed_is_gone_alone_and_may_be_removed_again()
    {
        var (name, file, _) = Document("1", "Hull", null, 1000);
        var (other, otherFile, _) = Document("2", "Hull", null, 1000);
        var (path, kept) = (await Store.PutAsync(name, file, _test), await Store.PutAsync(other, otherFile, _test));

        await Store.RemoveAsync(path, DocumentSource.Index, _test);
        await Store.RemoveAsync(path, DocumentSource.Index, _test);

        (await Should.ThrowAsync<DocumentStoreException>(() => FetchAsync(path))).Missing.ShouldBeTrue();
        await FetchAsync(kept);
        (await Should.ThrowAsync<DocumentStoreException>(() => Store.RemoveAsync("https://elsewhere.supabase.co/storage/v1/object/index/1.pdf", DocumentSource.Index, _test))).IsWrongAddress.ShouldBeTrue();
    }

    [Fact]
    public async Task Another_content_of_the_same_document_replaces_nothing()
    {
        var (first, firstFile, content) = Document("1", "Hull", null, 1000);
        var (second, secondFile, _) = Document("1", "Hull", null, 1001);

        var kept = await Store.PutAsync(first, firstFile, _test);
        (await Store.PutAsync(second, secondFile, _test)).ShouldNotBe(kept);

        await Store.FetchAsync(kept, DocumentSource.Index, _folder.File("back.pdf"), _test);
        (await File.ReadAllBytesAsync(_folder.File("back.pdf"), _test)).ShouldBe(content);
    }

    [Fact]
    public async Task A_file_that_is_not_what_its_name_says_is_not_stored()
    {
        var (name, file, _) = Document("1", "Hull", null, 1000);
        await File.AppendAllTextAsync(file, "more", _test);

        (await Should.ThrowAsync<DocumentStoreException>(() => Store.PutAsync(name, file, _test))).Message.ShouldContain(name.ContentSha256);

        (await Should.ThrowAsync<DocumentStoreException>(() => FetchAsync($"index/{DocumentKey.Of(name)}"))).Missing.ShouldBeTrue();
    }

    [Fact]
    public async Task An_object_that_changed_is_not_fetched()
    {
        var (name, _, _) = Document("1", "Hull", null, 1000);
        await PlantAsync("index", DocumentKey.Of(name), [1, 2, 3]);

        var failure = await Should.ThrowAsync<DocumentStoreException>(() => FetchAsync($"index/{DocumentKey.Of(name)}"));

        failure.Missing.ShouldBeFalse();
        File.Exists(_folder.File("back.pdf")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("399-184-Chambly-1760630669962.pdf")]
    [InlineData("index/399-184-Chambly-1760630669962.pdf")]
    public async Task Forms_of_older_rows_are_read(string path)
    {
        await PlantAsync("index", "399-184-Chambly-1760630669962.pdf", [1, 2, 3]);

        await FetchAsync(path);

        (await File.ReadAllBytesAsync(_folder.File("back.pdf"), _test)).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_missing_object_is_told_from_trouble()
    {
        var failure = await Should.ThrowAsync<DocumentStoreException>(() => FetchAsync("index/none.pdf"));

        failure.Missing.ShouldBeTrue();
        failure.Message.ShouldContain("none.pdf");
    }

    [Fact]
    public async Task Another_projects_address_is_refused_by_name()
    {
        var failure = await Should.ThrowAsync<DocumentStoreException>(
            () => FetchAsync("https://elsewhere.supabase.co/storage/v1/object/public/index/1.pdf"));

        failure.Message.ShouldContain("elsewhere.supabase.co");
        failure.IsWrongAddress.ShouldBeTrue();
        failure.Missing.ShouldBeFalse();
    }

    [Fact]
    public async Task A_store_that_is_ready_says_nothing() => (await Store.CheckAsync(_test)).ShouldBeNull();

    [Fact]
    public async Task What_is_fetched_is_private()
    {
        await PlantAsync("actes", "1.pdf", [1]);

        await Store.FetchAsync("1.pdf", DocumentSource.Acte, _folder.File("back.pdf"), _test);

        File.GetUnixFileMode(_folder.File("back.pdf")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private Task FetchAsync(string path) => Store.FetchAsync(path, DocumentSource.Index, _folder.File("back.pdf"), _test);

    private protected (DocumentName Name, string File, byte[] Content) Document(string number, string circonscription, string? cadastre, int size)
    {
        var content = new byte[size];
        new Random(size).NextBytes(content);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(content));
        var file = _folder.File(sha256);
        File.WriteAllBytes(file, content);
        return (new(DocumentSource.Index, number, circonscription, cadastre, sha256), file, content);
    }
}
