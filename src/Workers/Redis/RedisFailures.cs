namespace Workers.Redis;

/// <summary>Redis did not do what it was asked to; <see cref="RedisFaults"/> tells in which way. Nothing else leaves this room.</summary>
internal abstract class RedisFailureException(string message, Exception? inner) : Exception(message, inner);

/// <summary>Why no connection came about, as far as a look at the address shows it.</summary>
internal enum RedisSilence
{
    /// <summary>Nothing listens, or it cannot be told.</summary>
    Away,

    /// <summary>Something takes the connection and says nothing: a server that hangs, or one that is none.</summary>
    Hangs,

    /// <summary>Redis answers, and refuses our user or password.</summary>
    Refuses,
}

/// <summary>Redis gave no usable answer: the call may or may not have been applied, now or later.</summary>
internal sealed class RedisUnavailableException(string message, Exception? inner = null) : RedisFailureException(message, inner)
{
    public RedisSilence Silence { get; init; }
}

/// <summary>
/// Redis refused the call itself, or answered what no script of ours answers: wrong type, script error, a cluster. It stays so until somebody
/// corrects what the message names; a part of a script may have been applied.
/// </summary>
internal sealed class RedisRefusedException(string message, Exception? inner = null) : RedisFailureException(message, inner);
