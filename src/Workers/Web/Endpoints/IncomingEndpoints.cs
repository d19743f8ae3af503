using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Workers.Operations;
using Workers.Operations.Intake;
using Workers.Web.Access;
using Workers.Webhooks.Senders;

namespace Workers.Web.Endpoints;

/// <summary><c>/v1/incoming/{id}</c>: an office's own system adds documents by a call that it signs.</summary>
internal static class IncomingEndpoints
{
    private const string Verb = "incoming";
    private const string Place = "/incoming/{id:guid}";
    private const string Json = "application/json";

    /// <summary>A body of another kind is told so once it is verified, and not by its address.</summary>
    private const string Any = "*/*";

    public static void Map(IEndpointRouteBuilder api)
    {
        // A signature is of no method: which one is taken is told to anybody, as the description tells it.
        api.Map(Place, RefuseMethod).AllowAnonymous().ExcludeFromDescription();
        api.MapPost(Place, AddAsync)
            .WithMetadata(new RequestSizeLimitAttribute(OrderFile.MostBytes)).RequireAuthorization(SignatureAuthentication.Policy)
            .WithName("AddSignedDocuments").WithSummary("Adds documents, all or none, by a call that a sender signs in place of showing a key.")
            .WithDescription("The body is that of POST /v1/documents as JSON. The headers are those of Standard Webhooks: the signature is over 'webhook-id.webhook-timestamp.body' with the sender's secret, the time within five minutes of the server's, and one webhook-id adds its documents once.")
            .Accepts<IReadOnlyList<Dictionary<string, string>>>(Any).AddOpenApiOperationTransformer(DescribeBody).Produces<AddedList>()
            .ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static void RefuseMethod(HttpContext context)
    {
        context.Response.Headers.Allow = HttpMethods.Post;
        throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status405MethodNotAllowed));
    }

    private static Task DescribeBody(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        if (operation.RequestBody?.Content is { } content && content.Remove(Any, out var list))
        {
            content[Json] = list;
        }

        return Task.CompletedTask;
    }

    /// <summary>Who sends it, and the bytes, are those that were verified.</summary>
    private static async Task AddAsync(
        HttpContext context, Guid id, Queues queues, Orders orders,
        [FromHeader(Name = SignedMessage.IdHeader)] string messageId, [FromHeader(Name = SignedMessage.TimestampHeader)] string timestamp, [FromHeader(Name = SignedMessage.SignatureHeader)] string signature)
    {
        var call = context.Features.GetRequiredFeature<SignedCall>();
        if (context.Request.ContentType?.Split(';')[0].Trim() is var type && !string.Equals(type, Json, StringComparison.OrdinalIgnoreCase))
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status415UnsupportedMediaType, $"Content-Type: found '{type}'; allowed: application/json (an array of documents)."));
        }

        var plan = IntakeEndpoints.Admitted(IntakeEndpoints.PlanOf(context, call.Body, isJson: true));
        await orders.RunAsync(
            context, Verb, mayRepeat: true, null, Orders.HashOf([Verb, Convert.ToBase64String(call.Body.Span)]), async (_, request, stop) => await IntakeEndpoints.AddRowsAsync(queues, plan, request, stop) with { About = null },
            new(SignedMessage.IdHeader, call.MessageId), call.MessageId);
    }
}
