using Workers.Redis;

namespace Workers.Registre.Accounts;

/// <summary>Reads what the account scripts answer. Pure.</summary>
/// <exception cref="RedisRefusedException">From every member: the answer is none of theirs.</exception>
internal static class AccountAnswers
{
    /// <summary>Longer than any lease and any pause between two consultations.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(1);

    /// <returns>The account; or none, and when the first one is free, negative when all were refused.</returns>
    public static (RegistreAccount? Account, TimeSpan FreeIn) Leased(RedisReply reply, IReadOnlyList<RegistreAccount> offered) => reply.Whole(0) switch
    {
        1 => (offered.FirstOrDefault(account => account.Code == reply.Text(1)) ?? throw reply.Odd("an account that was not offered"), TimeSpan.Zero),
        0 => (null, reply.Milliseconds(1, LongestWait)),
        _ => throw reply.Odd("no verdict"),
    };

    public static (bool IsHeld, bool IsWanted) Renewed(RedisReply reply) =>
        reply.Whole(0) is >= 0 and <= 2 and var state ? (state > 0, state == 2) : throw reply.Odd("no state of a lease");

    /// <returns>Granted, or the wait before it is asked for again; neither when the day's budget is spent.</returns>
    public static (bool IsGranted, TimeSpan? Wait) Spent(RedisReply reply) => reply.Whole(0) switch
    {
        0 => (false, null),
        1 => (true, null),
        2 => (false, reply.Milliseconds(1, LongestWait) is { Ticks: >= 0 } wait ? wait : throw reply.Odd("no wait")),
        _ => throw reply.Odd("no verdict"),
    };
}
