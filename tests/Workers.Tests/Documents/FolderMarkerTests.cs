using Shouldly;
using Workers.Database.Postgres;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Documents;

/// <summary>A disk that is not mounted looks like a folder without documents; the database tells the two apart.</summary>
public sealed class FolderMarkerTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;
    private PostgresFunctions _functions = null!;

    private string Documents => _folder.File("documents");

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        _functions = _database.OpenFunctions();
    }

    public async ValueTask DisposeAsync()
    {
        await _functions.DisposeAsync();
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_folder_that_is_new_to_the_database_is_marked_and_known_again()
    {
        (await Store().CheckAsync(CancellationToken.None)).ShouldBeNull();

        File.Exists(Path.Combine(Documents, FolderMarker.FileName)).ShouldBeTrue();
        (await Store().CheckAsync(CancellationToken.None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_start_without_the_disk_is_refused_and_makes_no_folder_in_its_place()
    {
        await Store().CheckAsync(CancellationToken.None);
        Directory.Move(Documents, _folder.File("unmounted"));

        var remedy = await Store().CheckAsync(CancellationToken.None);

        remedy.ShouldNotBeNull().ShouldContain("DEV_DOCUMENTS_PATH");
        Directory.Exists(Documents).ShouldBeFalse();
    }

    [Fact]
    public async Task A_disk_that_goes_while_the_daemon_runs_is_away_and_takes_no_document()
    {
        var store = Store();
        await store.CheckAsync(CancellationToken.None);
        var file = _folder.File("paid.pdf");
        await File.WriteAllTextAsync(file, "paid");
        var name = new DocumentName(Jobs.DocumentSource.Index, "1", "Hull", null, await Pdf.PdfHash.OfAsync(file, CancellationToken.None));
        var path = await store.PutAsync(name, file, CancellationToken.None);
        Directory.Move(Documents, _folder.File("unmounted"));
        Directory.CreateDirectory(Path.Combine(Documents, "index"));

        var fetched = await Should.ThrowAsync<DocumentStoreException>(() => store.FetchAsync(path, name.Source, _folder.File("back.pdf"), CancellationToken.None));
        var put = await Should.ThrowAsync<DocumentStoreException>(() => store.PutAsync(name, file, CancellationToken.None));

        fetched.ShouldSatisfyAllConditions(fault => fault.IsAway.ShouldBeTrue(), fault => fault.Missing.ShouldBeFalse());
        put.IsAway.ShouldBeTrue();
        Directory.EnumerateFiles(Documents, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task On_its_own_disk_a_document_that_is_absent_is_gone()
    {
        var store = Store();
        await store.CheckAsync(CancellationToken.None);

        var failure = await Should.ThrowAsync<DocumentStoreException>(() => store.FetchAsync("index/1.pdf", Jobs.DocumentSource.Index, _folder.File("back.pdf"), CancellationToken.None));

        failure.Missing.ShouldBeTrue();
    }

    [Fact]
    public async Task Documents_that_were_moved_are_served_once_the_marker_says_so()
    {
        await Store().CheckAsync(CancellationToken.None);
        var id = await File.ReadAllTextAsync(Path.Combine(Documents, FolderMarker.FileName));
        File.Delete(Path.Combine(Documents, FolderMarker.FileName));
        (await Store().CheckAsync(CancellationToken.None)).ShouldNotBeNull().ShouldContain(id);

        await File.WriteAllTextAsync(Path.Combine(Documents, FolderMarker.FileName), $"{id}\n");

        (await Store().CheckAsync(CancellationToken.None)).ShouldBeNull();
    }

    private FolderDocumentStore Store() => new(
        TargetEnvironment.Dev, Documents, project: null,
        agreed: async (id, cancellation) => (await _functions.CallAsync<Agreed>("workers_documents_folder", new { Id = id }, cancellation)).Id);

    private sealed record Agreed(string? Id);
}
