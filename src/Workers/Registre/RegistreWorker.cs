using Workers.Hosting.Environments;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Registre.Browser;
using Workers.Registre.Purchases;

namespace Workers.Registre;

/// <summary>Buys documents at the land registry, one at a time, with one browser that it starts when there is something to do.</summary>
internal sealed class RegistreWorker(
    Chromium chromium, RegistreSession session, Func<TargetEnvironment, PurchaseServices> servicesOf) : IDocumentWorker
{
    /// <summary>Its browser, which nobody else uses.</summary>
    internal Chromium Browser => chromium;

    public Task<string?> FindObstacleAsync(bool takes, CancellationToken stop) => session.FindObstacleAsync(takes, stop);

    public async Task<JobOutcome> RunAsync(RunningJob job)
    {
        var (request, fault) = DocumentRequest.Of(job.Job);
        if (request is null)
        {
            return new JobOutcome.Failed(FailureKind.Permanent, fault!.Text, OutcomeCodes.InvalidRequest) { Why = fault };
        }

        try
        {
            return await new Purchase(new(job, request), servicesOf(job.Environment)).RunAsync();
        }
        catch (Exception failure) when (InfrastructureFailures.ToOutcome(failure) is { } outcome)
        {
            return outcome;
        }
    }

    public async ValueTask RestAsync()
    {
        try
        {
            await session.LeaveAsync();
        }
        finally
        {
            await chromium.CloseAsync();
        }
    }

    public ValueTask DisposeAsync() => RestAsync();
}
