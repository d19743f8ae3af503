using System.Globalization;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using Workers.Redis;
using Workers.Steering;

namespace Workers.Registre.Accounts;

/// <summary>
/// Who uses which registry account, agreed in Redis: one session an account over all servers, the least recently used
/// first, and none that the registry refused until its password is another.
/// </summary>
internal sealed partial class AccountLeases(
    Steered<RegistreOptions> settings, RedisGateway redis, RedisKeys keys, PaidConsultations paid, TimeProvider time, ILogger<AccountLeases> logger, SteeringBoard? steering = null)
{
    /// <summary>How long a lease outlives a process that was killed.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(12);

    /// <summary>How long somebody waits for the account that it needs: longer than an idle worker keeps one, and than most documents take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>Why a worker waits that may have an account a moment later.</summary>
    public const string Recovering = "Redis may have forgotten who has which registry account; accounts are given again in a moment";

    /// <summary>How long a login is waited for with the account in hand; what takes longer is left to others.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Kept = 5 * AskAgain;
    private static readonly TimeSpan DayKept = TimeSpan.FromDays(2);
    private static readonly RedisScript LeaseScript = Load("lease_account");
    private static readonly RedisScript LoginScript = Load("log_in_account");
    private static readonly RedisScript OpenScript = RedisScript.Load("Registre/Accounts/Lua/open_accounts.lua");
    private static readonly RedisScript RefuseScript = Load("refuse_account");
    private static readonly RedisScript RenewScript = Load("renew_account");
    private static readonly RedisScript SpendScript = Load("spend_account");

    private readonly IReadOnlyList<RegistreAccount> _accounts = settings.Configured.ReadAccounts();

    private RegistreOptions Options => settings.Current;

    private string State => keys.AccountState;

    private string Leases => keys.AccountLeases;

    private string Used => keys.AccountsUsed;

    private string Wanted => keys.AccountsWanted;

    private string Logins => keys.AccountLogins;

    private string Refused => keys.AccountsRefused;

    /// <summary>Gives accounts at once where Redis knows nothing of any; only for the first daemon that ever was, because nobody can have one then.</summary>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public Task OpenAsync(CancellationToken cancellation)
    {
        // What was bought today or yesterday tells of a daemon that Redis has forgotten otherwise.
        var days = new[] { time.GetUtcNow(), time.GetUtcNow().AddDays(-1) }.Select(Name);
        return redis.EvaluateAsync(OpenScript, [State, Leases, Used, Wanted, Refused, Logins, .. days.SelectMany(day => _accounts.Select(account => keys.AccountSpent(account.Code, day)))], [], cancellation);
    }

    /// <summary>
    /// Takes an account. A certain one that is in use is waited for, as long as <see cref="Patience"/>: its holder gives it up after
    /// the document that it has, and nobody else gets it meanwhile.
    /// </summary>
    /// <param name="only">A certain account, when what it bought is looked for; null for any.</param>
    /// <param name="evenSetAside">An operator wants to see what the site says of one that was set aside.</param>
    /// <exception cref="RegistreFailure">No account is free, or none can be used.</exception>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<AccountLease> AcquireAsync(string holder, string? only, CancellationToken cancellation, bool evenSetAside = false)
    {
        var offered = Offered(only);
        var (since, isTold) = (time.GetTimestamp(), false);
        while (true)
        {
            var sent = time.GetTimestamp();
            var (account, freeIn, isRecovering) = await LeaseAsync(holder, offered, new(only is not null, evenSetAside), cancellation);
            if (account is not null)
            {
                return new(this, holder, account, sent, time, logger);
            }

            if (isRecovering)
            {
                await Task.Delay(freeIn, time, cancellation);
                continue;
            }

            if (only is null || freeIn < TimeSpan.Zero || time.GetElapsedTime(since) >= Patience)
            {
                throw NoneOf(offered, freeIn);
            }

            if (!isTold)
            {
                LogWaits(logger, holder, only);
                isTold = true;
            }

            await Task.Delay(AskAgain, time, cancellation);
        }
    }

    /// <summary>Takes any account; where each is in use, one is waited for as by who needs just that one.</summary>
    /// <exception cref="RegistreFailure">None came free in time, or none can be used.</exception>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<AccountLease> AcquireAnyAsync(string holder, CancellationToken cancellation)
    {
        try
        {
            return await AcquireAsync(holder, null, cancellation);
        }
        catch (RegistreFailure busy) when (busy.Fault is RegistreFault.NoAccount)
        {
            foreach (var account in Offered(null))
            {
                var (_, freeIn, _) = await LeaseAsync(holder, [account], new(OnlyLooks: true), cancellation);
                if (freeIn >= TimeSpan.Zero)
                {
                    return await AcquireAsync(holder, account.Code, cancellation);
                }
            }

            throw;
        }
    }

    /// <summary>Looks whether an account could be taken at this moment; takes none.</summary>
    /// <returns>Null when one could; else why not.</returns>
    /// <exception cref="RegistreFailure">None is configured.</exception>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<string?> FindObstacleAsync(string holder, CancellationToken cancellation)
    {
        var offered = Offered(null);
        var (account, freeIn, isRecovering) = await LeaseAsync(holder, offered, new(OnlyLooks: true), cancellation);
        return account is not null ? null
            : isRecovering ? Recovering
            : NoneOf(offered, freeIn).Message;
    }

    /// <returns>Whether the lease is still the holder's, and whether somebody needs just this account.</returns>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task<(bool IsHeld, bool IsWanted)> RenewAsync(string holder, string code, CancellationToken cancellation)
    {
        var answer = await EvaluateAsync(RenewScript, [State, Leases, Wanted], [(long)Lease.TotalMilliseconds, holder, code, 1], cancellation);
        return AccountAnswers.Renewed(answer);
    }

    /// <exception cref="RedisFailureException">No answer, or a refusal; the lease ends by itself.</exception>
    public Task ReleaseAsync(string holder, string code, CancellationToken cancellation) =>
        redis.EvaluateAsync(RenewScript, [State, Leases, Wanted], [(long)Lease.TotalMilliseconds, holder, code, 0], cancellation);

    /// <summary>
    /// To be asked just before code and password are sent: no account logs in twice within REGISTRE_LOGIN_INTERVAL_SECONDS,
    /// whatever came of the first time and whoever asks. A short rest of the interval is waited for.
    /// </summary>
    /// <exception cref="RegistreFailure">The account may not log in soon, or is not the holder's any more: another one, or later.</exception>
    /// <exception cref="RedisFailureException">No answer, or a refusal.</exception>
    public async Task WaitToLogInAsync(string holder, RegistreAccount account, CancellationToken cancellation)
    {
        while (true)
        {
            RedisValue[] arguments = [(long)Lease.TotalMilliseconds, holder, account.Code, (long)Options.LoginInterval.TotalMilliseconds, Name(time.GetUtcNow())];
            var (verdict, wait) = AccountAnswers.LoggedIn(await EvaluateAsync(LoginScript, [State, Leases, Logins], arguments, cancellation));
            switch (verdict)
            {
                case LoginVerdict.Granted:
                    return;
                case LoginVerdict.Wait when wait <= Soon:
                    await Task.Delay(wait, time, cancellation);
                    break;
                case LoginVerdict.Wait:
                    throw new RegistreFailure(RegistreFault.LoginTooSoon, "login", $"account {account.Code} has logged in just now (REGISTRE_LOGIN_INTERVAL_SECONDS)") { RetryAfter = wait };
                default:
                    throw new RegistreFailure(RegistreFault.LoginTooSoon, "login", $"account {account.Code} is not this worker's any more");
            }
        }
    }

    /// <summary>Remembers that the registry refused this password: nobody tries it again until it is another.</summary>
    public async Task RefuseAsync(RegistreAccount account, string said, CancellationToken cancellation)
    {
        var words = account.Blank(said);
        LogRefused(logger, account.Code, words);
        await EvaluateAsync(RefuseScript, [State, Refused], [(long)Lease.TotalMilliseconds, account.Code, account.Fingerprint, words], cancellation);
    }

    /// <summary>Counts a consultation against the account's day and waits for its turn.</summary>
    /// <exception cref="RegistreFailure">The day's budget is spent.</exception>
    public async Task SpendAsync(RegistreAccount account, Guid consultation, CancellationToken cancellation)
    {
        var today = new DateTimeOffset(time.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);
        RedisValue[] known = [];
        while (true)
        {
            RedisValue[] arguments =
            [
                (long)Lease.TotalMilliseconds, consultation.ToString(), account.Code, Options.DailyBudget, (long)Options.MinDelay.TotalMilliseconds,
                (long)DayKept.TotalSeconds, Name(today), .. known,
            ];
            var (verdict, wait) = AccountAnswers.Spent(await EvaluateAsync(SpendScript, [State, keys.AccountSpent(account.Code, Name(today)), Used], arguments, cancellation));
            switch (verdict)
            {
                case SpendVerdict.Granted:
                    return;
                case SpendVerdict.Untold:
                    var bought = await paid.ReadAsync(account.Code, today, cancellation);
                    known = [bought.IsWhole ? 1 : 0, .. bought.Consultations.Select(id => (RedisValue)id.ToString())];
                    break;
                case SpendVerdict.Spent:
                    throw new RegistreFailure(
                        RegistreFault.DailyCap, "account", $"account {account.Code} has used its {Options.DailyBudget} consultations of today (REGISTRE_DAILY_BUDGET)")
                        { RetryAfter = TimeSpan.FromMinutes(30) };
                default:
                    await Task.Delay(wait, time, cancellation);
                    break;
            }
        }
    }

    /// <summary>Gives a consultation back that was not billed.</summary>
    public Task UnspendAsync(RegistreAccount account, Guid consultation, CancellationToken cancellation) =>
        redis.ExecuteAsync("SREM", [(RedisKey)keys.AccountSpent(account.Code, Name(time.GetUtcNow())), consultation.ToString()], cancellation);

    /// <returns>Why an operator lets an account be used for nothing; null where it may be.</returns>
    public string? FindPause(string code) => steering?.State.FindAccount(code);

    private List<RegistreAccount> Offered(string? only)
    {
        var known = Known(only);
        return known.FindAll(account => FindPause(account.Code) is null) is { Count: > 0 } offered
            ? offered
            : throw new RegistreFailure(RegistreFault.NoAccount, "account", $"no registry account may be used: {string.Join("; ", known.Select(account => FindPause(account.Code)))}");
    }

    private List<RegistreAccount> Known(string? only) => _accounts.Where(account => only is null || account.Code == only).ToList() is { Count: > 0 } known ? known
        : throw (only is null
            ? new RegistreFailure(RegistreFault.NoAccount, "account", "no registry account is configured; set REGISTRE_ACCOUNTS") { RetryAfter = TimeSpan.FromMinutes(5) }
            : new RegistreFailure(RegistreFault.AccountUnknown, "account", $"account {only}, which paid for the document, is not configured any more"));

    /// <param name="freeIn">Negative when all were refused.</param>
    private static RegistreFailure NoneOf(IReadOnlyList<RegistreAccount> offered, TimeSpan freeIn) => freeIn < TimeSpan.Zero
        ? new(RegistreFault.NoAccount, "account", $"the registry refused {string.Join(", ", offered)}; 'accounts list' tells why. Correct the password in REGISTRE_ACCOUNTS, or end it with 'accounts release' where it was locked and is no longer")
            { RetryAfter = TimeSpan.FromMinutes(5), WaitsForAccount = true }
        : new(RegistreFault.NoAccount, "account", $"no registry account is free: each is in use ({string.Join(", ", offered)}) or has logged in just now (REGISTRE_LOGIN_INTERVAL_SECONDS)")
            { RetryAfter = freeIn };

    /// <returns>The account; or none, and when the first one is free, negative when all were refused, or when accounts are given again.</returns>
    private async Task<(RegistreAccount? Account, TimeSpan FreeIn, bool IsRecovering)> LeaseAsync(
        string holder, IReadOnlyList<RegistreAccount> offered, Wish wish, CancellationToken cancellation)
    {
        RedisValue[] arguments =
        [
            (long)Lease.TotalMilliseconds, holder, wish.IsCertain ? (long)Kept.TotalMilliseconds : 0,
            (long)Options.LoginInterval.TotalMilliseconds, (long)Soon.TotalMilliseconds, wish.OnlyLooks ? 1 : 0,
            .. offered.SelectMany(account => new RedisValue[] { account.Code, wish.EvenSetAside ? "any" : account.Fingerprint }),
        ];
        return AccountAnswers.Leased(await EvaluateAsync(LeaseScript, [State, Leases, Used, Refused, Wanted, Logins], arguments, cancellation), offered);
    }

    /// <param name="IsCertain">No other account will do: it is kept for who asks.</param>
    /// <param name="EvenSetAside">Also one that the registry refused.</param>
    private readonly record struct Wish(bool IsCertain = false, bool EvenSetAside = false, bool OnlyLooks = false);

    private async Task<RedisReply> EvaluateAsync(RedisScript script, IReadOnlyList<string> on, IReadOnlyList<RedisValue> arguments, CancellationToken cancellation) =>
        RedisReply.Of(script.Name, await redis.EvaluateAsync(script, on, arguments, cancellation));

    private static RedisScript Load(string name) => RedisScript.Load("Registre/Accounts/Lua/accounts.lua", $"Registre/Accounts/Lua/{name}.lua");

    private static string Name(DateTimeOffset day) => day.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Holder} waits for account {Account}, which it needs and somebody uses.")]
    private static partial void LogWaits(ILogger logger, string holder, string account);

    [LoggerMessage(Level = LogLevel.Error, Message = "The registry refused account {Account}: {Said}. It is not tried again until its password in REGISTRE_ACCOUNTS is another, or 'accounts release {Account}' says so.")]
    private static partial void LogRefused(ILogger logger, string account, string said);
}
