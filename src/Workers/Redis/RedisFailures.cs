using Workers.Hosting;

namespace Workers.Redis;

/// <summary>Redis did not do what it was asked to; <see cref="RedisFaults"/> tells in which way. Nothing else leaves this room.</summary>
internal abstract class RedisFailureException(string message, Exception? inner) : Exception(message, inner), IToldFailure
{
    /// <summary>It stays so until somebody corrects a setting, a key or the server: asking again does not help.</summary>
    public abstract bool NeedsSomebody { get; }
}

/// <summary>Why nothing was served, as far as the answer or a look at the address shows it.</summary>
internal enum RedisSilence
{
    /// <summary>Nothing listens, or it cannot be told.</summary>
    Away,

    /// <summary>Something takes the connection and says nothing: a server that hangs, or one that is none.</summary>
    Hangs,

    /// <summary>Redis answers, and refuses our user or password.</summary>
    Refuses,

    /// <summary>It is no Redis, or one that speaks TLS where <c>REDIS_URL</c> does not, or the other way round.</summary>
    Foreign,

    /// <summary>Redis has no room for another client.</summary>
    Crowded,

    /// <summary>Redis answers and is out of memory: it takes no writes.</summary>
    OutOfMemory,

    /// <summary>Redis answers and takes no writes for another reason: a replica, or one that cannot write to its disk.</summary>
    TakesNoWrites,
}

/// <summary>Redis gave no usable answer: the call may or may not have been applied, now or later.</summary>
internal sealed class RedisUnavailableException(string message, Exception? inner = null) : RedisFailureException(message, inner)
{
    public RedisSilence Silence { get; init; }

    public override bool NeedsSomebody => Silence is RedisSilence.Refuses or RedisSilence.Foreign;
}

/// <summary>
/// Redis refused the call itself, or answered what no script of ours answers: wrong type, script error, a cluster. It stays so until somebody
/// corrects what the message names; a part of a script may have been applied.
/// </summary>
internal sealed class RedisRefusedException(string message, Exception? inner = null) : RedisFailureException(message, inner)
{
    public override bool NeedsSomebody => true;
}
