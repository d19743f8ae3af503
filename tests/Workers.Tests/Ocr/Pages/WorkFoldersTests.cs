using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Pages;

public sealed class WorkFoldersTests : IDisposable
{
    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Fact]
    public void A_documents_folder_goes_with_all_it_holds()
    {
        using var folders = new WorkFolders(Options());
        var folder = folders.Open();
        File.WriteAllText(folder.File("page.pgm"), "x");
        folder.Dispose();
        Directory.Exists(folder.Path).ShouldBeFalse();
    }

    [Fact]
    public void A_clean_stop_leaves_nothing()
    {
        new WorkFolders(Options()).Dispose();
        Directory.GetFileSystemEntries(_root.Path).ShouldBeEmpty();
    }

    [Fact]
    public void The_next_start_removes_what_a_killed_process_left_and_nothing_of_a_living_one()
    {
        var dead = Directory.CreateDirectory(_root.File("dead")).FullName;
        File.WriteAllText(Path.Combine(dead, ".lock"), "");
        using var living = new WorkFolders(Options());
        var folder = living.Open();

        using var next = new WorkFolders(Options());
        Directory.Exists(dead).ShouldBeFalse();
        Directory.Exists(folder.Path).ShouldBeTrue();
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_named_with_its_setting()
    {
        File.WriteAllText(_root.File("file"), "");
        WorkFolders.FindFault(new() { TempFolder = _root.File("file") })!.ToString().ShouldContain("OCR_TEMP_DIR");
        WorkFolders.FindFault(Options()).ShouldBeNull();
    }

    private OcrOptions Options() => new() { TempFolder = _root.Path };
}
