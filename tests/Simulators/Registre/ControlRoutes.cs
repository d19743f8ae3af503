using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Simulators.Registre;

/// <summary>The switchboard over HTTP, for scripts and for tests in another process. JSON in, JSON out.</summary>
internal static class ControlRoutes
{
    public const string Root = "/_control";

    public static void Map(IEndpointRouteBuilder site, RegistreWorld world)
    {
        var control = site.MapGroup(Root);
        control.MapGet("/health", () => Json(new { registre = "ready" }));

        control.MapGet("/catalogue", () => Json(world.Catalogue.Documents));
        control.MapPost("/catalogue", (JsonElement feed) => Change(() => world.Catalogue.Load(feed)));

        control.MapGet("/faults", () => Json(world.Faults.On()));
        control.MapPost("/faults", (JsonElement fault) => Change(() => world.Faults.Switch(Read<Fault>(fault))));
        control.MapDelete("/faults", () => Change(world.Faults.Clear));

        control.MapGet("/bill", () => Json(world.Bill.All()));

        control.MapGet("/accounts", () => Json(world.Accounts.All().Select(account => new { account.Code, account.Locked, account.WrongPasswords })));
        control.MapPost("/accounts", (JsonElement account) => Change(() => world.Accounts.Put(Read<Account>(account))));

        control.MapGet("/sessions", () => Json(world.Sessions.Live().Select(session => new { session.Account, session.LastSeen })));
        control.MapDelete("/sessions", () => Change(world.Sessions.EndAll));
    }

    private static IResult Json<T>(T answer) => Results.Json(answer, Catalogue.Json);

    private static T Read<T>(JsonElement json) => json.Deserialize<T>(Catalogue.Json) ?? throw new JsonException("null is no answer.");

    private static IResult Change(Action change)
    {
        try
        {
            change();
            return Results.NoContent();
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            return Results.Json(new { error = e.Message }, Catalogue.Json, statusCode: StatusCodes.Status400BadRequest);
        }
    }
}
