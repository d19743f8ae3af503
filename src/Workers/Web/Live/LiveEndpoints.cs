using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Web.Access;
using Workers.Web.Pages;

namespace Workers.Web.Live;

/// <summary><c>/v1/events</c> for programs, and the same for pages.</summary>
internal static class LiveEndpoints
{
    /// <summary>Where pages listen.</summary>
    public const string PagePlace = "/live";

    public static void Map(IEndpointRouteBuilder api, IEndpointRouteBuilder server)
    {
        api.MapGet("/events", StreamAsync)
            .WithSummary("Tells what happens, as it happens: server-sent events.")
            .WithDescription(
                "Events of documents are named document.…, and each has an id: with it in Last-Event-ID, or in after, a stream that was cut off goes on at any server, "
                + $"with nothing lost and nothing twice. 'reset' says that this cannot be: read the lists anew. What has no id is how something is now ({string.Join(", ", LiveStateViews.Kinds)}): only the latest counts.")
            .WithMetadata(LiveFilter.Words)
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status429TooManyRequests);
        server.MapGet(PagePlace, StreamAsync).ExcludeFromDescription().WithMetadata(new AsksByItselfAttribute()).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Reader));
    }

    private static Task StreamAsync(HttpContext context, LiveStreams streams) => streams.RunAsync(context);
}
