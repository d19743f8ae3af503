using Workers.Hosting;

namespace Workers.Database;

/// <summary>How an environment's database is set up, as <c>workers_doctor</c> answers it.</summary>
/// <param name="Now">Its clock.</param>
/// <param name="StatementTimeoutMs">0: none.</param>
/// <param name="Connections">That are open now, as far as they are shown.</param>
/// <param name="Columns">Of extraction_queue.</param>
/// <param name="Tables">What the web may do with tables and must not.</param>
/// <param name="Functions">What the web may call and must not.</param>
internal sealed record DatabaseTraits(
    DateTimeOffset Now, string ServerVersion, long StatementTimeoutMs, int MaxConnections, int Connections,
    IReadOnlyList<ColumnTrait> Columns, IReadOnlyList<OpenTable> Tables, IReadOnlyList<OpenFunction> Functions)
{
    /// <summary>Tables and views that nobody from the web may use: those that every <c>migrate</c> closes.</summary>
    public static IReadOnlyList<string> Closed { get; } = ClosedBy(EmbeddedText.Read("Database/Frame/Closing.sql"));

    /// <summary>The types of extraction_queue's columns that the functions count on; any other column is the owner's.</summary>
    public static IReadOnlyDictionary<string, string> Expected { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["id"] = "uuid",
        ["status_id"] = "integer",
        ["claim_token"] = "bigint",
        ["claim_request_id"] = "uuid",
        ["lease_expires_at"] = "timestamp with time zone",
        ["available_at"] = "timestamp with time zone",
        ["processing_started_at"] = "timestamp with time zone",
        ["created_at"] = "timestamp with time zone",
        ["updated_at"] = "timestamp with time zone",
        ["priority"] = "integer",
        ["progress"] = "integer",
        ["lost_leases"] = "integer",
        ["hand_backs"] = "integer",
        ["needs_review"] = "boolean",
        ["content_bytes"] = "bigint",
        ["page_count"] = "integer",
        ["structured_content"] = "jsonb",
    };

    /// <param name="closing">Its longest list of names.</param>
    private static IReadOnlyList<string> ClosedBy(string closing) =>
        [.. closing.Split("'{").Skip(1).Select(part => part.Split("}'")[0].Split(',')).MaxBy(names => names.Length) ?? []];

    /// <exception cref="DatabaseException">No answer.</exception>
    public static Task<DatabaseTraits> ReadAsync(IDatabaseFunctions database, CancellationToken cancellation) =>
        database.CallAsync<DatabaseTraits>("workers_doctor", new { Tables = Closed }, cancellation);
}

internal sealed record ColumnTrait(string Name, string Type);

/// <param name="Role">public, anon or authenticated.</param>
internal sealed record OpenTable(string Name, string Role, string Privileges);

internal sealed record OpenFunction(string Name, string Role);
