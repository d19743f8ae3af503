using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Documents;

public sealed class FolderDocumentStoreTests : DocumentStoreContract
{
    private protected override IDocumentStore Store => new FolderDocumentStore(TargetEnvironment.Dev, Folder.File("documents"), project: null);

    public override ValueTask InitializeAsync() => ValueTask.CompletedTask;

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
    public async Task A_folder_that_cannot_be_is_said_with_its_variable()
    {
        await File.WriteAllTextAsync(Folder.File("file"), "");

        var remedy = await new FolderDocumentStore(TargetEnvironment.Staging, Folder.File("file/below"), project: null).CheckAsync(CancellationToken.None);

        remedy.ShouldNotBeNull().ShouldContain("STAGING_DOCUMENTS_PATH");
    }

    private protected override Task PlantAsync(string bucket, string key, byte[] content)
    {
        Directory.CreateDirectory(Folder.File($"documents/{bucket}"));
        return File.WriteAllBytesAsync(Folder.File($"documents/{bucket}/{key}"), content);
    }
}
