using Workers.Capacity;
using Workers.Capacity.Measurement;
using Workers.Capacity.Planning;
using Workers.Gemini;
using Workers.Hosting.Settings;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Supervisor;
using Workers.Supervisor.Rebalancing;

namespace Workers.Operations.Planning;

/// <summary>What fits on a server: the ledger's arithmetic without a ledger. Needs neither Redis nor an environment.</summary>
internal static class ServerPlan
{
    /// <param name="cpu">vCPUs of the server to plan for; null takes what is configured, or this machine's.</param>
    /// <param name="ram">Its memory, likewise.</param>
    public static PlanReport Of(LoadedSettings settings, ServerAmount? cpu, ServerAmount? ram)
    {
        var configured = settings.Get<CapacityOptions>();
        var options = new CapacityOptions
        {
            MaxCpu = cpu ?? configured.MaxCpu,
            MaxRam = ram ?? configured.MaxRam,
            ReserveCpuPercent = configured.ReserveCpuPercent,
            ReserveRamPercent = configured.ReserveRamPercent,
        };
        var workers = settings.Get<SupervisorOptions>();
        var plan = CapacityPlan.Of(
            options, MachineSize.Measure(), new(workers.RegistreWorkers, workers.OcrPool, workers.OcrMinimum.Index, workers.OcrMinimum.Acte));
        var gemini = settings.Get<GeminiOptions>();
        string?[] quota = [QuotaFeed.FindShortage(plan.OcrRunning, gemini.MaxRequestsPerMinute, gemini.MaxTokensPerMinute)];
        return plan with { Warnings = [.. AccountCover.Warnings(workers.RegistreWorkers, settings.Get<RegistreOptions>().ReadAccounts().Count), .. quota.OfType<string>()] };
    }
}
