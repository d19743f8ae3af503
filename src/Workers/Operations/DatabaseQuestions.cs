using Workers.Database;
using Workers.Hosting.Environments;

namespace Workers.Operations;

/// <summary>Calls of a database on somebody's behalf.</summary>
internal static class DatabaseQuestions
{
    /// <summary>Waits for a call; its failure becomes one message that names the environment.</summary>
    /// <exception cref="OperationException">The database did not do it.</exception>
    public static async Task<T> AskAsync<T>(TargetEnvironment environment, Task<T> call)
    {
        try
        {
            return await call;
        }
        catch (DatabaseException fault)
        {
            var failure = fault.Kind switch
            {
                DatabaseFailure.Unavailable => OperationFailure.Unavailable,
                DatabaseFailure.Refused => OperationFailure.Refused,
                _ => OperationFailure.Misconfigured,
            };
            throw new OperationException(failure, $"{environment.Label()}: {fault.Message}", fault);
        }
    }
}
