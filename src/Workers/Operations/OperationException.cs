namespace Workers.Operations;

/// <summary>Why an operation was not done; each face says it in its own way, as an exit code for instance.</summary>
internal enum OperationFailure
{
    /// <summary>Several environments are configured and none was named.</summary>
    EnvironmentNotNamed,

    /// <summary>What was asked cannot be done with what is there.</summary>
    Refused,

    /// <summary>Something that the operation needs did not answer in time.</summary>
    Unavailable,

    /// <summary>The configuration, or the schema of a database, is not what the operation needs.</summary>
    Misconfigured,
}

/// <summary>An operation that was not done, with one message for whoever asked.</summary>
internal sealed class OperationException(OperationFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public OperationFailure Failure { get; } = failure;
}
