using Npgsql;
using Shouldly;
using Xunit;

namespace Workers.Database.Postgres;

public sealed class PostgresAddressTests
{
    [Fact]
    public void A_url_as_supabase_shows_it_is_read_with_its_encoded_password_and_tls()
    {
        PostgresAddress.TryParse("postgresql://postgres.abc:p%40ss%2Fword@aws-0.pooler.supabase.com:5432/postgres?sslmode=verify-full&sslrootcert=/etc/ca.crt", out var address).ShouldBeTrue();

        var connection = new NpgsqlConnectionStringBuilder(address!.ForPool());
        connection.Username.ShouldBe("postgres.abc");
        connection.Password.ShouldBe("p@ss/word");
        connection.SslMode.ShouldBe(SslMode.VerifyFull);
        connection.RootCertificate.ShouldBe("/etc/ca.crt");
        connection.MaxPoolSize.ShouldBe(8);
        connection.MaxAutoPrepare.ShouldBeGreaterThan(0);
        address.IsTransactionPooler.ShouldBeFalse();
        address.ToString().ShouldBe("aws-0.pooler.supabase.com:5432/postgres");
    }

    [Fact]
    public void The_transaction_pooler_gets_no_prepared_statements()
    {
        PostgresAddress.TryParse("postgresql://u:p@host:6543/postgres", out var address).ShouldBeTrue();

        address!.IsTransactionPooler.ShouldBeTrue();
        new NpgsqlConnectionStringBuilder(address.ForPool()).MaxAutoPrepare.ShouldBe(0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Host=localhost;Username=u")]
    [InlineData("http://localhost:5432/postgres")]
    [InlineData("postgresql://u:p@host:5432/db?sslmode=sometimes")]
    public void Anything_else_is_refused(string? text) => PostgresAddress.TryParse(text, out _).ShouldBeFalse();
}
