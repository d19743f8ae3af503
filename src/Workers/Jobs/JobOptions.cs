using Workers.Hosting.Settings;

[assembly: HasSettings(typeof(Workers.Jobs.JobOptions))]

namespace Workers.Jobs;

/// <summary>Leases, retries and rescue. The defaults bring a killed worker's document back within 20 seconds where another daemon lives.</summary>
internal sealed class JobOptions : ICheckedOptions
{
    [Setting("JOB_LEASE_SECONDS", "How long a claim is held without a renewal.", Min = 3, Max = 600)]
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(12);

    [Setting("JOB_RENEW_MS", "Time between renewals of all that one process holds.", Min = 100, Max = 200_000)]
    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(3);

    [Setting("JOB_LEASE_MARGIN_MS", "A holder stops this long before its lease can have ended.", Min = 50, Max = 60_000)]
    public TimeSpan Margin { get; init; } = TimeSpan.FromSeconds(2);

    [Setting("JOB_RESCUE_MS", "Time between looks for expired leases.", Min = 100, Max = 600_000)]
    public TimeSpan RescuePass { get; init; } = TimeSpan.FromSeconds(2);

    [Setting("JOB_POLL_MS", "Longest time between two looks for new documents.", Min = 50, Max = 60_000)]
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    [Setting("JOB_REST_AFTER_SECONDS", "A queue in which nothing waited, ran or changed for so long is at rest.", Min = 1, Max = 86_400)]
    public TimeSpan RestAfter { get; init; } = TimeSpan.FromMinutes(1);

    [Setting("JOB_REST_POLL_MS", "Longest time between two looks for new documents in a queue at rest that nobody tells of changes.", Min = 50, Max = 600_000)]
    public TimeSpan RestPoll { get; init; } = TimeSpan.FromSeconds(8);

    [Setting("JOB_RETRY_FIRST_SECONDS", "Delay after a document's first failure; doubles with each.", Min = 0, Max = 86_400)]
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(10);

    [Setting("JOB_RETRY_LONGEST_SECONDS", "Longest delay between two attempts.", Min = 1, Max = 86_400)]
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(10);

    [Setting("JOB_FREE_HAND_BACKS", "Hand-backs without progress that cost no attempt; those of an outage never do.", Min = 0, Max = 10_000)]
    public int FreeHandBacks { get; init; } = 20;

    [Setting("JOB_FREE_LOST_LEASES", "Lost workers without progress after which a document ends as attempts_exhausted.", Min = 1, Max = 1_000)]
    public int FreeLostLeases { get; init; } = 5;

    [Setting("JOB_DOSSIER_TURN", "Every how many documents one is taken from the next dossier in turn instead of by age and priority, so that a large dossier does not keep a small one waiting. 0: never.", Min = 0, Max = 1_000)]
    public int DossierTurn { get; init; } = 4;

    public IEnumerable<ConfigurationFault> Check()
    {
        if (Renewal + Margin >= Lease)
        {
            yield return new(
                "JOB_LEASE_SECONDS",
                $"{Lease.TotalSeconds:0}",
                "more than JOB_RENEW_MS and JOB_LEASE_MARGIN_MS together",
                "Raise JOB_LEASE_SECONDS or lower JOB_RENEW_MS.");
        }
    }
}
