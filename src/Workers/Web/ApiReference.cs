using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Scalar.AspNetCore;

namespace Workers.Web;

/// <summary><c>/docs</c>: the API's description for people. It holds no data; its script is this server's own, and it may ask nobody else.</summary>
internal static class ApiReference
{
    public const string Place = "/docs";

    private const int NonceBytes = 16;

    public static void Map(IEndpointRouteBuilder server) => server.MapScalarApiReference(Place, Configure).AllowAnonymous();

    private static void Configure(ScalarOptions options, HttpContext context)
    {
        var nonce = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(NonceBytes));
        options.Title = "Workers";
        options.OpenApiRoutePattern = "/v1/openapi.json";
        options.Nonce = nonce;
        options.DefaultFonts = false;
        options.ProxyUrl = null;
        options.Telemetry = false;
        options.HideClientButton = true;
        options.ShowDeveloperTools = DeveloperToolsVisibility.Never;
        options.Agent = new() { Disabled = true };
        options.Mcp = new() { Disabled = true };
        // Its styles are written by its script, into the page.
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
