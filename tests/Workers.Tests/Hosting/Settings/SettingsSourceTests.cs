using Shouldly;
using Xunit;

namespace Workers.Hosting.Settings;

public sealed class SettingsSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_file_in_a_folder_above_is_found()
    {
        Write("WORKER_COUNT=3\n");
        var below = _folder.CreateSubdirectory("src").CreateSubdirectory("deep");

        var source = SettingsSource.Load(null, below.FullName);

        source.Values["WORKER_COUNT"].ShouldBe("3");
        source.File.ShouldBe(Path.Combine(_folder.FullName, ".env"));
    }

    [Fact]
    public void The_real_environment_wins_over_the_file()
    {
        Write("PATH=nowhere\n");

        SettingsSource.Load(null, _folder.FullName).Values["PATH"].ShouldNotBe("nowhere");
    }

    [Fact]
    public void Comments_quotes_and_blank_lines_are_understood()
    {
        Write("# a comment\n\nGEMINI_API_KEY='pa$$ # word'\nREDIS_URL=redis://localhost:6379 # local\n");

        var source = SettingsSource.Load(null, _folder.FullName);

        source.Values["GEMINI_API_KEY"].ShouldBe("pa$$ # word");
        source.Values["REDIS_URL"].ShouldBe("redis://localhost:6379");
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_a_fault_that_names_it()
    {
        var missing = Path.Combine(_folder.FullName, "missing.env");

        SettingsSource.Load(missing, _folder.FullName).Faults.ShouldHaveSingleItem().Variable.ShouldBe(missing);
    }

    [Fact]
    public void A_file_that_is_not_lines_of_settings_is_a_fault()
    {
        Write("this is = not 'closed\n\"");

        SettingsSource.Load(null, _folder.FullName).Faults.ShouldHaveSingleItem().Found.ShouldBe("(not understood)");
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder.FullName, ".env"), text);
}
