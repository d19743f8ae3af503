using Workers.Redis;

namespace Workers.Registre.Accounts;

/// <summary>What came of asking for a consultation of an account's day.</summary>
internal enum SpendVerdict
{
    Granted,

    /// <summary>The day's budget is used up.</summary>
    Spent,

    /// <summary>The account's turn comes later.</summary>
    Wait,

    /// <summary>Redis does not know what was bought that day.</summary>
    Untold,
}

/// <summary>What came of asking to log in.</summary>
internal enum LoginVerdict
{
    Granted,

    /// <summary>Its last login is too near.</summary>
    Wait,

    /// <summary>The account is not the holder's.</summary>
    NotHeld,
}

/// <summary>Reads what the account scripts answer. Pure.</summary>
/// <exception cref="RedisRefusedException">From every member: the answer is none of theirs.</exception>
internal static class AccountAnswers
{
    /// <summary>Longer than any lease and any pause between two consultations.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    private const int ValuesOfEntry = 7;

    /// <returns>The account; or none, and when the first one is free, negative when all were refused, or when accounts are given again.</returns>
    public static (RegistreAccount? Account, TimeSpan FreeIn, bool IsRecovering) Leased(RedisReply reply, IReadOnlyList<RegistreAccount> offered) => reply.Whole(0) switch
    {
        1 => (offered.FirstOrDefault(account => account.Code == reply.Text(1)) ?? throw reply.Odd("an account that was not offered"), TimeSpan.Zero, false),
        0 => (null, reply.Milliseconds(1, LongestWait), false),
        2 => (null, reply.Milliseconds(1, LongestWait) is { Ticks: >= 0 } wait ? wait : throw reply.Odd("no wait"), true),
        _ => throw reply.Odd("no verdict"),
    };

    public static (bool IsHeld, bool IsWanted) Renewed(RedisReply reply) =>
        reply.Whole(0) is >= 0 and <= 2 and var state ? (state > 0, state == 2) : throw reply.Odd("no state of a lease");

    public static (LoginVerdict Verdict, TimeSpan Wait) LoggedIn(RedisReply reply) => reply.Whole(0) switch
    {
        0 => (LoginVerdict.NotHeld, TimeSpan.Zero),
        1 => (LoginVerdict.Granted, TimeSpan.Zero),
        2 => (LoginVerdict.Wait, reply.Milliseconds(1, LongestWait) is { Ticks: >= 0 } wait ? wait : throw reply.Odd("no wait")),
        _ => throw reply.Odd("no verdict"),
    };

    public static IReadOnlyList<AccountEntry> Listed(RedisReply reply, IReadOnlyList<RegistreAccount> accounts, TimeSpan loginInterval)
    {
        var now = AccountTime.Read(reply.Text(0)) ?? throw reply.Odd("no time");
        return [.. accounts.Select((account, place) => Entry(account, 1 + (place * ValuesOfEntry)))];

        AccountEntry Entry(RegistreAccount account, int at)
        {
            var holder = reply.Text(at) is { Length: > 0 } held ? held.Split('/')[0] : null;
            var loginFrom = AccountTime.Read(reply.Text(at + 4)) + loginInterval;
            return new(
                account.Code,
                holder,
                holder is null ? null : AccountTime.Read(reply.Text(at + 1)),
                AccountTime.Read(reply.Text(at + 2)),
                loginFrom > now ? loginFrom : null,
                AccountRefusal.Read(reply.Text(at + 3), account.Fingerprint),
                reply.Whole(at + 5),
                reply.Whole(at + 6));
        }
    }

    public static (SpendVerdict Verdict, TimeSpan Wait) Spent(RedisReply reply) => reply.Whole(0) switch
    {
        0 => (SpendVerdict.Spent, TimeSpan.Zero),
        1 => (SpendVerdict.Granted, TimeSpan.Zero),
        2 => (SpendVerdict.Wait, reply.Milliseconds(1, LongestWait) is { Ticks: >= 0 } wait ? wait : throw reply.Odd("no wait")),
        3 => (SpendVerdict.Untold, TimeSpan.Zero),
        _ => throw reply.Odd("no verdict"),
    };
}
