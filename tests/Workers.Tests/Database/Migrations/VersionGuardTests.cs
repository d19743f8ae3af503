using Npgsql;
using Shouldly;
using Workers.Hosting;
using Workers.Support;
using Xunit;

namespace Workers.Database.Migrations;

/// <summary>What keeps an older program's functions, and a break with the former version, out of a database that is in use.</summary>
public sealed class VersionGuardTests(PostgresFixture postgres)
{
    private const string Former = "insert into workers_internal.installed_functions (checksum) values ('former') on conflict (only_row) do update set checksum = excluded.checksum, applied_at = now()";

    [Fact]
    public async Task A_newer_schema_is_not_migrated_by_this_program_whatever_way_its_script_takes()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await database.PretendFunctionsAsync("9.1.0", "0.1.0");

        var refused = await Should.ThrowAsync<DatabaseException>(() => Migrator.ApplyAsync(database.Address, CancellationToken.None));
        var printed = await Should.ThrowAsync<PostgresException>(() => database.ExecuteAsync(MigrationScript.Build()));

        refused.Kind.ShouldBe(DatabaseFailure.SchemaNewer);
        refused.Message.ShouldBe($"the database's schema ({MigrationScript.Version}) is that of Workers 9.1.0, and this program is Workers {ProgramVersion.Text}, which would put older functions in their place. Nothing was changed. Run migrate with Workers 9.1.0 or newer");
        printed.MessageText.ShouldBe($"This database has the functions of Workers 9.1.0, and Workers {ProgramVersion.Text} would put older ones in their place. Nothing was changed. Run migrate with Workers 9.1.0 or newer.");
        (await database.ReadAsync<string>("select program from workers_internal.installed_functions")).ShouldBe("9.1.0");
    }

    [Fact]
    public async Task A_program_from_before_versions_were_told_counts_as_the_first_release()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);

        var refused = await Should.ThrowAsync<PostgresException>(() => database.ExecuteAsync(Former));

        refused.MessageText.ShouldContain($"functions of Workers {ProgramVersion.Text}, and Workers 0.1.0 would put older ones");
        (await database.ReadAsync<string>("select checksum from workers_internal.installed_functions")).ShouldBe(MigrationScript.FunctionsChecksum);
    }

    [Fact]
    public async Task A_release_that_serves_the_installed_one_goes_in_while_documents_are_worked_on()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await database.ExecuteAsync("insert into extraction_queue (document_source, document_number, status_id, stage, lease_expires_at) values ('acte', '1', 2, 'download', now() + interval '1 minute')");

        // As the script has it: the insert meets the row that is there.
        await database.ExecuteAsync(
            $"set workers.program = '99.0.0'; insert into workers_internal.installed_functions (checksum, program, serves_from) values ('n', '99.0.0', '{ProgramVersion.Text}') on conflict (only_row) do update set checksum = excluded.checksum, program = excluded.program, serves_from = excluded.serves_from; reset workers.program");

        (await database.ReadAsync<string>("select program from workers_internal.installed_functions")).ShouldBe("99.0.0");
    }

    [Fact]
    public async Task What_would_end_the_service_of_the_former_version_waits_until_nothing_is_worked_on()
    {
        await using var database = await QueueDatabase.CreateAsync(postgres);
        await database.ExecuteAsync(
            "insert into extraction_queue (document_source, document_number, status_id, stage, lease_expires_at) values ('acte', '1', 2, 'download', now() + interval '1 minute')");

        var refused = await Should.ThrowAsync<PostgresException>(() => database.PretendFunctionsAsync("9.1.0", "9.0.0"));
        refused.MessageText.ShouldBe($"Workers 99.0.0 does not serve daemons of Workers {ProgramVersion.Text}, and documents are being worked on. Nothing was changed. Stop the daemons of this environment first.");

        await database.ExecuteAsync("update extraction_queue set lease_expires_at = now() - interval '1 second'");
        await database.PretendFunctionsAsync("9.1.0", "9.0.0");
    }
}
