using Shouldly;
using Xunit;

namespace Workers.House;

/// <summary>One spelling for each setting: in the options, in .env.example and in docs/configuration.md.</summary>
public sealed class SettingsTests
{
    private const string Begin = "<!-- settings: written by the options -->\n";
    private const string End = "<!-- end of settings -->";

    [Fact]
    public void The_example_file_holds_exactly_the_options() =>
        ShouldHold(".env.example", Repository.Read(".env.example"), SettingsPages.EnvironmentExample());

    [Fact]
    public void The_configuration_page_holds_exactly_the_options()
    {
        var page = Repository.Read("docs/configuration.md");
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        begin.ShouldBeGreaterThanOrEqualTo(Begin.Length);

        ShouldHold("docs/configuration.md", page, page[..begin] + SettingsPages.Tables() + "\n" + page[end..]);
    }

    [Theory]
    [InlineData("WORKER_COUNT", "1")]
    [InlineData("OCR_WORKER_POOL_SIZE", "4")]
    [InlineData("OCR_MIN_INDEX_WORKERS", "1")]
    [InlineData("OCR_MIN_ACTE_WORKERS", "1")]
    [InlineData("OCR_REBALANCE_INTERVAL_MS", "30000")]
    [InlineData("SERVER_MAX_CPU", "8")]
    [InlineData("SERVER_MAX_RAM", "16")]
    [InlineData("SERVER_RESERVE_CPU_PERCENT", "20")]
    [InlineData("SERVER_RESERVE_RAM_PERCENT", "20")]
    [InlineData("REDIS_URL", "redis://localhost:6379")]
    [InlineData("GEMINI_API_KEY", "")]
    [InlineData("GEMINI_MAX_RPM", "1600")]
    [InlineData("GEMINI_MAX_TPM", "6400000")]
    [InlineData("DEV_SUPABASE_URL", "")]
    [InlineData("DEV_SUPABASE_SERVICE_KEY", "")]
    [InlineData("STAGING_SUPABASE_URL", "")]
    [InlineData("STAGING_SUPABASE_SERVICE_KEY", "")]
    [InlineData("PROD_SUPABASE_URL", "")]
    [InlineData("PROD_SUPABASE_SERVICE_KEY", "")]
    public void The_owners_variables_keep_their_names_and_defaults(string name, string value) =>
        SettingsPages.Defaults().ShouldContainKeyAndValue(name, value);

    private static void ShouldHold(string file, string found, string expected)
    {
        if (found == expected)
        {
            return;
        }

        var written = Repository.PathOf("artifacts", "expected", file);
        Directory.CreateDirectory(Path.GetDirectoryName(written)!);
        File.WriteAllText(written, expected);
        Assert.Fail($"{file} differs from the options. What it should be: cp artifacts/expected/{file} {file}");
    }
}
