using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Hosting.Loops;
using Workers.Jobs;
using Workers.Redis;

namespace Workers.Registre.Accounts;

/// <summary>
/// Documents that found no account that may be used wait for minutes. As soon as one may be used that could not before, because its password was
/// corrected, or an operator released or checked it, they come forward.
/// </summary>
internal sealed partial class AccountReopening(
    RegistreOptions options, RedisGateway redis, RedisKeys keys, Databases databases, BackgroundLoops loops, TimeProvider time, ILogger<AccountReopening> logger) : BackgroundService
{
    private const int AtOnce = 1000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Databases that are away are each waited for.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>With the passwords that this daemon's workers have: a file that is corrected beside them is of use to the next daemon.</summary>
    private readonly AccountDesk _desk = new(options, redis, keys, time, options.ReadAccounts());

    /// <summary>The accounts of which each environment was told last; one that does not answer keeps nothing back from the others.</summary>
    private readonly Dictionary<TargetEnvironment, HashSet<string>> _told = [];

    /// <summary>One look; of the first one every account that may be used is news, since it may have been corrected while nobody ran.</summary>
    public async Task RunOnceAsync(CancellationToken stop)
    {
        HashSet<string> usable;
        try
        {
            usable = [.. (await _desk.ListAsync(stop)).Where(account => account.SetAside is null).Select(account => account.Code)];
        }
        catch (RedisFailureException)
        {
            // Whoever needs an account says so.
            return;
        }

        foreach (var environment in databases.Environments.Where(databases.Serves))
        {
            var isNews = !_told.TryGetValue(environment, out var told) ? usable.Count > 0 : !usable.IsSubsetOf(told);
            if (!isNews || await ReopenAsync(databases[environment], stop))
            {
                _told[environment] = usable;
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.ReadAccounts().Count == 0 ? Task.CompletedTask : loops.RepeatAsync("accounts", Interval, RunOnceAsync, stoppingToken, atOnce: true, longest: Longest);

    /// <returns>False where the database did not answer: it is asked again.</returns>
    private async Task<bool> ReopenAsync(IDatabaseFunctions database, CancellationToken stop)
    {
        try
        {
            var (all, seen) = (0L, 0L);
            do
            {
                var answer = await database.CallApartAsync<Answer>("workers_accounts_reopen", each => new { Limit = AtOnce, Each = each }, stop);
                all += answer.Reopened;
                seen = answer.Reopened + answer.Refused.Count;
            }
            while (seen == AtOnce);

            if (all > 0)
            {
                LogReopened(database.Environment.Label(), all);
            }

            return true;
        }
        catch (DatabaseException away) when (away.Kind is DatabaseFailure.Unavailable)
        {
            // Whoever claims there says so.
            return false;
        }
        catch (DatabaseException refused)
        {
            LogRefused(database.Environment.Label(), refused.Message);
            return true;
        }
    }

    /// <param name="Refused">Whose update the database refuses; they are counted and told where all such rows are.</param>
    private sealed record Answer(long Reopened, IReadOnlyList<RefusedRow> Refused);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Environment}: {Documents} documents waited for an account of the registry that may be used again, and come forward.")]
    private partial void LogReopened(string environment, long documents);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Environment}: documents that wait for an account were not looked at: {Reason}")]
    private partial void LogRefused(string environment, string reason);
}
