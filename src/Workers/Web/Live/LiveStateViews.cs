using Workers.Gemini;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Operations.Health;
using Workers.Operations.Status;
using Workers.Registre;
using Workers.Supervisor;

namespace Workers.Web.Live;

/// <param name="Document">Its id.</param>
/// <param name="Percent">Of the whole document; never smaller than it was told before.</param>
internal sealed record ProgressView(Guid Document, string Stage, int Percent)
{
    public const string Kind = "progress";
}

/// <summary>Is money safe, are documents safe, does work move: as <c>/v1/health</c> answers.</summary>
/// <param name="First">The code of the first cause; null where all is well.</param>
internal sealed record LiveVerdict(string Money, string Documents, string Moving, string? First, IReadOnlyList<string> Also);

/// <param name="Ready">Of those that wait, how many may be taken now.</param>
internal sealed record QueueStatusView(int Status, string StatusName, long Documents, long Ready, long Deferred);

internal sealed record QueueView(IReadOnlyList<QueueStatusView> Statuses);

/// <param name="Slots">Places for workers of all daemons that serve the environment.</param>
/// <param name="Buying">Of them, those that buy a document of it now.</param>
internal sealed record PoolsView(int Daemons, int Slots, int Buying, int Reading);

/// <summary>What the servers and Gemini still give; vCPU, GB, requests and input tokens of the last minute, requests of Gemini's day.</summary>
internal sealed record LimitsView(
    decimal? Cpu, decimal? CpuLimit, decimal? Ram, decimal? RamLimit, long? Requests, long? RequestsLimit, long? Tokens, long? TokensLimit, long? RequestsToday, long? RequestsTodayLimit);

/// <param name="Day">Of the registry.</param>
/// <param name="DoubtfulCad">Of <paramref name="Cad"/>, what was perhaps not billed.</param>
internal sealed record MoneyView(DateOnly? Day, long? Documents, decimal? Cad, decimal? DoubtfulCad, decimal? LimitCad, decimal? ReadingUsd, decimal? ReadingLimitUsd);

/// <summary>How one environment stands, as what changes of it is told (pure).</summary>
internal static class LiveStateViews
{
    /// <summary>The kinds of state; each is told by its own.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [ProgressView.Kind, "verdict", "queue", "pools", "limits", "money"];

    /// <summary>Names of machines and accounts, and another environment's documents, stay out: everybody who listens is told the same.</summary>
    public static IReadOnlyList<LiveState> Of(HealthAnswered answered, TargetEnvironment environment)
    {
        var (verdict, status) = (answered.Verdict, answered.Status);
        var own = status.Environments.FirstOrDefault(one => one.Environment == environment);
        List<LiveState> states = [LiveState.Of("verdict", new LiveVerdict(
            verdict.Money.Answer, verdict.Documents.Answer, verdict.Moving.Answer, verdict.First?.Code, [.. verdict.Also.Select(cause => cause.Code)]))];
        if (own is { Fault: null })
        {
            states.Add(LiveState.Of("queue", new QueueView([.. Enum.GetValues<JobStatus>().Select(at => StatusOf(at, [.. own.Queue.Where(group => group.StatusId == at)]))])));
        }

        if (status.Fault is null)
        {
            states.Add(LiveState.Of("pools", PoolsOf(status, environment)));
            var (capacity, gemini) = (status.Capacity, status.Gemini);
            states.Add(LiveState.Of("limits", new LimitsView(
                capacity?.CpuAllocated, capacity?.CpuBudget, capacity?.RamAllocated, capacity?.RamBudget,
                gemini?.Requests, gemini?.MaxRequests, gemini?.Tokens, gemini?.MaxTokens, gemini?.RequestsToday, gemini?.MaxRequestsPerDay)));
        }

        if (own?.Spend is { } spend)
        {
            states.Add(LiveState.Of("money", new MoneyView(
                spend.Day, spend.Documents, spend.Cad, spend.DoubtfulCad, status.InForce?.Get<RegistreOptions>().Spending.Budgets.Day, own.Reading?.Usd, status.InForce?.Get<GeminiOptions>().BudgetUsdDay)));
        }

        return states;
    }

    private static QueueStatusView StatusOf(JobStatus at, List<QueueGroup> groups) => new(
        (int)at, StatusFlow.NameOf(at), groups.Sum(group => group.Ready + group.Deferred + group.Running + group.Ended), groups.Sum(group => group.Ready), groups.Sum(group => group.Deferred));

    private static PoolsView PoolsOf(StatusReport status, TargetEnvironment environment)
    {
        var serving = status.Daemons.Where(daemon => daemon.Serves.Contains(environment)).ToList();
        var slots = serving.SelectMany(daemon => daemon.Slots).ToList();
        var working = slots.Where(slot => slot.Environment == environment && slot.JobId is not null).ToList();
        return new(serving.Count, slots.Count, working.Count(slot => slot.Pool is Pools.Registre), working.Count(slot => slot.Pool is not Pools.Registre));
    }
}
