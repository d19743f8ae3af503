using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Operations;
using Workers.Operations.Keys;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Keys;

/// <summary>The keys of an environment.</summary>
/// <param name="Made">A key that was made by this very request: its text is told here and never again.</param>
internal sealed record KeysModel(IReadOnlyList<AccessKey> Keys, MadeKey? Made = null);

/// <summary>Keys: listed, made and revoked, by operators.</summary>
internal static class KeysPage
{
    private const int LongestDays = 3650;

    public static void Map(IEndpointRouteBuilder pages)
    {
        var keys = pages.MapGroup("/keys").RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Operator));
        keys.MapGet("", ShowAsync);
        keys.MapPost("", MakeAsync);
        keys.MapPost("/{key}/revoke", RevokeAsync);
    }

    private static async Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues) =>
        await pages.WriteAsync<KeysView>(context, new KeysModel(await ListAsync(context, queues)));

    /// <summary>What is told once is told in the answer to the form itself, and kept nowhere: no repeat shows it.</summary>
    private static async Task MakeAsync(HttpContext context, PageRenderer pages, Queues queues, Orders orders, TimeProvider time)
    {
        var form = await PageForms.ReadAsync(context);
        MadeKey? made = null;
        var role = Enum.GetValues<AccessRole>().Where(known => Caller.PolicyOf(known) == form["role"]).Select(known => (AccessRole?)known).FirstOrDefault() ?? throw new RequestFaultException(Problems.BadRequest("role: allowed: reader, office, operator."));
        var maker = Caller.Of(context.User)!.Key;
        var end = KeyEndpoints.Sooner(Number(form, "days", LongestDays) is { } days ? time.GetUtcNow().AddDays(days) : null, maker.ExpiresAt);
        var rate = KeyEndpoints.Lower(Number(form, "per_minute", 1_000_000), maker.RequestsPerMinute);
        await PageOrders.CarryOutAsync(context, orders, form, "key_make", mayRepeat: false, null, async (caller, _, stop) =>
        {
            made = await AccessKeys.MakeAsync(queues, caller.Environment, new(form["name"].ToString(), role, caller.Name, end, rate), time, stop);
            return OrderAnswer.Good(new { made.Key.Id }) with { About = KeyEndpoints.Label(made.Key) };
        });
        if (made is null)
        {
            PageRenderer.GoTo(context, "/keys");
            return;
        }

        await pages.WriteAsync<KeysView>(context, new KeysModel(await ListAsync(context, queues), made));
    }

    private static async Task RevokeAsync(HttpContext context, string key, Queues queues, KeyRing ring, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        var own = await ListAsync(context, queues);
        if (!own.Any(known => known.Id == key))
        {
            throw new RequestFaultException(new(StatusCodes.Status404NotFound, ProblemCode.NotFound, "No key of this environment has that id."));
        }

        await PageOrders.CarryOutAsync(context, orders, form, "key_revoke", mayRepeat: true, null, async (caller, _, stop) =>
        {
            var revoked = await KeyEndpoints.EndAsync(queues, ring, caller, key, stop);
            return OrderAnswer.Good(new { Id = key }) with { About = KeyEndpoints.Label(revoked) };
        });
        PageRenderer.GoTo(context, "/keys");
    }

    private static async Task<IReadOnlyList<AccessKey>> ListAsync(HttpContext context, Queues queues) =>
        [.. (await AccessKeys.ListAsync(queues, Caller.Of(context.User)!.Environment, context.RequestAborted)).Select(listed => listed.Key).OrderBy(key => key.RevokedAt is not null).ThenByDescending(key => key.MadeAt)];

    private static int? Number(IFormCollection form, string name, int most) => form[name].ToString().Trim() switch
    {
        "" => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 && number <= most => number,
        _ => throw new RequestFaultException(Problems.BadNumber(name, 1, most, "something else")),
    };
}
