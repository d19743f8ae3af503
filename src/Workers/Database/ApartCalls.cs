namespace Workers.Database;

/// <summary>Calls that move several rows: one that the owner's rules refuse costs no other.</summary>
internal static class ApartCalls
{
    /// <summary>All rows together; where one of them may have been refused, once more with each by itself.</summary>
    /// <param name="requestOf">The request; true: each row by itself.</param>
    /// <exception cref="DatabaseException">No answer, or a refusal that is no single row's.</exception>
    public static async Task<T> CallApartAsync<T>(this IDatabaseFunctions database, string function, Func<bool, object> requestOf, CancellationToken cancellation)
    {
        try
        {
            return await database.CallAsync<T>(function, requestOf(false), cancellation);
        }
        catch (DatabaseException failure) when (failure.MayBeOneRow)
        {
            return await database.CallAsync<T>(function, requestOf(true), cancellation);
        }
    }
}
