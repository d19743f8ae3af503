using System.Text.Json.Nodes;
using Shouldly;
using Workers.Access;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

/// <summary>Keys made, listed and revoked by command, over a real Postgres.</summary>
public sealed class KeysCommandTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private QueueDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await QueueDatabase.CreateAsync(postgres);
        await File.WriteAllLinesAsync(_folder.File("env"), [$"DEV_SUPABASE_DB_URL='{_database.Url}'", $"DEV_DOCUMENTS_PATH='{_folder.Path}'"]);
    }

    public async ValueTask DisposeAsync()
    {
        await _database.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_key_is_shown_once_listed_without_its_secret_and_revoked()
    {
        (await RunAsync("keys", "list")).Output.ShouldBe("There is no key. 'keys make' makes one.\n");

        var made = await RunAsync("keys", "make", "--name", "Étude Tremblay", "--role", "office", "--by", "the notary");
        made.ExitCode.ShouldBe(ExitCode.Success);
        made.Error.ShouldStartWith("Keep it now");
        KeyText.TryParse(made.Output.TrimEnd(), out var key).ShouldBeTrue(made.Output);
        key.Environment.ShouldBe(TargetEnvironment.Dev);

        var listed = (await RunAsync("keys", "list")).Output;
        listed.ShouldContain(key.Id);
        listed.ShouldContain("Étude Tremblay");
        listed.ShouldContain("never");
        listed.ShouldNotContain(key.Secret);
        (await RunAsync("keys", "revoke", key.Id, "--by", "the notary")).Output.ShouldContain("is revoked since");
        var json = JsonNode.Parse((await RunAsync("keys", "list", "--json")).Output)!;
        ((string)json[0]!["key"]!["revokedBy"]!).ShouldBe("the notary");
        json.ToJsonString().ShouldNotContain("ecret");
    }

    [Theory]
    [InlineData(ExitCode.Usage, "--role: found 'admin'; allowed: reader, office, operator.", "make", "--name", "x", "--role", "admin")]
    [InlineData(ExitCode.Usage, "--role: found 'reader,operator'", "make", "--name", "x", "--role", "reader,operator")]
    [InlineData(ExitCode.Usage, "--rate: found '0'", "make", "--name", "x", "--role", "office", "--rate", "0")]
    [InlineData(ExitCode.Data, "which is over", "make", "--name", "x", "--role", "office", "--expires", "2020-01-01")]
    [InlineData(ExitCode.Data, "The name of a key", "make", "--name", " ", "--role", "office")]
    [InlineData(ExitCode.Data, "The name of a key holds U+202E", "make", "--name", "a\u202Eb", "--role", "office")]
    [InlineData(ExitCode.Usage, "--by holds U+202E", "make", "--name", "x", "--role", "office", "--by", "a\u202Eb")]
    [InlineData(ExitCode.Data, "No key 'nothing' in DEV.", "revoke", "nothing")]
    public async Task What_is_wrong_is_named(int exitCode, string fault, params string[] arguments)
    {
        var told = await RunAsync(["keys", .. arguments]);

        told.ExitCode.ShouldBe(exitCode);
        told.Error.ShouldContain(fault);
        (await _database.ReadAsync<long>("select count(*) from access_keys")).ShouldBe(0);
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var exitCode = await CommandLine.InvokeAsync([.. arguments, "--env-file", _folder.File("env")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
