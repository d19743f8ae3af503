using Shouldly;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Database.Migrations;

/// <summary>Which programs a database serves.</summary>
public sealed class SchemaCheckTests(PostgresFixture postgres)
{
    private static readonly string Newer = $"{ProgramVersion.Current.Major + 1}.0.0";

    [Fact]
    public async Task A_newer_schema_that_serves_this_program_is_used_with_a_word_about_it()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await database.PretendFunctionsAsync(Newer, ProgramVersion.Text);

        var verdict = await CheckAsync(database);

        verdict.IsUsable.ShouldBeTrue();
        verdict.OtherFunctions.ShouldBeNull("what a newer version has takes all that this one asks");
        verdict.Warning.ShouldBe($"DEV: the database's schema ({MigrationScript.Version}) is that of Workers {Newer}, which serves this older program (Workers {ProgramVersion.Text}) too. Upgrade it when you can, and run migrate with the newer one only.");
    }

    [Fact]
    public async Task A_newer_schema_that_does_not_serve_this_program_is_refused_by_its_name()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await database.PretendFunctionsAsync(Newer, Newer);

        var verdict = await CheckAsync(database);

        (verdict.Fault, verdict.Problem, verdict.Remedy, verdict.Unreachable).ShouldBe((
            SchemaFault.Newer,
            $"DEV: the database's schema ({MigrationScript.Version}) is that of Workers {Newer}, which serves programs from {Newer} on; this is Workers {ProgramVersion.Text}.",
            $"Start Workers {Newer} or newer. Do not run migrate with this program.",
            false));
    }

    [Fact]
    public async Task A_program_that_does_not_say_its_version_is_refused_by_the_database_itself()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await using var functions = database.OpenFunctions();
        var request = new { Functions = MigrationScript.PublicFunctions };
        (await functions.CallAsync<SchemaAnswer>("workers_check", request, CancellationToken.None)).Program.ShouldBe(ProgramVersion.Text);

        await database.PretendFunctionsAsync(Newer, Newer);
        var refused = await Should.ThrowAsync<DatabaseException>(() => functions.CallAsync<SchemaAnswer>("workers_check", request, CancellationToken.None));

        refused.Message.ShouldContain($"the schema is that of Workers {Newer}, which serves programs from {Newer} on; this one is Workers 0.1.0 or older");
    }

    [Fact]
    public async Task Functions_of_an_older_program_are_refused_and_others_of_the_same_version_are_warned_of()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await database.PretendFunctionsAsync();
        (await CheckAsync(database)).OtherFunctions!.ShouldContain("are not those of this version");

        await database.PretendFunctionsAsync("0.1.9");
        var verdict = await CheckAsync(database);

        verdict.Fault.ShouldBe(SchemaFault.NotMigrated);
        verdict.Problem.ShouldBe($"DEV: the database's functions are those of Workers 0.1.9; this is Workers {ProgramVersion.Text}, which asks for more.");
        verdict.Remedy!.ShouldStartWith("Run: workers migrate --env dev");
    }

    [Theory]
    [InlineData("0.10.0", "0.9.9")]
    [InlineData("1.0.0", "0.99.0")]
    public void Versions_are_compared_as_numbers(string more, string less) => (ProgramVersion.Parse(more)! > ProgramVersion.Parse(less)!).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1.0")]
    [InlineData("next")]
    public void What_is_no_version_is_none(string? text) => ProgramVersion.Parse(text).ShouldBeNull();

    private static async Task<SchemaVerdict> CheckAsync(QueueDatabase database)
    {
        await using var functions = database.OpenFunctions(TargetEnvironment.Dev);
        return await SchemaCheck.RunAsync(functions, CancellationToken.None);
    }
}
