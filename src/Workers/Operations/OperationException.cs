namespace Workers.Operations;

/// <summary>Why an operation could not be carried out; each skin has its own code for it.</summary>
internal enum OperationFailure
{
    /// <summary>What was given is wrong, or the state it meets does not allow it.</summary>
    Refused,

    /// <summary>A store that the operation needs did not answer in time.</summary>
    Unavailable,

    /// <summary>The configuration, or what a store is set up with, is not what the operation needs.</summary>
    Misconfigured,
}

/// <summary>Ends an operation with one message for whoever asked.</summary>
internal sealed class OperationException(OperationFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public OperationFailure Failure { get; } = failure;
}
