using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using Workers.Database.Environments;
using Workers.Database.Migrations;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Support;
using Xunit;

namespace Workers.Database.Postgres;

/// <summary>TLS to Postgres as libpq's sslmode and sslrootcert mean it, and what the start says where it fails.</summary>
public sealed class PostgresTlsTests : IDisposable
{
    private const string Reached = "the database system is starting up";
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new("A stranger");
    private readonly TemporaryFolder _folder = new();

    public PostgresTlsTests() => File.WriteAllText(_folder.File("ca.crt"), _authority.Pem);

    private string Root => $"sslrootcert={_folder.File("ca.crt")}";

    public void Dispose()
    {
        _folder.Dispose();
        _stranger.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("sslmode=verify-full")]
    [InlineData("sslmode=verify-ca")]
    [InlineData("sslmode=require")]
    public async Task A_real_server_with_the_right_certificate_is_reached_over_TLS(string mode)
    {
        using var certificate = _authority.Issue("127.0.0.1");
        await using var server = await PostgresServer.StartAsync(new() { Tls = (certificate.ExportCertificatePem(), certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem()) });
        PostgresAddress.TryParse($"{server.Url()}?{mode}&{Root}", out var address).ShouldBeTrue();
        await using var source = address.OpenPool(1);

        await using var command = source.CreateCommand("select ssl from pg_stat_ssl where pid = pg_backend_pid()");

        (await command.ExecuteScalarAsync(TestContext.Current.CancellationToken)).ShouldBe(true);
    }

    [Theory]
    [InlineData("sslmode=verify-full", false)]
    [InlineData("sslmode=verify-ca", true)]
    [InlineData("sslmode=require", true)]
    public async Task Only_verify_full_looks_at_the_name(string mode, bool isReached)
    {
        using var certificate = _authority.Issue("elsewhere.example");

        var told = await CheckAsync(certificate, $"{mode}&{Root}");

        told.ShouldContain(isReached ? Reached : "is for elsewhere.example and not for 127.0.0.1");
        told.Contains("Put a name that the certificate is for into PROD_SUPABASE_DB_URL", StringComparison.Ordinal).ShouldBe(!isReached);
    }

    [Theory]
    [InlineData("sslmode=verify-full")]
    [InlineData("sslmode=verify-ca")]
    [InlineData("sslmode=require")]
    public async Task Every_mode_that_has_a_root_refuses_what_another_authority_signed(string mode)
    {
        using var certificate = _stranger.Issue("127.0.0.1");

        var told = await CheckAsync(certificate, $"{mode}&{Root}");

        told.ShouldContain("is signed by 'CN=A stranger', which is not trusted here");
        told.ShouldContain("sslrootcert=/path/to/ca.crt");
    }

    [Theory]
    [InlineData("sslrootcert=system")]
    [InlineData("sslmode=verify-full&sslrootcert=system")]
    [InlineData("sslmode=verify-full")]
    public async Task The_machines_roots_do_not_trust_an_authority_of_our_own(string query)
    {
        using var certificate = _authority.Issue("127.0.0.1");

        (await CheckAsync(certificate, query)).ShouldContain("is signed by 'CN=Authority of the tests', which is not trusted here");
    }

    [Theory]
    [InlineData("sslmode=verify-full")]
    [InlineData("sslmode=require")]
    public async Task A_certificate_that_expired_is_refused_by_its_day(string mode)
    {
        using var certificate = _authority.Issue("127.0.0.1", TimeSpan.FromDays(3));

        var told = await CheckAsync(certificate, $"{mode}&{Root}");

        told.ShouldContain($"expired on {TimeProvider.System.GetUtcNow().AddDays(-3):yyyy-MM-dd}");
        told.ShouldNotContain("not trusted");
    }

    [Theory]
    [InlineData("sslmode=require")]
    [InlineData("sslmode=prefer")]
    [InlineData("")]
    public async Task Without_a_root_anybody_is_believed_as_libpq_does(string query)
    {
        using var certificate = _stranger.Issue("elsewhere.example", TimeSpan.FromDays(3));

        (await CheckAsync(certificate, query)).ShouldContain(Reached);
    }

    [Fact]
    public async Task A_server_that_offers_no_TLS_is_said_to_be_one()
    {
        var told = await CheckAsync(null, "sslmode=require");

        told.ShouldContain("offers no TLS, which sslmode asks for");
        told.ShouldContain("take sslmode out of PROD_SUPABASE_DB_URL");
    }

    [Fact]
    public async Task What_is_no_Postgres_is_said_to_be_none()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        using var stop = new CancellationTokenSource();
        var answering = AnswerAsync(listener, stop.Token);

        (await CheckAsync(((System.Net.IPEndPoint)listener.LocalEndpoint).Port, "sslmode=require")).ShouldContain("is no Postgres");

        await stop.CancelAsync();
        await answering;
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_said_to_be_one()
    {
        var told = await CheckAsync(Loopback.FreePort(), "");

        told.ShouldContain("refuses the connection: nothing listens there");
        told.ShouldContain("PROD_SUPABASE_DB_URL");
    }

    [Fact]
    public async Task An_address_that_is_only_IPv6_and_cannot_be_reached_is_said_to_be_one() =>
        // No connection can be made to an address of many; the kernel says so without sending.
        (await CheckAsync("postgresql://u:pass-word-1@[ff02::1]:1/postgres")).ShouldContain("has an IPv6 address only");

    [Theory]
    [InlineData("sslmode=require&sslrootcert={0}/none.crt", "none.crt' cannot be read")]
    [InlineData("sslmode=verify-full&sslrootcert={0}", "cannot be read")]
    [InlineData("sslmode=verify-ca&sslrootcert={0}/empty.crt", "empty.crt' holds no certificate in PEM form")]
    [InlineData("sslmode=verify-ca&sslrootcert={0}/broken.crt", "broken.crt' cannot be read")]
    [InlineData("sslmode=require&sslrootcert=system", "sslrootcert=system is only safe with sslmode=verify-full")]
    [InlineData("sslmode=verify-ca", "sslmode=verify-ca needs the authority's certificate")]
    [InlineData("sslmode=prefer&sslrootcert={0}/ca.crt", "add sslmode=verify-full")]
    [InlineData("sslrootcert={0}/ca.crt", "add sslmode=verify-full")]
    public void A_root_that_cannot_be_used_is_a_fault_of_the_configuration_that_names_it(string query, string said)
    {
        File.WriteAllText(_folder.File("empty.crt"), "nothing\n");
        File.WriteAllText(_folder.File("broken.crt"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        var fault = Load($"postgresql://u:pass-word-1@127.0.0.1/db?{string.Format(System.Globalization.CultureInfo.InvariantCulture, query, _folder.Path)}").ShouldHaveSingleItem();

        fault.Variable.ShouldBe("PROD_SUPABASE_DB_URL");
        fault.ToString().ShouldContain(said);
        fault.ToString().ShouldNotContain("pass-word-1");
    }

    [Fact]
    public async Task A_root_that_is_gone_when_it_is_needed_is_said_and_may_come_back()
    {
        using var certificate = _authority.Issue("127.0.0.1");
        File.Delete(_folder.File("ca.crt"));

        (await CheckAsync(certificate, $"sslmode=require&{Root}")).ShouldContain("ca.crt' cannot be read");
    }

    private static IReadOnlyList<ConfigurationFault> Load(string url) =>
        LoadedSettings.Load(new(new Dictionary<string, string> { ["PROD_SUPABASE_DB_URL"] = url, ["PROD_DOCUMENTS_PATH"] = "documents" }, null, [])).Faults;

    private static async Task<string> CheckAsync(X509Certificate2? certificate, string query)
    {
        await using var door = PostgresDoor.Open(certificate);
        return await CheckAsync(door.Port, query);
    }

    private static Task<string> CheckAsync(int port, string query) => CheckAsync($"postgresql://u:pass-word-1@127.0.0.1:{port}/postgres?{query}");

    /// <summary>What the start says, which is to ask again.</summary>
    private static async Task<string> CheckAsync(string url)
    {
        var environment = new EnvironmentSettings(TargetEnvironment.Prod, new EnvironmentOptions { DatabaseUrl = url });
        await using var database = DatabaseFactory.Open(environment, TimeProvider.System, NullLoggerFactory.Instance, listens: false);
        var verdict = await SchemaCheck.RunAsync(database, TestContext.Current.CancellationToken);
        verdict.Unreachable.ShouldBeTrue();
        var told = $"{verdict.Problem} {verdict.Remedy}";
        told.ShouldNotContain("pass-word-1");
        return told;
    }

    private static async Task AnswerAsync(TcpListener listener, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                using var client = await listener.AcceptTcpClientAsync(stop);
                await client.GetStream().ReadExactlyAsync(new byte[8], stop);
                await client.GetStream().WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), stop);
                await client.GetStream().CopyToAsync(Stream.Null, stop);
            }
            catch (IOException)
            {
                // The client hung up.
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
