using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Workers.Web.Pages;

/// <summary>What pages need beside their text: a style, a script and a mark, embedded in this program. The hash in an address changes with what is there, so that browsers may keep it for ever.</summary>
internal static class PageAssets
{
    public const string Style = "pages.css";
    public const string Script = "pages.js";
    public const string Mark = "mark.svg";

    private const string Folder = "Web/Pages/Assets/";

    private static readonly Dictionary<string, Asset> All = new[] { (Style, "text/css; charset=utf-8"), (Script, "text/javascript; charset=utf-8"), (Mark, "image/svg+xml") }
        .ToDictionary(one => one.Item1, one => Asset.Read(one.Item1, one.Item2), StringComparer.Ordinal);

    public static string AddressOf(string name) => $"/assets/{All[name].Hash}/{name}";

    public static IResult Serve(HttpContext context, string hash, string name)
    {
        if (!All.TryGetValue(name, out var asset) || asset.Hash != hash)
        {
            return TypedResults.StatusCode(StatusCodes.Status404NotFound);
        }

        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return TypedResults.Bytes(asset.Bytes, asset.Type);
    }

    private sealed record Asset(byte[] Bytes, string Type, string Hash)
    {
        public static Asset Read(string name, string type)
        {
            using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Folder + name) ?? throw new InvalidOperationException($"{name} is not embedded.");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return new(bytes, type, Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8)));
        }
    }
}
