using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>What must not be done in two ways is done in one place.</summary>
public sealed class OnePlaceTests
{
    private static readonly string[] RoomsWithPdfs = ["Registre", "Ocr", "Documents"];

    [Theory]
    [InlineData("%PDF-")]
    [InlineData("%%EOF")]
    [InlineData("\"pdfinfo\"")]
    [InlineData("\"pdftotext\"")]
    [InlineData("\"pdftoppm\"")]
    [InlineData("SHA256.HashDataAsync")]
    [InlineData("IncrementalHash")]
    public void Only_the_room_of_PDFs_looks_at_the_bytes_of_one(string word)
    {
        Holding(word, "src/Workers/Pdf").ShouldNotBeEmpty();
        RoomsWithPdfs.SelectMany(room => Holding(word, $"src/Workers/{room}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("File.Move(")]
    [InlineData("flushToDisk: true")]
    public void Only_one_file_renames_and_syncs_what_must_survive(string word) =>
        Holding(word, "src/Workers").ShouldBe(["src/Workers/Hosting/Files/AtomicFile.cs"]);

    [Fact]
    public void Every_background_loop_runs_under_its_name_in_one_place()
    {
        Holding("new PeriodicTimer(", "src/Workers").ShouldBe(["src/Workers/Hosting/Loops/BackgroundLoops.cs"]);
        Holding(" : BackgroundService", "src/Workers").Except(Holding("BackgroundLoops", "src/Workers")).ShouldBeEmpty();
    }

    private static IEnumerable<string> Holding(string word, string folder) =>
        Repository.Files(folder, ".cs").Where(file => Repository.Read(file).Contains(word, StringComparison.Ordinal));
}
