using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Documents;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Documents;

/// <summary>What the list of documents shows.</summary>
/// <param name="Words">The filter as the address has it, to be shown in its form again.</param>
/// <param name="Fault">What of the filter is not understood.</param>
internal sealed record DocumentsModel(IReadOnlyDictionary<string, string> Words, IReadOnlyList<FoundDocument> Found, string? Next, string? Fault)
{
    public string Word(string name) => Words.GetValueOrDefault(name, "");

    /// <summary>The filter alone, without the place in the list.</summary>
    public IEnumerable<(string, string?)> Filter => Words.Where(word => word.Key is not "after").Select(word => (word.Key, (string?)word.Value));
}

/// <summary>Documents, with a filter that is kept in the address; the whole of what it finds as a file.</summary>
internal static class DocumentsPage
{
    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/documents", ListAsync);
        pages.MapGet("/documents.csv", (HttpContext context, Queues queues, TimeProvider time) => ExportAsync(context, queues, time, "csv"));
        pages.MapGet("/documents.json", (HttpContext context, Queues queues, TimeProvider time) => ExportAsync(context, queues, time, "json"));
        BulkPage.Map(pages.MapGroup("").RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Office)));
    }

    public static Dictionary<string, string> WordsOf(IEnumerable<KeyValuePair<string, StringValues>> query) =>
        query.Where(part => !string.IsNullOrWhiteSpace(part.Value)).ToDictionary(part => part.Key, part => string.Join(',', part.Value.OfType<string>()).Trim(), StringComparer.Ordinal);

    private static async Task ListAsync(HttpContext context, PageRenderer pages, Queues queues, TimeProvider time)
    {
        var words = WordsOf(context.Request.Query);
        FindRequest request;
        try
        {
            request = DocumentEndpoints.RequestOf(context.Request.Query, Caller.Of(context.User)!, time.GetUtcNow());
        }
        catch (RequestFaultException fault)
        {
            await pages.WriteAsync<DocumentsView>(context, new DocumentsModel(words, [], null, fault.Problem.Detail), StatusCodes.Status400BadRequest);
            return;
        }

        var found = await FindDocuments.RunAsync(queues, request, context.RequestAborted);
        if (found.Faults is [var away, ..])
        {
            throw away;
        }

        await pages.WriteAsync<DocumentsView>(context, new DocumentsModel(words, found.Documents, found.Next?.ToString(), null));
    }

    /// <summary>The whole list, a part at a time: no number of documents takes more memory.</summary>
    private static async Task ExportAsync(HttpContext context, Queues queues, TimeProvider time, string kind)
    {
        var caller = Caller.Of(context.User)!;
        var request = DocumentEndpoints.RequestOf(context.Request.Query, caller, time.GetUtcNow()) with { Behind = null, Limit = DocumentsExport.PartOf };
        var name = string.Create(CultureInfo.InvariantCulture, $"documents-{caller.Environment.Label().ToLowerInvariant()}-{time.GetUtcNow():yyyy-MM-dd}.{kind}");
        await DocumentsExport.WriteAsync(context.Response, name, queues, request, kind is "csv", time.GetUtcNow(), context.RequestAborted);
    }
}
