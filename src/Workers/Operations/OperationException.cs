using Workers.Database;
using Workers.Database.Migrations;
using Workers.Office;
using Workers.Redis;
using Workers.Steering.Stores;

namespace Workers.Operations;

/// <summary>Why an operation could not be carried out; each skin has its own code for it.</summary>
internal enum OperationFailure
{
    /// <summary>What was given is wrong, or the state it meets does not allow it.</summary>
    Refused,

    /// <summary>What was named is not there.</summary>
    NotFound,

    /// <summary>What was given is none that is ever taken, whatever it meets.</summary>
    Invalid,

    /// <summary>A store that the operation needs did not answer in time.</summary>
    Unavailable,

    /// <summary>A disk has no room for what was given; nothing is wrong with it.</summary>
    Full,

    /// <summary>The configuration, or what a store is set up with, is not what the operation needs.</summary>
    Misconfigured,
}

/// <summary>Ends an operation with one message for whoever asked.</summary>
internal sealed class OperationException(OperationFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <param name="words">The language of the message.</param>
    public OperationException(OperationFailure failure, Remark what, OfficeWords words)
        : this(failure, words.Say(what)) => What = what;

    public OperationFailure Failure { get; } = failure;

    /// <summary>The message for whatever language it is read in; null of one that is English alone.</summary>
    public Remark? What { get; }
}

/// <summary>What it means for an operation that a store failed it: the one rule for all of them (pure).</summary>
internal static class StoreFailures
{
    public static OperationFailure Of(DatabaseException failure) => failure switch
    {
        { Kind: DatabaseFailure.Unavailable } when SchemaCheck.FaultOf(failure) is not SchemaFault.NoSuchDatabase => OperationFailure.Unavailable,
        { Kind: DatabaseFailure.Refused } when SchemaCheck.FaultOf(failure) is not SchemaFault.NoSuchDatabase => OperationFailure.Refused,
        _ => OperationFailure.Misconfigured,
    };

    public static OperationFailure Of(RedisFailureException failure) => failure.NeedsSomebody ? OperationFailure.Misconfigured : OperationFailure.Unavailable;

    /// <param name="verdict">Of a database that cannot be used.</param>
    public static OperationFailure Of(SchemaVerdict verdict) => verdict.Unreachable ? OperationFailure.Unavailable : OperationFailure.Misconfigured;

    /// <param name="failure">By its cause; without a known one nothing came in time.</param>
    public static OperationFailure Of(SteeringStoreException failure) => failure.InnerException switch
    {
        DatabaseException database => Of(database),
        RedisFailureException redis => Of(redis),
        _ => OperationFailure.Unavailable,
    };
}
