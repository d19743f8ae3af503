using Shouldly;
using Workers.Database.Postgres;
using Xunit;

namespace Workers.Database.Dumps;

public sealed class PostgresDumpTests
{
    [Theory]
    [InlineData("postgresql://me:p%40ss@db:5433/queue", "prefer", null)]
    [InlineData("postgresql://me:p%40ss@db:5433/queue?sslmode=disable", "disable", null)]
    [InlineData("postgresql://me:p%40ss@db:5433/queue?sslmode=require", "require", null)]
    [InlineData("postgresql://me:p%40ss@db:5433/queue?sslmode=require&sslrootcert=/etc/ca.crt", "verify-ca", "/etc/ca.crt")]
    [InlineData("postgresql://me:p%40ss@db:5433/queue?sslmode=verify-full&sslrootcert=/etc/ca.crt", "verify-full", "/etc/ca.crt")]
    [InlineData("postgresql://me:p%40ss@db:5433/queue?sslmode=verify-full", "verify-full", "/the/roots")]
    [InlineData("postgresql://me:p%40ss@db:5433/queue?sslrootcert=system", "verify-full", "/the/roots")]
    public void What_a_program_needs_to_know_goes_by_variables_and_certificates_are_verified_as_the_daemon_verifies_them(string url, string mode, string? roots)
    {
        var variables = PostgresAddress.Read(url).Address!.ForPrograms("/the/roots");

        variables["PGHOST"].ShouldBe("db");
        variables["PGPORT"].ShouldBe("5433");
        variables["PGUSER"].ShouldBe("me");
        variables["PGPASSWORD"].ShouldBe("p@ss");
        variables["PGDATABASE"].ShouldBe("queue");
        variables["PGSSLMODE"].ShouldBe(mode);
        variables.GetValueOrDefault("PGSSLROOTCERT").ShouldBe(roots);
    }

    [Fact]
    public async Task A_transaction_pooler_is_refused_with_what_to_name_instead()
    {
        var refused = await Should.ThrowAsync<DatabaseException>(
            PostgresDump.WriteAsync(PostgresAddress.Read("postgresql://me:word@pooler:6543/postgres").Address!, "/nowhere", TestContext.Current.CancellationToken));

        refused.Message.ShouldContain("pooler:6543/postgres is a transaction pooler");
        refused.Remedy!.ShouldContain("port 5432");
        refused.Message.ShouldNotContain("word");
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_without_the_password()
    {
        var away = await Should.ThrowAsync<DatabaseException>(
            PostgresDump.WriteAsync(PostgresAddress.Read("postgresql://me:word@127.0.0.1:1/postgres").Address!, "/nowhere/dump", TestContext.Current.CancellationToken));

        away.Message.ShouldStartWith("pg_dump: exit code 1: ");
        away.Message.ShouldNotContain("word");
    }

    [Theory]
    [InlineData("4; 2615 2200 SCHEMA - public pg_database_owner", true)]
    [InlineData("3363; 0 0 COMMENT - SCHEMA public pg_database_owner", true)]
    [InlineData("6; 2615 16386 SCHEMA - workers_internal postgres", false)]
    [InlineData("217; 1259 16391 TABLE public extraction_queue postgres", false)]
    public void Only_what_every_database_has_is_left_out_of_what_is_put_back(string line, bool isLeftOut) => PostgresDump.NamesPublic(line).ShouldBe(isLeftOut);
}
