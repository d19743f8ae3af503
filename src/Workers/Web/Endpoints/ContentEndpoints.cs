using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Files;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary>An address that serves without a key, below this server.</summary>
internal sealed record LinkView(string Path, DateTimeOffset ExpiresAt);

/// <param name="Pdf">Null of a document that is not stored.</param>
/// <param name="Result">What was read, as JSON; null of a document that is not read, like <paramref name="Text"/>.</param>
internal sealed record LinksView(LinkView? Pdf, LinkView? Result, LinkView? Text);

/// <param name="Seconds">How long they serve; as the settings have it where nothing is said.</param>
internal sealed record LinksBody(int? Seconds = null)
{
    public LinksBody()
        : this((int?)null)
    {
    }
}

/// <summary>A document's PDF and what was read from it: with a key, or by a signed address for some minutes.</summary>
internal static class ContentEndpoints
{
    /// <summary>The limiter of those that take files away.</summary>
    public const string Contents = "contents";

    private const int LeastSeconds = 10;
    private const int MostSeconds = 3600;
    private const int LongestName = 80;

    public static void Map(IEndpointRouteBuilder api)
    {
        var contents = api.MapGroup("").RequireRateLimiting(Contents);
        contents.MapGet("/documents/{id:guid}/pdf", (HttpContext context, Guid id) => ServeOwnAsync(context, id, LinkedContent.Pdf))
            .WithName("GetPdf").WithSummary("The PDF of a document; ranges are answered.").Produces(StatusCodes.Status200OK, contentType: "application/pdf").ProducesProblem(StatusCodes.Status404NotFound);
        contents.MapGet("/documents/{id:guid}/result", (HttpContext context, Guid id) => ServeOwnAsync(context, id, LinkedContent.Result))
            .WithName("GetResult").WithSummary("What was read from a document, as JSON.").Produces(StatusCodes.Status200OK, contentType: "application/json").ProducesProblem(StatusCodes.Status404NotFound);
        contents.MapGet("/documents/{id:guid}/text", (HttpContext context, Guid id) => ServeOwnAsync(context, id, LinkedContent.Text))
            .WithName("GetText").WithSummary("What was read from a document, as text.").Produces(StatusCodes.Status200OK, contentType: "text/plain").ProducesProblem(StatusCodes.Status404NotFound);
        contents.MapGet($"{SignedLinks.Place["/v1".Length..]}/{{environment}}/{{id:guid}}/{{what}}", ServeSignedAsync).AllowAnonymous().WithMetadata(SignedLinks.Words)
            .WithName("GetSignedContent").WithSummary("What a signed address leads to; it needs no key and serves for some minutes.").Produces(StatusCodes.Status200OK).ProducesProblem(StatusCodes.Status403Forbidden).ProducesProblem(StatusCodes.Status410Gone);
        // What it is can be asked without the file itself.
        foreach (var what in Enum.GetValues<LinkedContent>())
        {
            contents.MapMethods($"/documents/{{id:guid}}/{what.ToString().ToLowerInvariant()}", [HttpMethods.Head], (HttpContext context, Guid id) => ServeOwnAsync(context, id, what)).ExcludeFromDescription();
        }

        contents.MapMethods($"{SignedLinks.Place["/v1".Length..]}/{{environment}}/{{id:guid}}/{{what}}", [HttpMethods.Head], ServeSignedAsync).AllowAnonymous().WithMetadata(SignedLinks.Words).ExcludeFromDescription();
        api.MapPost("/documents/{id:guid}/links", OfferAsync)
            .WithName("SignLinks").WithSummary("Signed addresses of a document's PDF and of what was read from it.")
            .WithDescription("They serve without a key, for 300 seconds or as many as asked (10 to 3600), as long as the key serves with which they were asked for. Refused (409) while nothing of it is stored; 503 where WEB_LINK_SECRET is not set.")
            .Accepts<LinksBody>("application/json").Produces<LinksView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>To whoever is known to be of the document's environment.</summary>
    public static async Task<IResult> ServeOwnAsync(HttpContext context, Guid id, LinkedContent what)
    {
        var environment = Caller.Of(context.User)!.Environment;
        var content = await StoredFile.FindAsync(context.RequestServices.GetRequiredService<Queues>(), environment, id, what is not LinkedContent.Pdf, context.RequestAborted) ?? throw NotThere($"No document {id} in the key's environment.");
        return await ServeAsync(context, environment, content, what);
    }

    private static async Task<IResult> ServeSignedAsync(HttpContext context, string environment, Guid id, string what, SignedLinks links, Queues queues, TimeProvider time)
    {
        if (links.Read(environment, id, what, context.Request.Query) is not { } link || !queues.Configured.Contains(link.Environment))
        {
            throw new RequestFaultException(new(StatusCodes.Status403Forbidden, ProblemCode.Forbidden, "The address is none that was signed here, or its time is over. Ask for another."));
        }

        var keys = await Queues.AskAsync(link.Environment, queues.KeysOf(link.Environment).ListAsync(context.RequestAborted));
        if (!keys.Any(key => key.Id == link.KeyId && key.RevokedAt is null && !(key.ExpiresAt <= time.GetUtcNow())))
        {
            throw new RequestFaultException(new(StatusCodes.Status403Forbidden, ProblemCode.Forbidden, "The key with which this address was asked for serves no more."));
        }

        var content = await StoredFile.FindAsync(queues, link.Environment, id, link.What is not LinkedContent.Pdf, context.RequestAborted);
        return content is not null && (content.ContentSha256 ?? "") == link.ContentSha256 ? await ServeAsync(context, link.Environment, content, link.What)
            : throw new RequestFaultException(new(StatusCodes.Status410Gone, ProblemCode.Gone, "The document is gone, or has another PDF by now. Ask for another address."));
    }

    private static async Task<IResult> OfferAsync(HttpContext context, Guid id, Queues queues, SignedLinks links, WebOptions options, TimeProvider time)
    {
        var wanted = RequestBody.Parse<LinksBody>(await RequestBody.ReadAsync(context, time));
        if (!links.IsOffered)
        {
            throw new RequestFaultException(new(StatusCodes.Status503ServiceUnavailable, ProblemCode.Misconfigured, "WEB_LINK_SECRET is not set, so no address is signed here. /pdf, /result and /text of the document serve with the key."));
        }

        if (wanted.Seconds is < LeastSeconds or > MostSeconds)
        {
            throw new RequestFaultException(Problems.BadRequest($"seconds: found {wanted.Seconds}; allowed: {LeastSeconds} to {MostSeconds}."));
        }

        var caller = Caller.Of(context.User)!;
        var content = await StoredFile.FindAsync(queues, caller.Environment, id, withReading: true, context.RequestAborted) ?? throw NotThere($"No document {id} in the key's environment.");
        if (content is { StoredAs: null, Structure: null, Text: null })
        {
            throw new RequestFaultException(new(StatusCodes.Status409Conflict, ProblemCode.Refused, "Nothing of the document is stored yet, so there is nothing that an address could lead to."));
        }

        var end = links.EndOf(wanted.Seconds is { } seconds ? TimeSpan.FromSeconds(seconds) : options.LinkLasting);
        LinkView? Of(LinkedContent what, bool isThere) => isThere ? new(links.AddressOf(new(caller.Environment, id, what, content.ContentSha256 ?? "", caller.Key.Id, end)), end) : null;
        return TypedResults.Ok(new LinksView(Of(LinkedContent.Pdf, content.StoredAs is not null), Of(LinkedContent.Result, content.Structure is not null), Of(LinkedContent.Text, content.Text is not null)));
    }

    /// <summary>As a file to be kept, never as a page: whatever is in it, a browser runs nothing of it.</summary>
    private static async Task<IResult> ServeAsync(HttpContext context, TargetEnvironment environment, DocumentContent content, LinkedContent what)
    {
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'; frame-ancestors 'none'";
        var name = NameOf(content);
        switch (what)
        {
            case LinkedContent.Pdf when content.StoredAs is not null && HttpMethods.IsHead(context.Request.Method):
                var kept = new ContentDispositionHeaderValue("attachment");
                kept.SetHttpFileName($"{name}.pdf");
                (context.Response.ContentType, context.Response.Headers.ContentDisposition, context.Response.Headers.AcceptRanges) = ("application/pdf", kept.ToString(), "bytes");
                context.Response.Headers.ETag = content.ContentSha256 is { } known ? $"\"{known}\"" : default;
                return TypedResults.Ok();
            case LinkedContent.Pdf when content.StoredAs is not null:
                var stores = context.RequestServices.GetRequiredService<FileStores>();
                var folder = stores.OpenFolder();
                context.Response.RegisterForDispose(folder);
                var file = new FileStream(await StoredFile.FetchAsync(stores, environment, content, folder, context.RequestAborted), FileMode.Open, FileAccess.Read, FileShare.Read);
                context.Response.RegisterForDispose(file);
                var tag = content.ContentSha256 is { } sha256 ? new EntityTagHeaderValue($"\"{sha256}\"") : null;
                return TypedResults.Stream(file, "application/pdf", $"{name}.pdf", entityTag: tag, enableRangeProcessing: true);
            case LinkedContent.Result when content.Structure is { } structure:
                return TypedResults.Bytes(Encoding.UTF8.GetBytes(structure.ToJsonString()), "application/json", $"{name}.json", enableRangeProcessing: true);
            case LinkedContent.Text when content.Text is { } text:
                return TypedResults.Bytes(Encoding.UTF8.GetBytes(text), "text/plain; charset=utf-8", $"{name}.txt", enableRangeProcessing: true);
            default:
                throw NotThere(what is LinkedContent.Pdf ? "The document's PDF is not stored." : "The document is not read.");
        }
    }

    /// <summary>Letters, digits and hyphens of what the document is called (pure): rows hold whatever somebody typed.</summary>
    internal static string NameOf(DocumentContent content)
    {
        var words = string.Join('-', new[] { DocumentSources.WordOf(content.Source), content.Number.Replace(" ", "", StringComparison.Ordinal), content.Circonscription?.Trim() }.Where(word => !string.IsNullOrEmpty(word)));
        var safe = string.Concat(words.EnumerateRunes().Select(rune => Rune.IsLetterOrDigit(rune) || rune.Value is '-' ? rune.ToString() : "_"));
        return new StringInfo(safe) is { LengthInTextElements: > LongestName } longer ? longer.SubstringByTextElements(0, LongestName) : safe;
    }

    private static RequestFaultException NotThere(string detail) => new(new(StatusCodes.Status404NotFound, ProblemCode.NotFound, detail));
}
