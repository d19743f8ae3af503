using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Operations;
using Workers.Operations.Keys;
using Workers.Web.Access;

namespace Workers.Web.Pages.Audit;

/// <summary>A part of the audit.</summary>
internal sealed record AuditModel(IReadOnlyList<WrittenCall> Calls, string? Next, string? Key, Guid? Document, bool IsBehind);

/// <summary>What was ordered over the network, by whom and from where: for operators.</summary>
internal static class AuditPage
{
    private const int Shown = 100;
    private const int LongestKey = 36;

    public static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/audit", ShowAsync).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Operator));

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues, string? key, string? document, string? after)
    {
        AccessLogCursor? behind = null;
        if (!string.IsNullOrEmpty(after) && !AccessLogCursor.TryParse(after, out behind))
        {
            throw new RequestFaultException(Problems.BadRequest("after: is none that this list told as next."));
        }

        Guid? about = Guid.TryParse(document, out var id) ? id : null;
        var of = string.IsNullOrWhiteSpace(key) ? null : key.Length <= LongestKey ? key : throw new RequestFaultException(Problems.BadRequest("key: allowed: the id of a key or of a sender."));
        var found = await AccessLog.ReadAsync(queues, new(Caller.Of(context.User)!.Environment, Shown, behind, of, null, about), context.RequestAborted);
        await pages.WriteAsync<AuditView>(context, new AuditModel(found.Calls, found.Next?.ToString(), of, about, behind is not null));
    }
}
