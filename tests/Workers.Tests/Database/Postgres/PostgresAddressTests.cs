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
        connection.SslMode.ShouldBe(SslMode.Require);
        address.Tls.ShouldBe(new(SslMode.Require, PostgresTrust.Host, "/etc/ca.crt"));
        connection.MaxPoolSize.ShouldBe(3);
        connection.MaxAutoPrepare.ShouldBe(0);
        address.IsTransactionPooler.ShouldBeFalse();
        address.ToString().ShouldBe("aws-0.pooler.supabase.com:5432/postgres");
    }

    [Theory]
    [InlineData("postgresql://u:p@host:6543/postgres")]
    [InlineData("postgresql://u:p@host:5432/postgres?pgbouncer=true")]
    public void An_address_may_say_that_a_transaction_pooler_answers(string text)
    {
        PostgresAddress.TryParse(text, out var address).ShouldBeTrue();

        address!.IsTransactionPooler.ShouldBeTrue();
    }

    [Fact]
    public void The_parameters_of_libpq_are_applied()
    {
        PostgresAddress.TryParse(
            "postgres://u:p@host/db?channel_binding=require&options=-c%20geqo%3Doff&connect_timeout=17&application_name=mine&target_session_attrs=read-write&gssencmode=disable&sslmode=require",
            out var address).ShouldBeTrue();

        var connection = new NpgsqlConnectionStringBuilder(address!.ForPool(2));
        connection.ChannelBinding.ShouldBe(ChannelBinding.Require);
        connection.Options.ShouldBe("-c geqo=off");
        connection.Timeout.ShouldBe(17);
        connection.ApplicationName.ShouldBe("mine");
        connection.GssEncryptionMode.ShouldBe(GssEncryptionMode.Disable);
        connection.SslMode.ShouldBe(SslMode.Require);
        connection.MaxPoolSize.ShouldBe(2);
        PostgresAddress.TryParse("postgres://u:p@host/db", out var bare).ShouldBeTrue();
        (new NpgsqlConnectionStringBuilder(bare!.ForPool()) is { ApplicationName: "workers", Timeout: 5 }).ShouldBeTrue();
    }

    [Theory]
    [InlineData("postgresql://u:p@host:5432/db?sslmode=sometimes", "sslmode=sometimes: allowed is disable, allow, prefer, require, verify-ca or verify-full")]
    [InlineData("postgresql://u:p@host:5432/db?sslmode=", "sslmode: allowed is")]
    [InlineData("postgresql://u:p@host:5432/db?sslmode=3", "sslmode: allowed is")]
    [InlineData("postgresql://u:p@host:5432/db?channel_binding=maybe", "channel_binding=maybe: allowed is disable, prefer or require")]
    [InlineData("postgresql://u:p@host:5432/db?connect_timeout=0", "connect_timeout: allowed is whole seconds from 1 to 60")]
    [InlineData("postgresql://u:p@host:5432/db?target_session_attrs=standby", "target_session_attrs=standby: allowed is any, read-write or primary")]
    [InlineData("postgresql://u@host:5432/db?password=secret", "password: allowed is nothing here")]
    [InlineData("postgresql://u:p@host:5432/db?sslcert=/a", "'sslcert' is not applied by this program: take it out. Applied are sslmode, sslrootcert,")]
    [InlineData("postgresql://u:p@host:5432/db?connection_limit=1", "'connection_limit' is not applied")]
    [InlineData("postgresql://u:12?secret1@host:5432/db", "A parameter is not applied")]
    [InlineData("postgresql://u:1#secret@host:5432/db", "of the password as %23, %2F, %3F and %40")]
    [InlineData("postgresql://u:1/secret@host:5432/db", "of the password as %23, %2F, %3F and %40")]
    [InlineData("postgresql://postgres:[YOUR-PASSWORD]@db.abc.supabase.co:5432/postgres", "still holds [YOUR-PASSWORD]")]
    [InlineData("https://abc.supabase.co", "belongs in *_SUPABASE_URL")]
    [InlineData("Host=localhost;Username=u", "Copy the connection string")]
    [InlineData("http://localhost:5432/postgres", "belongs in *_SUPABASE_URL")]
    [InlineData("", "Copy the connection string")]
    public void Anything_else_is_refused_with_its_reason_and_no_secret(string text, string reason)
    {
        var (address, remedy) = PostgresAddress.Read(text);

        address.ShouldBeNull();
        remedy.ShouldContain(reason);
        remedy.ShouldNotContain("secret");
    }

    [Fact]
    public void Nothing_is_no_address() => PostgresAddress.TryParse(null, out _).ShouldBeFalse();
}
