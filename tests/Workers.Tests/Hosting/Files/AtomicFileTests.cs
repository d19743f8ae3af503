using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Hosting.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordedDisk _disk = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_is_synced_before_it_has_its_name_and_its_folder_after()
    {
        var file = _folder.File("document.pdf");

        await _disk.Files.WriteAsync(file, target => target.WriteAsync("whole"u8.ToArray()).AsTask());

        _disk.Steps.ShouldBe([$"sync {Beside(0)}", $"rename {Beside(1)} to document.pdf", $"sync {Path.GetFileName(_folder.Path)}/"]);
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe("whole");
        File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_writer_that_fails_leaves_the_old_file_and_nothing_beside_it()
    {
        var file = _folder.File("document.pdf");
        await AtomicFile.OnDisk.WriteAsync(file, target => target.WriteAsync("old"u8.ToArray()).AsTask());

        await Should.ThrowAsync<InvalidDataException>(() => _disk.Files.WriteAsync(file, _ => throw new InvalidDataException()));

        _disk.Steps.ShouldBeEmpty();
        Directory.GetFiles(_folder.Path).ShouldBe([file]);
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldBe("old");
    }

    [Fact]
    public void A_file_that_is_taken_over_is_synced_in_its_old_place_and_its_new_folder_after()
    {
        File.WriteAllText(_folder.File("arrived"), "paid");

        _disk.Files.Adopt(_folder.File("arrived"), _folder.File("kept"));

        _disk.Steps.ShouldBe(["sync arrived", "rename arrived to kept", $"sync {Path.GetFileName(_folder.Path)}/"]);
        File.ReadAllText(_folder.File("kept")).ShouldBe("paid");
        File.Exists(_folder.File("arrived")).ShouldBeFalse();
    }

    [Fact]
    public void What_is_created_once_is_never_replaced()
    {
        AtomicFile.OnDisk.TryCreate(_folder.File("name"), "first").ShouldBeTrue();
        AtomicFile.OnDisk.TryCreate(_folder.File("name"), "second").ShouldBeFalse();

        File.ReadAllText(_folder.File("name")).ShouldBe("first");
        Directory.GetFiles(_folder.Path).ShouldHaveSingleItem();
    }

    [Fact]
    public void A_new_folder_is_private_and_every_folder_that_gained_a_name_is_synced()
    {
        _disk.Files.CreateFolder(_folder.File("documents/index"));
        _disk.Files.CreateFolder(_folder.File("documents/index"));

        _disk.Steps.ShouldBe(["sync documents/", $"sync {Path.GetFileName(_folder.Path)}/"]);
        File.GetUnixFileMode(_folder.File("documents/index")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public void A_folder_that_cannot_be_synced_is_said()
    {
        _disk.FolderFails = true;

        Should.Throw<IOException>(() => _disk.Files.TryCreate(_folder.File("name"), "first"));
    }

    /// <summary>The name that the file had while it was written.</summary>
    private string Beside(int step) => _disk.Steps[step].Split(' ')[1];
}
