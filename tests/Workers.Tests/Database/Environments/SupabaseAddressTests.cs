using Shouldly;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Xunit;

namespace Workers.Database.Environments;

/// <summary>What people paste into PROD_SUPABASE_URL.</summary>
public sealed class SupabaseAddressTests
{
    private const string Right = "PROD_SUPABASE_URL=https://abcdefghijklmnopqrst.supabase.co";

    [Theory]
    [InlineData("https://abc.supabase.co", "https://abc.supabase.co/")]
    [InlineData("https://abc.supabase.co/", "https://abc.supabase.co/")]
    [InlineData("HTTPS://ABC.supabase.co//", "https://abc.supabase.co/")]
    [InlineData("http://localhost:54321", "http://localhost:54321/")]
    [InlineData("http://127.0.0.1:8000/", "http://127.0.0.1:8000/")]
    [InlineData("http://[::1]:8000", "http://[::1]:8000/")]
    [InlineData("https://supabase.example.org:8443", "https://supabase.example.org:8443/")]
    public void Scheme_and_host_are_taken(string text, string address)
    {
        var settings = Load(text);

        settings.Faults.ShouldBeEmpty();
        settings.Get<EnvironmentOptions>(TargetEnvironment.Prod).SupabaseUrl!.AbsoluteUri.ShouldBe(address);
    }

    [Theory]
    [InlineData("https://abcdefghijklmnopqrst.supabase.co/rest/v1", "It has a path", Right + ".")]
    [InlineData("https://abcdefghijklmnopqrst.supabase.co/rest/v1/", "It has a path", Right + ".")]
    [InlineData("https://abcdefghijklmnopqrst.supabase.co/storage/v1", "It has a path", Right + ".")]
    [InlineData("http://127.0.0.1:8000/rest/v1", "It has a path", "PROD_SUPABASE_URL=http://127.0.0.1:8000.")]
    [InlineData("https://abcdefghijklmnopqrst.supabase.co?a=b", "something behind the host", Right + ".")]
    [InlineData("https://abcdefghijklmnopqrst.supabase.co/#a", "something behind the host", Right + ".")]
    [InlineData("https://supabase.com/dashboard/project/abcdefghijklmnopqrst", "the dashboard's address", Right + ".")]
    [InlineData("https://supabase.com/dashboard/project/abcdefghijklmnopqrst/settings/api-keys", "the dashboard's address", Right + ".")]
    [InlineData("https://app.supabase.com/project/abcdefghijklmnopqrst", "the dashboard's address", Right + ".")]
    [InlineData("https://supabase.com/", "the dashboard's address", "https://<project>.supabase.co.")]
    [InlineData("https://db.abcdefghijklmnopqrst.supabase.co", "the database's host", Right + ".")]
    [InlineData("https://aws-0-ca-central-1.pooler.supabase.com:5432", "pooler's host", "https://<project>.supabase.co.")]
    [InlineData("https://user:pass-word-1@abcdefghijklmnopqrst.supabase.co", "a user or a password", Right + ".")]
    [InlineData("postgresql://postgres:pass-word-1@db.abcdefghijklmnopqrst.supabase.co:5432/postgres", "belongs in PROD_SUPABASE_DB_URL", Right)]
    [InlineData("postgresql://postgres:pass/word-1@db.x.supabase.co:5432/postgres", "belongs in PROD_SUPABASE_DB_URL", "<project>.supabase.co")]
    [InlineData("http://abcdefghijklmnopqrst.supabase.co", "the key could be read", Right)]
    [InlineData("http://192.168.1.20:8000", "the key could be read", "PROD_SUPABASE_URL=https://192.168.1.20:8000")]
    [InlineData("abcdefghijklmnopqrst.supabase.co", "The scheme is missing", Right + ".")]
    [InlineData("abcdefghijklmnopqrst", "Set", Right + ".")]
    [InlineData("ftp://abc.supabase.co", "Copy the project's address", "https://your-project.supabase.co")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.pass-word-1.x", "belongs in PROD_SUPABASE_SERVICE_KEY", "https://your-project.supabase.co")]
    [InlineData("sb_secret_pass-word-1", "belongs in PROD_SUPABASE_SERVICE_KEY", "https://your-project.supabase.co")]
    public void Anything_else_is_refused_with_what_it_is_and_the_right_value(string text, string what, string right)
    {
        var fault = Load(text).Faults.ShouldHaveSingleItem();

        fault.Variable.ShouldBe("PROD_SUPABASE_URL");
        fault.ToString().ShouldContain(what);
        fault.ToString().ShouldContain(right);
        fault.ToString().ShouldNotContain("word-1");
        fault.ToString().ShouldNotContain("*_");
    }

    [Fact]
    public void Both_addresses_of_an_environment_are_refused_together()
    {
        var settings = LoadedSettings.Load(new(
            new Dictionary<string, string> { ["PROD_SUPABASE_URL"] = "https://abc.supabase.co/rest/v1", ["PROD_SUPABASE_DB_URL"] = "postgresql://u:p@host/db?sslmode=often" }, null, []));

        settings.Faults.Select(fault => fault.Variable).ShouldBe(["PROD_SUPABASE_URL", "PROD_SUPABASE_DB_URL"], ignoreOrder: true);
    }

    private static LoadedSettings Load(string url) => LoadedSettings.Load(new SettingsSource(
        new Dictionary<string, string> { ["PROD_SUPABASE_URL"] = url, ["PROD_SUPABASE_SERVICE_KEY"] = "the-service-key" }, null, []));
}
