using Workers.Database.PostgRest;
using Workers.Hosting.Environments;

namespace Workers.Database.Migrations;

/// <summary>What a start finds in one environment's database.</summary>
/// <param name="Problem">Why the environment cannot be served; null when it can.</param>
/// <param name="Remedy">The next step, when there is a problem.</param>
/// <param name="Warning">Worth saying though it can be served.</param>
/// <param name="Unreachable">Trying again may help.</param>
/// <param name="OtherFunctions">Said where the database's functions are those of another version; they may not know all that this one asks for.</param>
internal sealed record SchemaVerdict(string? Problem, string? Remedy = null, string? Warning = null, bool Unreachable = false, string? OtherFunctions = null)
{
    public bool IsUsable => Problem is null;
}

/// <summary>Whether a database has our schema and means by its statuses what we mean.</summary>
internal static class SchemaCheck
{
    public static async Task<SchemaVerdict> RunAsync(IDatabaseFunctions database, CancellationToken cancellation)
    {
        try
        {
            var request = new { Functions = MigrationScript.PublicFunctions };
            return Judge(database.Environment, await database.CallAsync<SchemaAnswer>("workers_check", request, cancellation));
        }
        catch (DatabaseException failure)
        {
            return Judge(database.Environment, failure);
        }
    }

    public static SchemaVerdict Judge(TargetEnvironment environment, SchemaAnswer answer)
    {
        if (answer.MissingFunctions.Count > 0 || string.CompareOrdinal(answer.SchemaVersion, MigrationScript.Version) < 0)
        {
            var lacks = answer.MissingFunctions.Count > 0 ? $"lacks {string.Join(", ", answer.MissingFunctions)}" : $"is at {answer.SchemaVersion}, not {MigrationScript.Version}";
            return new($"{environment.Label()}: the database's schema {lacks}.", Migrate(environment));
        }

        if (answer.IdType != "uuid")
        {
            return new($"{environment.Label()}: extraction_queue.id is {answer.IdType}; this program needs uuid.", "Serve this environment with the system that made the table.");
        }

        if (answer.StatusFault is { } fault)
        {
            return new(
                $"{environment.Label()}: extraction_status means something else here: {fault}. Serving it would corrupt it.",
                $"Look at what would change with: workers migrate --env {Word(environment)} --convert-statuses; then do it with --apply.");
        }

        var other = answer.FunctionsChecksum == MigrationScript.FunctionsChecksum ? null
            : $"{environment.Label()}: the functions in the database are not those of this version. {Migrate(environment)}";
        string[] warnings =
        [
            .. other is null ? Array.Empty<string>() : [other],
            .. answer.UnknownKinds is null ? Array.Empty<string>()
                : [$"{environment.Label()}: documents of a kind that this program does not know are left alone: {answer.UnknownKinds}. Correct document_source, or leave them to the program that wrote them."],
        ];
        return new SchemaVerdict(null, Warning: warnings.Length == 0 ? null : string.Join(' ', warnings), OtherFunctions: other);
    }

    private static SchemaVerdict Judge(TargetEnvironment environment, DatabaseException failure) => failure.Kind switch
    {
        DatabaseFailure.SchemaMissing => new($"{environment.Label()}: the database does not have this program's tables and functions.", Migrate(environment)),
        DatabaseFailure.Unauthorized => new(
            $"{environment.Label()}: the database refused the key: {failure.Message}.",
            $"Correct {environment.Label()}_SUPABASE_SERVICE_KEY (the service key, not the anon key) or {environment.Label()}_SUPABASE_DB_URL."),
        DatabaseFailure.Unavailable when failure.Code is PostgRestFailures.NotInSchemaCache => new(
            $"{environment.Label()}: PostgREST does not know this program's functions: {failure.Message}.",
            $"Where the database was migrated a moment ago this passes by itself (or: notify pgrst, 'reload schema'). Where it never was: workers migrate --env {Word(environment)}, or workers migrate --print for Supabase's SQL editor.",
            Unreachable: true),
        DatabaseFailure.Unavailable when failure.Code is PostgRestFailures.NotInForce => new(
            $"{environment.Label()}: PostgREST does not take the key at this time: {failure.Message}.",
            $"Where a clock is ahead this passes by itself. Where the key has expired: set {environment.Label()}_SUPABASE_SERVICE_KEY to one that has not.",
            Unreachable: true),
        DatabaseFailure.Unavailable => new(
            $"{environment.Label()}: the database does not answer: {failure.Message}.",
            failure.RemedyFor(environment) ?? $"Check {environment.Label()}_SUPABASE_URL or {environment.Label()}_SUPABASE_DB_URL and that the project is not paused.",
            Unreachable: true),
        _ => new($"{environment.Label()}: the database refused the check: {failure.Message}.", failure.RemedyFor(environment) ?? Migrate(environment)),
    };

    private static string Migrate(TargetEnvironment environment) =>
        $"Run: workers migrate --env {Word(environment)} (needs {environment.Label()}_SUPABASE_DB_URL); or paste the output of: workers migrate --print, into Supabase's SQL editor.";

    private static string Word(TargetEnvironment environment) => environment.Label().ToLowerInvariant();
}

/// <summary>What <c>workers_check</c> answers.</summary>
internal sealed record SchemaAnswer(
    string? SchemaVersion, string? FunctionsChecksum, IReadOnlyList<string> MissingFunctions, string? StatusFault, string IdType, string? UnknownKinds = null);
