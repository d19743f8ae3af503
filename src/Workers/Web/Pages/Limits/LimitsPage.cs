using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Jobs.Parking;
using Workers.Operations;
using Workers.Operations.Orders;
using Workers.Registre;
using Workers.Steering;
using Workers.Web.Access;
using Workers.Web.Endpoints;

namespace Workers.Web.Pages.Limits;

/// <summary>A setting that can be changed while daemons work.</summary>
/// <param name="Bounds">What is allowed; null where no two numbers say it.</param>
/// <param name="Text">What daemons work with.</param>
/// <param name="IsDefault">Nobody wrote it anywhere.</param>
internal sealed record LimitShown(string Name, string Help, string? Bounds, string Text, bool IsDefault)
{
    /// <summary>All of them, by their names (pure).</summary>
    public static IReadOnlyList<LimitShown> Of(LoadedSettings inForce) =>
    [
        .. SettingCatalog.Steerable.Values.OrderBy(known => known.Setting.Name, StringComparer.Ordinal).Select(known => new LimitShown(
            known.Setting.Name,
            known.Setting.Help,
            double.IsFinite(known.Setting.Min) && double.IsFinite(known.Setting.Max) ? string.Create(CultureInfo.InvariantCulture, $"{known.Setting.Min:0.##} – {known.Setting.Max:0.##}") : null,
            inForce.TextOf(known.Setting.Name) ?? DefaultOf(known.Setting.Name, known.Property.GetValue(Activator.CreateInstance(known.Options))),
            inForce.TextOf(known.Setting.Name) is null)),
    ];

    /// <summary>As one writes it: a time in the unit that the name ends in.</summary>
    private static string DefaultOf(string name, object? value) =>
        Convert.ToString(value is TimeSpan time ? Math.Round(time / SettingParser.UnitOf(name).Scale) : value, CultureInfo.InvariantCulture) ?? "";
}

/// <summary>What keeps daemons from working as they are configured, and what can be ordered of them.</summary>
/// <param name="Orders">In force, without those that concern other environments alone.</param>
/// <param name="Subjects">What may be paused with this key.</param>
/// <param name="ReachesAll">Limits may be set with this key.</param>
/// <param name="Served">Whom an order for all concerns; null where it is not known.</param>
/// <param name="Fault">Why what was typed was not ordered.</param>
internal sealed record LimitsModel(
    OrderList List, IReadOnlyList<SteeringOrder> Orders, IReadOnlyList<Parked> Parked, IReadOnlyList<LimitShown> Limits, IReadOnlyList<string> Subjects, bool ReachesAll, IReadOnlyList<TargetEnvironment>? Served,
    string? Done, TypedOrder? Typed = null, string? Fault = null);

/// <summary>Pauses and limits of running daemons: what is in force, by whom, until when; ordered and taken back.</summary>
internal static class LimitsPage
{
    public const string Place = "/limits";

    public static void Map(IEndpointRouteBuilder pages)
    {
        var operators = pages.MapGroup(Place).RequireAuthorization(PageRoutes.PolicyOf(AccessRole.Operator));
        operators.MapGet("", ShowAsync);
        operators.MapPost("/{kind}", OrderAsync);
    }

    private static Task ShowAsync(HttpContext context, PageRenderer pages, Queues queues, Verdicts verdicts) => WriteAsync(context, pages, queues, verdicts, null, null);

    private static async Task WriteAsync(HttpContext context, PageRenderer pages, Queues queues, Verdicts verdicts, TypedOrder? typed, Problem? fault)
    {
        var own = Caller.Of(context.User)!.Environment;
        var stop = context.RequestAborted;
        var list = await ListOrders.RunAsync(queues, 0, stop);
        var inForce = await SettingsInForce.ReadAsync(queues, stop);
        var status = (await verdicts.AnsweredAsync(own, stop)).Status;
        var served = OrderReach.Served(queues.Configured, status);
        var done = context.Request.Query["done"].ToString();
        var model = new LimitsModel(
            list,
            [.. list.InForce.Where(order => OrderReach.Concerns(own, order))],
            [.. status.Daemons.SelectMany(daemon => daemon.Parked ?? []).Where(parked => parked.Environment == own).DistinctBy(parked => parked.Describe(), StringComparer.Ordinal)],
            LimitShown.Of(inForce),
            [.. SubjectsOf(queues, own).Where(subject => OrderReach.Reaches(own, served, SteeringVerb.Pause, subject))],
            OrderReach.ReachesAll(own, served),
            served,
            TypedOrder.Kinds.Contains(done, StringComparer.Ordinal) ? done : null,
            typed,
            fault?.Detail);
        await pages.WriteAsync<LimitsView>(context, model, fault?.Status ?? StatusCodes.Status200OK);
    }

    private static async Task OrderAsync(HttpContext context, string kind, PageRenderer pages, Queues queues, Verdicts verdicts, Orders orders)
    {
        var form = await PageForms.ReadAsync(context);
        if (!TypedOrder.Kinds.Contains(kind, StringComparer.Ordinal))
        {
            throw new RequestFaultException(Problems.OfStatus(StatusCodes.Status404NotFound));
        }

        var typed = new TypedOrder(kind, Word(form, "subject"), Word(form, "value"), Word(form, "for"), Word(form, "why"), Word(form, "verb"), Word(form, "server"));
        try
        {
            var own = Caller.Of(context.User)!.Environment;
            var served = OrderReach.Served(queues.Configured, (await verdicts.AnsweredAsync(own, context.RequestAborted)).Status);
            var (thing, lasts) = typed.Understand(own, served);
            await PageOrders.CarryOutAsync(context, orders, form, TypedOrder.VerbOf(thing), mayRepeat: true, null, (caller, _, stop) => typed.GiveAsync(queues, caller, thing, lasts, stop));
        }
        catch (RequestFaultException fault) when (fault.Problem.Code is ProblemCode.Refused or ProblemCode.BadRequest)
        {
            await WriteAsync(context, pages, queues, verdicts, typed, fault.Problem);
            return;
        }

        PageRenderer.GoTo(context, $"{Place}?done={kind}");
    }

    private static IEnumerable<string> SubjectsOf(Queues queues, TargetEnvironment own) =>
    [
        PauseSubject.Environment(own), PauseSubject.Buying, PauseSubject.RegistrePool, PauseSubject.OcrPool, .. PauseSubject.Sources.Select(PauseSubject.Source), PauseSubject.Gemini,
        .. queues.Settings.Get<RegistreOptions>().ReadAccounts().Select(account => PauseSubject.Account(account.Code)),
    ];

    private static string Word(IFormCollection form, string name) => TypedOrder.WordOf(form[name]);
}
