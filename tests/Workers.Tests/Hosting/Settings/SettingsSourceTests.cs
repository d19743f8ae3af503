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
    public void A_fault_says_where_the_value_came_from()
    {
        Write("WORKER_COUNT=two\n");
        var source = SettingsSource.Load(Path.Combine(_folder.FullName, ".env"), _folder.FullName);

        LoadedSettings.Load(source).Faults.ShouldHaveSingleItem().Remedy.ShouldBe($"Correct WORKER_COUNT in {Path.Combine(_folder.FullName, ".env")}.");
        source.PlaceOf("PATH").ShouldBe("in the environment");
        LoadedSettings.Load(source).With([KeyValuePair.Create("WORKER_COUNT", "three")]).Faults.ShouldHaveSingleItem().Remedy.ShouldBe("Correct WORKER_COUNT where it is ordered ('set').");
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

    [Theory]
    [InlineData("REGISTRE_BASE_URL=pa#ss")]
    [InlineData("REGISTRE_BASE_URL=pa$word")]
    [InlineData("REGISTRE_BASE_URL=$word")]
    [InlineData("REGISTRE_BASE_URL=two words#three")]
    [InlineData("export REGISTRE_BASE_URL = a b$c")]
    [InlineData("REGISTRE_BASE_URL=\"pa$word\"")]
    [InlineData("REGISTRE_BASE_URL=\"pa\\\"$word\"")]
    public void A_value_that_readers_would_cut_or_replace_is_refused_by_name_and_line(string line)
    {
        Write($"# first\n{line}\n");

        var fault = SettingsSource.Load(null, _folder.FullName).Faults.ShouldHaveSingleItem();

        fault.Variable.ShouldBe("REGISTRE_BASE_URL");
        fault.ToString().ShouldContain("line 2");
        fault.ToString().ShouldContain("REGISTRE_BASE_URL='…'");
        fault.ToString().ShouldNotContain("word");
    }

    [Theory]
    [InlineData("REGISTRE_BASE_URL='pa#ss$word'", "pa#ss$word")]
    [InlineData("REGISTRE_BASE_URL=\"pa # ss\"", "pa # ss")]
    [InlineData("REGISTRE_BASE_URL=plain # costs $5", "plain")]
    [InlineData("REGISTRE_BASE_URL='it' # costs $5#6", "it")]
    [InlineData("REGISTRE_BASE_URL= # nothing but $a remark", null)]
    [InlineData("#REGISTRE_BASE_URL=pa#ss$word", null)]
    public void A_value_in_quotes_is_kept_whole_and_a_remark_is_none_of_it(string line, string? value)
    {
        Write($"{line}\n");

        var source = SettingsSource.Load(null, _folder.FullName);

        source.Faults.ShouldBeEmpty();
        (source.Values.GetValueOrDefault("REGISTRE_BASE_URL") is { Length: > 0 } found ? found : null).ShouldBe(value);
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

    [Fact]
    public void A_line_that_is_not_understood_shows_nothing_of_the_line_before_it()
    {
        Write("REGISTRE_ACCOUNTS=12A3456:motpasse9\nWORKER COUNT=1\n");

        var fault = SettingsSource.Load(null, _folder.FullName).Faults.ShouldHaveSingleItem().ToString();

        fault.ShouldContain("line 2");
        fault.ShouldNotContain("motpasse9");
    }

    [Theory]
    [InlineData("WORKER_COUNT=1\n# more\nOCR_MAX_PAGES=5\nWORKER_COUNT=2\n", "WORKER_COUNT", "1, 4")]
    [InlineData("export WORKER_COUNT=1\nWORKER_COUNT = '1'\n", "WORKER_COUNT", "1, 2")]
    [InlineData("DEV_SUPABASE_URL=\n\nDEV_SUPABASE_URL=a\nDEV_SUPABASE_URL=\n", "DEV_SUPABASE_URL", "3, 4")]
    public void A_setting_that_stands_twice_is_refused_by_its_lines(string text, string name, string lines)
    {
        Write(text);

        SettingsSource.Load(null, _folder.FullName).Faults.ShouldHaveSingleItem().ToString()
            .ShouldBe($"{name}: found '(lines {lines} of {Path.Combine(_folder.FullName, ".env")})'; allowed: each name once. Keep the line that you mean.");
    }

    [Theory]
    [InlineData("REGISTRE_DAILY_BUDGTE", "REGISTRE_DAILY_BUDGET")]
    [InlineData("worker_count", "WORKER_COUNT")]
    [InlineData("PRD_SUPABASE_URL", "PROD_SUPABASE_URL")]
    [InlineData("GEMINI_API_KEYS", "GEMINI_API_KEY")]
    public void A_name_that_nearly_is_a_setting_is_refused_by_its_line_with_the_name_that_is_meant(string written, string meant)
    {
        Write($"# first\n{written}=7\n");

        var fault = SettingsSource.Load(null, _folder.FullName).Faults.ShouldHaveSingleItem();

        fault.Variable.ShouldBe(written);
        fault.ToString().ShouldContain("line 2");
        fault.Remedy.ShouldStartWith($"Write {meant}, if that is meant");
        fault.ToString().ShouldNotContain("'7'");
    }

    [Fact]
    public void Another_programs_name_is_left_alone_and_said_where_it_begins_as_ours_do()
    {
        Write("NEXT_PUBLIC_SITE=x\nREGISTRE_COOKIE_JAR=y\nOCR_ENGINE=\nWORKER_COUNT=\nWORKER_COUNT=1\n");

        var source = SettingsSource.Load(null, _folder.FullName);

        source.Faults.ShouldBeEmpty();
        source.Warnings.ShouldHaveSingleItem().ShouldBe($"REGISTRE_COOKIE_JAR (line 2 of {Path.Combine(_folder.FullName, ".env")}) is no setting of this program and does nothing here.");
    }

    [Fact]
    public void A_variable_of_the_process_that_nearly_is_a_setting_is_said()
    {
        EnvNames.LookAtProcess(["REGISTRE_BUDGET_CAD_DAI", "PROD_SUPABASE_UR", "REGISTRE_COOKIE_JAR", "HOME", "REDIS_URL"]).ShouldBe([
            "PROD_SUPABASE_UR (a variable of the process) is no setting of this program and does nothing here. Write PROD_SUPABASE_URL, if that is meant.",
            "REGISTRE_BUDGET_CAD_DAI (a variable of the process) is no setting of this program and does nothing here. Write REGISTRE_BUDGET_CAD_DAY, if that is meant.",
        ]);
    }

    private void Write(string text) => File.WriteAllText(Path.Combine(_folder.FullName, ".env"), text);
}
