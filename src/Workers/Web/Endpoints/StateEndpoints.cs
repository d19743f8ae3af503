using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workers.Access;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Documents;
using Workers.Operations.Health;
using Workers.Registre;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary>Who asks.</summary>
internal sealed record CallerView(string KeyId, string Name, AccessRole Role, string Environment, DateTimeOffset? ExpiresAt);

/// <param name="Sentence">What was found, for people; told to an operator's key alone, like <paramref name="Next"/>.</param>
/// <param name="Next">The one next command, as an operator types it.</param>
internal sealed record CauseView(string Cause, string? Sentence, string? Next);

/// <summary>Is money safe, are documents safe, does work move: yes, no, at risk or unknown.</summary>
internal sealed record HealthView(DateTimeOffset At, string Money, string Documents, string Moving, CauseView? First, IReadOnlyList<CauseView> Also);

/// <param name="Sample">The latest.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record DeadLetterView(string Outcome, long Documents, long Stored, DateTimeOffset Oldest, DateTimeOffset Latest, Guid Sample, string? Error, string Remedy);

/// <param name="Day">Of the registry.</param>
/// <param name="DoubtfulCad">Of <paramref name="Cad"/>, what was perhaps not billed.</param>
internal sealed record SpendView(DateOnly Day, long Documents, decimal Cad, decimal DoubtfulCad, IReadOnlyList<DossierSpend> Dossiers, IReadOnlyList<string> BudgetsMet);

internal sealed record DossierSpend(string? Dossier, long Documents, decimal Cad);

/// <summary>How things stand in the key's environment.</summary>
internal static class StateEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", (HttpContext context) => TypedResults.Ok(ViewOf(Caller.Of(context.User)!))).WithName("WhoAmI").WithSummary("Tells whose key it is and what it may.").Produces<CallerView>();
        api.MapGet("/health", HealthAsync).WithName("Health").WithSummary("Is money safe, are documents safe, does work move? With the first cause and one next command.").Produces<HealthView>();
        api.MapGet("/dead-letters", DeadLettersAsync).WithName("DeadLetters").WithSummary("What ended as an error, by outcome, with what to do.").Produces<IReadOnlyList<DeadLetterView>>();
        api.MapGet("/spend", SpendAsync).WithName("SpendToday").WithSummary("What was spent at the registry today, by dossier.").Produces<SpendView>();
    }

    private static CallerView ViewOf(Caller caller) => new(caller.Key.Id, caller.Key.Name, caller.Key.Role, caller.Environment.Label().ToLowerInvariant(), caller.Key.ExpiresAt);

    private static async Task<IResult> HealthAsync(HttpContext context, Verdicts verdicts)
    {
        var caller = Caller.Of(context.User)!;
        var verdict = await verdicts.OfAsync(caller.Environment, context.RequestAborted);
        // Sentences and commands name machines and accounts.
        CauseView ViewOf(HealthFinding finding) => caller.Key.Role is AccessRole.Operator ? new(finding.Code, finding.Sentence, finding.Next) : new(finding.Code, null, null);
        return TypedResults.Ok(new HealthView(
            verdict.At, verdict.Money.Answer, verdict.Documents.Answer, verdict.Moving.Answer, verdict.First is { } first ? ViewOf(first) : null, [.. verdict.Also.Select(ViewOf)]));
    }

    private static async Task<IResult> DeadLettersAsync(HttpContext context, Queues queues)
    {
        var found = await ReadDeadLetters.RunAsync(queues, Caller.Of(context.User)!.Environment, new(), context.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<DeadLetterView>>([.. found.SelectMany(one => one.Groups).Select(group => new DeadLetterView(
            group.Letters.Outcome, group.Letters.Documents, group.Letters.Stored, group.Letters.Oldest, group.Letters.Latest, group.Letters.Sample, group.Letters.Error, group.Remedy))]);
    }

    private static async Task<IResult> SpendAsync(HttpContext context, Queues queues)
    {
        var environment = Caller.Of(context.User)!.Environment;
        var rules = (await SettingsInForce.ReadAsync(queues, context.RequestAborted)).Get<RegistreOptions>().Spending;
        var spend = await Queues.AskAsync(environment, queues.SpendOf(environment, rules).ReadAsync(context.RequestAborted));
        // By account is the operator's matter.
        var dossiers = spend.Groups.GroupBy(group => group.Dossier, StringComparer.Ordinal).Select(group => new DossierSpend(group.Key, group.Sum(one => one.Documents), group.Sum(one => one.Cad)));
        return TypedResults.Ok(new SpendView(spend.Day, spend.Documents, spend.Cad, spend.DoubtfulCad, [.. dossiers], [.. spend.Met.Where(met => met.Budget is not "account_day").Select(met => met.Describe())]));
    }
}
