using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Simulators.Servers;
using Workers.Database.Migrations;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Database.PostgRest;

/// <summary>What the start says of an address behind which no project of ours answers, and that the key goes nowhere else.</summary>
public sealed class ProjectServerTests : IDisposable
{
    private const string Key = "the-service-key";
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_another_server_is_named_and_that_server_is_never_asked(int status)
    {
        var asked = new ConcurrentBag<string>();
        await using var other = await ServeAsync(context => Task.Run(() => asked.Add(context.Request.Path)));
        var target = AddressOf(other);
        await using var front = await ServeAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = $"http://admin:{Key}@127.0.0.1:{target.Port}/login?apikey={Key}";
            return Task.CompletedTask;
        });

        var verdict = await CheckAsync(AddressOf(front));

        verdict.Unreachable.ShouldBeTrue();
        verdict.Problem.ShouldNotBeNull().ShouldContain($"http://127.0.0.1:{AddressOf(front).Port} redirects to http://127.0.0.1:{target.Port} ({status}), which was not followed");
        verdict.Remedy.ShouldNotBeNull().ShouldContain("PROD_SUPABASE_URL");
        Told(verdict).ShouldNotContain(Key);
        asked.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("http://127.0.0.1:8000", false)]
    [InlineData("http://localhost:8000", false)]
    [InlineData("https://abc.supabase.co", true)]
    public void No_proxy_reads_what_goes_to_this_machine_without_TLS(string project, bool mayUseProxy)
    {
        using var handler = SupabaseHttp.Handler(new Uri(project));

        handler.UseProxy.ShouldBe(mayUseProxy);
    }

    [Theory]
    [InlineData("http://project.example", "https://project.example/rest/v1/rpc/x", 301, "http://project.example redirects to https://project.example (301)", "Set *_SUPABASE_URL=https://project.example.")]
    [InlineData("https://project.example", "/login?next=x", 302, "https://project.example redirects to another page of its own (302)", "such as a login")]
    [InlineData("https://project.example", "https://sso.example/start?secret", 302, "https://project.example redirects to https://sso.example (302)", "to https://sso.example only where that is yours")]
    public void Each_kind_of_redirect_has_its_next_step(string project, string location, int status, string said, string remedy)
    {
        var fault = PostgRestRedirect.Explain(new Uri(project), new Uri(location, UriKind.RelativeOrAbsolute), status);

        fault.Said.ShouldBe(said + ", which was not followed");
        fault.Remedy.ShouldContain(remedy);
    }

    [Fact]
    public async Task A_certificate_of_an_unknown_authority_is_refused_by_name()
    {
        var told = Told(await CheckAsync(_authority.Issue("localhost"), "localhost"));

        told.ShouldContain("is signed by 'CN=Authority of the tests', which is not trusted here");
        told.ShouldContain("update-ca-certificates");
        told.ShouldNotContain("is for localhost");
    }

    [Fact]
    public async Task A_certificate_for_another_host_is_refused_by_both_names()
    {
        var told = Told(await CheckAsync(_authority.Issue("elsewhere.example"), "localhost"));

        told.ShouldContain("is for elsewhere.example and not for localhost");
        told.ShouldContain("Put a name that the certificate is for into PROD_SUPABASE_URL.");
    }

    [Fact]
    public async Task A_certificate_that_expired_is_refused_by_its_day()
    {
        var ended = TimeSpan.FromDays(3);

        var told = Told(await CheckAsync(_authority.Issue("localhost", ended), "localhost"));

        told.ShouldContain($"expired on {TimeProvider.System.GetUtcNow() - ended:yyyy-MM-dd}");
        told.ShouldContain("Renew");
    }

    [Fact]
    public async Task A_server_without_TLS_behind_an_https_address_is_said_to_be_one()
    {
        await using var front = await ServeAsync(_ => Task.CompletedTask);

        var told = Told(await CheckAsync(new Uri($"https://127.0.0.1:{AddressOf(front).Port}")));

        told.ShouldContain("does not speak TLS");
        told.ShouldContain("https:// needs a port that speaks TLS");
    }

    [Fact]
    public async Task A_server_that_speaks_no_HTTP_is_said_to_be_one()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var answering = AnswerAsync(listener);

        Told(await CheckAsync(new Uri($"http://{listener.LocalEndpoint}"))).ShouldContain("does not speak HTTP");

        await answering;
    }

    [Fact]
    public async Task A_port_where_nothing_listens_is_said_to_be_one()
    {
        var told = Told(await CheckAsync(new Uri($"http://127.0.0.1:{Loopback.FreePort()}")));

        told.ShouldContain("refuses the connection: nothing listens there");
        told.ShouldContain("PROD_SUPABASE_URL");
    }

    [Fact]
    public async Task An_address_that_is_only_IPv6_and_cannot_be_reached_is_said_to_be_one() =>
        // No connection can be made to an address of many; the kernel says so without sending.
        Told(await CheckAsync(new Uri("http://[ff02::1]:1"))).ShouldContain("has an IPv6 address only");

    private static string Told(SchemaVerdict verdict)
    {
        verdict.Unreachable.ShouldBeTrue();
        return $"{verdict.Problem} {verdict.Remedy}";
    }

    private static async Task<SchemaVerdict> CheckAsync(Uri project)
    {
        await using var functions = new PostgRestFunctions(TargetEnvironment.Prod, project, Key, TimeProvider.System);
        return await SchemaCheck.RunAsync(functions, TestContext.Current.CancellationToken);
    }

    private static async Task<SchemaVerdict> CheckAsync(X509Certificate2 certificate, string host)
    {
        using (certificate)
        {
            var asked = new ConcurrentBag<string>();
            await using var front = await ServeAsync(context => Task.Run(() => asked.Add(context.Request.Path)), certificate);
            var verdict = await CheckAsync(new Uri($"https://{host}:{AddressOf(front).Port}"));
            asked.ShouldBeEmpty();
            return verdict;
        }
    }

    private static async Task<WebApplication> ServeAsync(Func<HttpContext, Task> answer, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Logging.ClearProviders();
        var server = builder.Build();
        server.Run(context => answer(context));
        await server.StartAsync();
        return server;
    }

    private static Uri AddressOf(WebApplication server) =>
        new(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    private static async Task AnswerAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await client.GetStream().WriteAsync("220 mail.example ESMTP\r\n\r\n"u8.ToArray());
    }
}
