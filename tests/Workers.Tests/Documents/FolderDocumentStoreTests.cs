using Shouldly;
using Workers.Hosting.Environments;
using Workers.Hosting.Files;
using Xunit;

namespace Workers.Documents;

public sealed class FolderDocumentStoreTests : DocumentStoreContract
{
    private protected override IDocumentStore Store => new FolderDocumentStore(TargetEnvironment.Dev, Folder.File("documents"), project: null);

    public override async ValueTask InitializeAsync() => (await Store.CheckAsync(CancellationToken.None)).ShouldBeNull();

    [Fact]
    public async Task A_disk_that_is_not_there_says_nothing_about_its_documents()
    {
        Directory.Delete(Folder.File("documents"), recursive: true);

        var failure = await Should.ThrowAsync<DocumentStoreException>(
            () => Store.FetchAsync("index/1.pdf", Workers.Jobs.DocumentSource.Index, Folder.File("back.pdf"), CancellationToken.None));

        failure.ShouldSatisfyAllConditions(fault => fault.IsAway.ShouldBeTrue(), fault => fault.Missing.ShouldBeFalse(), fault => fault.Message.ShouldContain("DEV_DOCUMENTS_PATH"));
    }

    [Fact]
    public async Task Nothing_but_whole_private_files_is_left_in_a_private_folder()
    {
        var (name, file, _) = Document("1", "Hull", null, 1000);
        var path = await Store.PutAsync(name, file, CancellationToken.None);
        await File.AppendAllTextAsync(file, "spoilt");
        await Should.ThrowAsync<DocumentStoreException>(() => Store.PutAsync(name, file, CancellationToken.None));

        var stored = Directory.GetFiles(Folder.File("documents"), "*", SearchOption.AllDirectories).ShouldHaveSingleItem();
        stored.ShouldEndWith(path);
        File.GetUnixFileMode(stored).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(stored)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Names_as_long_as_a_row_can_hold_fit_into_a_file_system()
    {
        var (name, file, _) = Document(new string('9', 100), new string('é', 200), new string('ç', 200), 1000);

        var path = await Store.PutAsync(name, file, CancellationToken.None);

        await Store.FetchAsync(path, name.Source, Folder.File("back.pdf"), CancellationToken.None);
        Path.GetFileName(path).Length.ShouldBeLessThan(255 - 50);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_is_said_with_its_variable()
    {
        await File.WriteAllTextAsync(Folder.File("file"), "");

        var remedy = await new FolderDocumentStore(TargetEnvironment.Staging, Folder.File("file/below"), project: null).CheckAsync(CancellationToken.None);

        remedy.ShouldNotBeNull().ShouldContain("STAGING_DOCUMENTS_PATH");
    }

    [Fact]
    public async Task What_is_put_has_its_name_synced_to_disk_before_the_put_is_over()
    {
        var (name, file, _) = Document("1", "Hull", null, 1000);
        var disk = new RecordedDisk();

        var path = await new FolderDocumentStore(TargetEnvironment.Dev, Folder.File("documents"), project: null, disk.Files).PutAsync(name, file, CancellationToken.None);

        disk.Steps[^2].ShouldEndWith($"to {Path.GetFileName(path)}");
        disk.Steps[^1].ShouldBe("sync index/");
    }

    [Fact]
    public async Task A_put_whose_name_may_be_lost_in_a_power_cut_has_failed()
    {
        var (name, file, _) = Document("1", "Hull", null, 1000);
        Directory.CreateDirectory(Folder.File("documents/index"));
        var disk = new RecordedDisk { FolderFails = true };

        var failure = await Should.ThrowAsync<DocumentStoreException>(
            () => new FolderDocumentStore(TargetEnvironment.Dev, Folder.File("documents"), project: null, disk.Files).PutAsync(name, file, CancellationToken.None));
        failure.IsAway.ShouldBeTrue();
    }

    private protected override Task PlantAsync(string bucket, string key, byte[] content)
    {
        Directory.CreateDirectory(Folder.File($"documents/{bucket}"));
        return File.WriteAllBytesAsync(Folder.File($"documents/{bucket}/{key}"), content);
    }
}
