using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Gemini.Quota;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations;
using Workers.Operations.Titles;
using Workers.Registre.Consultations;
using Workers.Supervisor.Slots;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <param name="Slots">Workers that it has; <paramref name="Working"/>: that hold a document.</param>
internal sealed record DaemonView(string Id, string Host, string? Server, bool IsStopping, IReadOnlyList<TargetEnvironment> Serves, int Slots, int Working)
{
    public static DaemonView Of(DaemonReport daemon) =>
        new(daemon.Id, daemon.Host, daemon.Server, daemon.IsStopping, daemon.Serves, daemon.Slots.Count, daemon.Slots.Count(slot => slot.JobId is not null));
}

/// <summary>In vCPU and GB.</summary>
internal sealed record CapacityView(decimal CpuAllocated, decimal? CpuBudget, decimal RamAllocated, decimal? RamBudget);

/// <summary>How daemons stand, as an operator sees it.</summary>
/// <param name="Fault">Why Redis could not be asked; then daemons, capacity and Gemini are empty.</param>
/// <param name="Queue">Of the key's environment.</param>
internal sealed record StatusView(
    string? Fault, IReadOnlyList<QueueGroup> Queue, IReadOnlyList<DaemonView> Daemons, CapacityView? Capacity, GeminiUsage? Gemini, IReadOnlyList<string> Parked, IReadOnlyList<string> Warnings);

/// <summary>Thirty days of the registry: CAD there, US dollars for reading.</summary>
internal sealed record MoneyView(IReadOnlyList<SpentDay> Days, IReadOnlyList<SpentByDossier> Dossiers, IReadOnlyList<SpentByModel> Models);

/// <summary>How things stand: daemons and capacity, money day by day, a lot's title.</summary>
internal static class ReportEndpoints
{
    private const int LongestWord = 200;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/status", StatusAsync).RequireAuthorization(Caller.PolicyOf(AccessRole.Operator)).WithName("Status").WithSummary("Daemons, capacity, quota and the queue, up to some seconds old.").Produces<StatusView>();
        api.MapGet("/money", MoneyAsync).WithName("Money").WithSummary("What was spent in thirty days, day by day, by dossier and by model; up to half a minute old.").Produces<MoneyView>();
        api.MapGet("/titles/{lot}", TitleAsync).WithName("Title").WithSummary("Whether every deed that a lot's index names is stored.")
            .WithDescription("circonscription and cadastre are needed where several lots have the number.").WithQuery("circonscription", "cadastre").Produces<TitleReport>().ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<IResult> StatusAsync(HttpContext context, Verdicts verdicts)
    {
        var own = Caller.Of(context.User)!.Environment;
        var status = (await verdicts.AnsweredAsync(own, context.RequestAborted)).Status.Of(own);
        return TypedResults.Ok(new StatusView(
            status.Fault, [.. status.Environments.SelectMany(environment => environment.Queue)], [.. status.Daemons.Select(DaemonView.Of)],
            status.Capacity is { } used ? new(used.CpuAllocated, used.CpuBudget, used.RamAllocated, used.RamBudget) : null, status.Gemini, status.Parked, status.Warnings));
    }

    private static async Task<IResult> MoneyAsync(HttpContext context, MoneyReports reports)
    {
        // By account is the operator's matter.
        var days = (await reports.OfAsync(Caller.Of(context.User)!.Environment, context.RequestAborted)).Days;
        return TypedResults.Ok(new MoneyView(days.Days, days.Dossiers, days.Models));
    }

    private static async Task<IResult> TitleAsync(HttpContext context, string lot, Queues queues, string? circonscription, string? cadastre)
    {
        foreach (var word in new[] { lot, circonscription, cadastre })
        {
            if (word is { Length: > LongestWord } || (word?.Contains('\0', StringComparison.Ordinal) ?? false))
            {
                throw new RequestFaultException(Problems.BadRequest($"lot, circonscription, cadastre: allowed: up to {LongestWord} characters."));
            }
        }

        return TypedResults.Ok(await LotTitle.RunAsync(queues, new(lot, Caller.Of(context.User)!.Environment, circonscription, cadastre), context.RequestAborted));
    }
}
