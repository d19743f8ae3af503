using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Hosting.Signals;
using Workers.Jobs;
using Workers.Steering;

namespace Workers.Registre.Consultations;

/// <summary>
/// Documents that met a budget wait until it opens by itself. One that was raised meanwhile opens earlier: this daemon's own budgets are looked at when
/// it starts, when an operator ordered something, and now and then for an environment that came back.
/// </summary>
internal sealed partial class BudgetReopening(
    Steered<RegistreOptions> settings, SteeringBoard steering, Databases databases, BackgroundLoops loops, TimeProvider time, ILogger<BudgetReopening> logger) : BackgroundService
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    private readonly WakeSignal _ordered = new(time);
    private readonly RefusedNews _refused = new(time);

    /// <summary>One look at each environment.</summary>
    public async Task RunOnceAsync(CancellationToken stop)
    {
        var spending = settings.Current.Spending;
        foreach (var environment in databases.Environments)
        {
            try
            {
                var (all, seen) = (0L, 0L);
                do
                {
                    var answer = await databases[environment].CallApartAsync<Answer>(
                        "workers_budget_reopen",
                        each => new { Environment = environment.Label(), Tariff = spending.Tariff.Entries, spending.Budgets, Limit = AtOnce, Each = each },
                        stop);
                    Say(environment, answer.Refused ?? []);
                    all += answer.Reopened;
                    seen = answer.Reopened + (answer.Refused?.Count ?? 0);
                }
                while (seen == AtOnce);

                if (all > 0)
                {
                    LogReopened(environment.Label(), all);
                }
            }
            catch (DatabaseException away)
            {
                LogAway(environment.Label(), away.Message);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        steering.Changed += _ordered.Wake;
        return loops.RunAsync(
            "budgets",
            Interval,
            async (loop, stop) =>
            {
                var ordered = _ordered.Listen();
                while (true)
                {
                    await loop.PassAsync(RunOnceAsync, stop);
                    await ordered.WaitAsync(Interval, stop);
                }
            },
            stoppingToken);
    }

    private void Say(TargetEnvironment environment, IReadOnlyList<RefusedRow> refused)
    {
        var (named, more) = _refused.Tell(environment, refused);
        foreach (var row in named)
        {
            LogRefused(environment.Label(), row.DocumentNumber, row.Id, row.Said);
        }

        if (more)
        {
            LogMoreRefused(environment.Label());
        }
    }

    /// <param name="Refused">Whose update the database refuses; null from functions of an older version.</param>
    private sealed record Answer(long Reopened, IReadOnlyList<RefusedRow>? Refused = null);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment}: {Documents} documents waited for a budget that is not used up any more, and come forward.")]
    private partial void LogReopened(string environment, long documents);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the database refuses to have {Number} ({JobId}) brought forward for its budget ({Said}); it is left aside and tried again later. Look at the triggers and constraints of extraction_queue.")]
    private partial void LogRefused(string environment, string number, Guid jobId, string said);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: the database refuses to have more documents brought forward than are named here within an hour; 'status' counts them and shows the latest.")]
    private partial void LogMoreRefused(string environment);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: documents that wait for a budget were not looked at: {Reason}")]
    private partial void LogAway(string environment, string reason);
}
