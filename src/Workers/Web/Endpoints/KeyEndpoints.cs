using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Operations;
using Workers.Operations.Keys;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary>A key; its secret is not told.</summary>
internal sealed record KeyView(string Id, string Name, AccessRole Role, string MadeBy, DateTimeOffset MadeAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt, int? RequestsPerMinute)
{
    public static KeyView Of(AccessKey key) => new(key.Id, key.Name, key.Role, key.MadeBy, key.MadeAt, key.ExpiresAt, key.RevokedAt, key.LastUsedAt, key.RequestsPerMinute);
}

/// <param name="Key">Its text: told here and never again; null in the answer to a repeat.</param>
internal sealed record MadeKeyView(string Id, string? Key);

/// <param name="Days">How long it serves; for ever where nothing is said, and never longer than the key that makes it.</param>
/// <param name="RequestsPerMinute">Never more than those of the key that makes it.</param>
internal sealed record KeyBody(string? Name = null, string? Role = null, int? Days = null, int? RequestsPerMinute = null)
{
    public KeyBody()
        : this(null, null, null, null)
    {
    }
}

/// <summary><c>/v1/keys</c>: listed, made and revoked, by operators.</summary>
internal static class KeyEndpoints
{
    private const int LongestDays = 3650;
    private const int MostPerMinute = 1_000_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/keys").RequireAuthorization(Caller.PolicyOf(AccessRole.Operator));
        keys.MapGet("", ListAsync).WithName("ListKeys").WithSummary("Lists the environment's keys, without their secrets.").Produces<IReadOnlyList<KeyView>>();
        keys.MapPost("", MakeAsync).WithName("MakeKey").WithSummary("Makes a key; its text is told once, in this answer.").Accepts<KeyBody>("application/json").Produces<MadeKeyView>().ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status409Conflict);
        keys.MapPost("/{key}/revoke", RevokeAsync).WithName("RevokeKey").WithSummary("Ends a key: at once here, within some seconds at every other server.").Produces<KeyView>().ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>No key makes one that outlives it.</summary>
    public static DateTimeOffset? Sooner(DateTimeOffset? asked, DateTimeOffset? own) => own is { } end && !(asked < end) ? end : asked;

    /// <summary>No key makes one that may ask more.</summary>
    public static int? Lower(int? asked, int? own) => own is { } most && !(asked < most) ? most : asked;

    private static async Task<IResult> ListAsync(HttpContext context, Queues queues) =>
        TypedResults.Ok<IReadOnlyList<KeyView>>([.. (await AccessKeys.ListAsync(queues, Caller.Of(context.User)!.Environment, context.RequestAborted)).Select(listed => KeyView.Of(listed.Key))]);

    /// <summary>The text is in no row: what is kept of the answer has the id alone.</summary>
    private static async Task MakeAsync(HttpContext context, Queues queues, Orders orders, TimeProvider time)
    {
        var body = await RequestBody.ReadAsync(context, time);
        var told = RequestBody.Parse<KeyBody>(body);
        var role = Enum.GetValues<AccessRole>().Where(known => Caller.PolicyOf(known) == told.Role).Select(known => (AccessRole?)known).FirstOrDefault() ?? throw Bad("role: allowed: reader, office, operator.");
        if (told.Days is < 1 or > LongestDays || told.RequestsPerMinute is < 1 or > MostPerMinute)
        {
            throw Bad($"days: allowed: 1 to {LongestDays}; requests_per_minute: 1 to {MostPerMinute}.");
        }

        var maker = Caller.Of(context.User)!.Key;
        var wanted = new NewKey(told.Name ?? "", role, Caller.Of(context.User)!.Name, Sooner(told.Days is { } days ? time.GetUtcNow().AddDays(days) : null, maker.ExpiresAt), Lower(told.RequestsPerMinute, maker.RequestsPerMinute));
        MadeKey? made = null;
        var carried = await orders.CarryOutAsync(context, "key_make", mayRepeat: false, null, Orders.KeyOf(context.Request), Orders.HashOf(["key_make", Convert.ToBase64String(body.Span)]), async (caller, _, stop) =>
        {
            made = await AccessKeys.MakeAsync(queues, caller.Environment, wanted, time, stop);
            return OrderAnswer.Good(new MadeKeyView(made.Key.Id, null)) with { About = Label(made.Key) };
        });
        if (carried.IsReplayed)
        {
            context.Response.Headers[Orders.ReplayedHeader] = "true";
        }

        await Orders.WriteAsync(context, carried.Status, made is null ? carried.Body : System.Text.Json.JsonSerializer.Serialize(new MadeKeyView(made.Key.Id, made.Text), WebJson.Options));
    }

    private static async Task RevokeAsync(HttpContext context, string key, Queues queues, KeyRing ring, Orders orders)
    {
        if (!(await AccessKeys.ListAsync(queues, Caller.Of(context.User)!.Environment, context.RequestAborted)).Any(known => known.Key.Id == key))
        {
            throw new RequestFaultException(new(StatusCodes.Status404NotFound, ProblemCode.NotFound, "No key of this environment has that id."));
        }

        await orders.RunAsync(context, "key_revoke", mayRepeat: true, null, Orders.HashOf(["key_revoke", key]), async (caller, _, stop) =>
        {
            var revoked = await EndAsync(queues, ring, caller, key, stop);
            return OrderAnswer.Good(KeyView.Of(revoked)) with { About = Label(revoked) };
        });
    }

    /// <summary>From then on this server lets nobody in with it; every other takes notice within seconds.</summary>
    /// <exception cref="OperationException">No key has that id, or the database did not answer.</exception>
    public static async Task<AccessKey> EndAsync(Queues queues, KeyRing ring, Caller caller, string key, CancellationToken stop)
    {
        var revoked = (await AccessKeys.RevokeAsync(queues, caller.Environment, key, caller.Name, stop)).Key;
        ring.Forget(caller.Environment, key);
        return revoked;
    }

    /// <summary>A key as the audit names it.</summary>
    public static string Label(AccessKey key) => $"{key.Id} ({key.Name})";

    private static RequestFaultException Bad(string detail) => new(Problems.BadRequest(detail));
}
