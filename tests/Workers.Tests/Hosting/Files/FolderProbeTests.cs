using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Hosting.Files;

public sealed class FolderProbeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_is_missing_is_made_for_this_user_alone_and_left_empty()
    {
        var folder = _folder.File("deep/below");

        FolderProbe.FindFault(folder).ShouldBeNull();

        Directory.EnumerateFileSystemEntries(folder).ShouldBeEmpty();
        File.GetUnixFileMode(folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Theory]
    [InlineData("taken")]
    [InlineData("taken/below")]
    [InlineData("taken/far/below")]
    public void A_file_in_the_way_is_named(string path)
    {
        File.WriteAllText(_folder.File("taken"), "");

        FolderProbe.FindFault(_folder.File(path))!.Said.ShouldBe($"{_folder.File("taken")} is a file, not a folder.");
    }

    [Theory]
    [InlineData("/proc/x")]
    [InlineData("/proc/self/x")]
    [InlineData("/sys/x")]
    public void A_place_where_nobody_may_make_anything_is_a_fault(string path) => FolderProbe.FindFault(path)!.Said.ShouldNotBeNullOrWhiteSpace();

    [Fact]
    public void A_name_that_no_disk_takes_is_a_fault() => FolderProbe.FindFault(_folder.File(new string('x', 300)))!.Said.ShouldNotBeNullOrWhiteSpace();

    [Theory]
    [InlineData("taken", "is a file, not a folder.")]
    [InlineData("taken/far/below", "is a file, not a folder.")]
    [InlineData("/proc/x", "/proc belongs to the kernel (proc), which keeps no files.")]
    [InlineData("/proc/self/x/y", "/proc/self belongs to the kernel (proc), which keeps no files.")]
    [InlineData("/sys/x", "/sys belongs to the kernel (sysfs), which keeps no files.")]
    public void What_can_never_be_a_folder_says_why(string path, string why)
    {
        File.WriteAllText(_folder.File("taken"), "");

        FolderProbe.FindImpossible(path.StartsWith('/') ? path : _folder.File(path)).ShouldNotBeNull().ShouldEndWith(why);
    }

    [Fact]
    public void A_name_that_no_disk_takes_can_never_be_a_folder() =>
        FolderProbe.FindImpossible(_folder.File(new string('é', 128))).ShouldNotBeNull().ShouldContain("255 bytes");

    [Fact]
    public void A_folder_that_is_only_missing_may_be_mounted_later_and_is_not_made()
    {
        FolderProbe.FindImpossible(_folder.File("deep/below")).ShouldBeNull();

        Directory.Exists(_folder.File("deep")).ShouldBeFalse();
    }
}
