namespace Workers.Redis;

/// <summary>Redis gave no usable answer: the call may or may not have been applied, now or later.</summary>
internal sealed class RedisUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Redis refused the call itself: wrong type, script error. Trying again cannot help.</summary>
internal sealed class RedisRefusedException(string message, Exception? inner = null) : Exception(message, inner);
