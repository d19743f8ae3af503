using Workers.Database.PostgRest;
using Workers.Database.Postgres;
using Workers.Hosting;
using Workers.Hosting.Environments;

namespace Workers.Database.Migrations;

/// <summary>What kind of thing is wrong with an environment's database.</summary>
internal enum SchemaFault
{
    /// <summary>No answer, or one that says "later".</summary>
    Away,

    /// <summary>The server answers and has no database of that name.</summary>
    NoSuchDatabase,

    /// <summary>The key or password was refused.</summary>
    KeyRefused,

    /// <summary>Whoever asks is let in, and may not call our functions.</summary>
    NoRights,

    /// <summary>Our tables or functions are missing or older than this program.</summary>
    NotMigrated,

    /// <summary>They are those of a newer program, which does not serve this one.</summary>
    Newer,

    /// <summary>Its statuses, or its ids, are not what this program means by them.</summary>
    OtherMeaning,

    /// <summary>It answered something else than an answer.</summary>
    Refused,
}

/// <summary>What a start finds in one environment's database.</summary>
/// <param name="Problem">Why the environment cannot be served; null when it can.</param>
/// <param name="Remedy">The next step, when there is a problem.</param>
/// <param name="Warning">Worth saying though it can be served.</param>
/// <param name="Unreachable">Trying again may help.</param>
/// <param name="OtherFunctions">Said where the database's functions are others than this program's and no newer ones; they may not know all that this one asks for.</param>
/// <param name="Fault">The problem's kind; null when there is none.</param>
internal sealed record SchemaVerdict(
    string? Problem, string? Remedy = null, string? Warning = null, bool Unreachable = false, string? OtherFunctions = null, SchemaFault? Fault = null)
{
    public bool IsUsable => Problem is null;
}

/// <summary>Whether a database has our schema and means by its statuses what we mean.</summary>
internal static class SchemaCheck
{
    /// <summary>Said of a database that has nothing of ours: it may be another one, in which nothing of ours belongs.</summary>
    public const string OtherDatabase = "it is not the one that is meant";

    public static async Task<SchemaVerdict> RunAsync(IDatabaseFunctions database, CancellationToken cancellation)
    {
        try
        {
            var request = new { Functions = MigrationScript.PublicFunctions, Program = ProgramVersion.Text };
            return Judge(database.Environment, await database.CallAsync<SchemaAnswer>("workers_check", request, cancellation), database.Place);
        }
        catch (DatabaseException failure)
        {
            return Judge(database.Environment, failure, database.Place);
        }
    }

    /// <param name="place">As <see cref="IDatabaseFunctions.Place"/> has it.</param>
    public static SchemaVerdict Judge(TargetEnvironment environment, SchemaAnswer answer, string place = "database")
    {
        var installed = ProgramVersion.Parse(answer.Program);
        if (ProgramVersion.Parse(answer.ServesFrom) is { } oldest && ProgramVersion.Current < oldest)
        {
            return new(
                $"{environment.Label()}: the database's schema ({answer.SchemaVersion}) is that of Workers {answer.Program}, which serves programs from {answer.ServesFrom} on; this is Workers {ProgramVersion.Text}.",
                $"Start Workers {answer.Program} or newer. Do not run migrate with this program.",
                Fault: SchemaFault.Newer);
        }

        if (answer.MissingFunctions.Count > 0 || string.CompareOrdinal(answer.SchemaVersion, MigrationScript.Version) < 0)
        {
            var lacks = answer.MissingFunctions.Count > 0 ? $"lacks {string.Join(", ", answer.MissingFunctions)}" : $"is at {answer.SchemaVersion}, not {MigrationScript.Version}";
            return new($"{environment.Label()}: the schema of the {place} {lacks}.", Migrate(environment), Fault: SchemaFault.NotMigrated);
        }

        var isOther = answer.FunctionsChecksum != MigrationScript.FunctionsChecksum;
        if (isOther && installed < ProgramVersion.Current)
        {
            return new(
                $"{environment.Label()}: the database's functions are those of Workers {answer.Program}; this is Workers {ProgramVersion.Text}, which asks for more.",
                Migrate(environment), Fault: SchemaFault.NotMigrated);
        }

        if (answer.IdType != "uuid")
        {
            return new($"{environment.Label()}: extraction_queue.id is {answer.IdType}; this program needs uuid.", "Serve this environment with the system that made the table.", Fault: SchemaFault.OtherMeaning);
        }

        if (answer.StatusFault is { } fault)
        {
            return new(
                $"{environment.Label()}: extraction_status means something else here: {fault}. Serving it would corrupt it.",
                $"Look at what would change with: workers migrate --env {Word(environment)} --convert-statuses; then do it with --apply.",
                Fault: SchemaFault.OtherMeaning);
        }

        var isNewer = isOther && installed > ProgramVersion.Current;
        var other = isOther && !isNewer ? $"{environment.Label()}: the functions in the database are not those of this version. {Migrate(environment)}" : null;
        string[] warnings =
        [
            .. other is null ? Array.Empty<string>() : [other],
            .. !isNewer ? Array.Empty<string>()
                : [$"{environment.Label()}: the database's schema ({answer.SchemaVersion}) is that of Workers {answer.Program}, which serves this older program (Workers {ProgramVersion.Text}) too. Upgrade it when you can, and run migrate with the newer one only."],
            .. answer.UnknownKinds is null ? Array.Empty<string>()
                : [$"{environment.Label()}: documents of a kind that this program does not know are left alone: {answer.UnknownKinds}. Correct document_source, or leave them to the program that wrote them."],
        ];
        return new SchemaVerdict(null, Warning: warnings.Length == 0 ? null : string.Join(' ', warnings), OtherFunctions: other);
    }

    /// <summary>What a call that failed says of the database.</summary>
    public static SchemaFault FaultOf(DatabaseException failure) => failure.Kind switch
    {
        DatabaseFailure.SchemaMissing => SchemaFault.NotMigrated,
        DatabaseFailure.SchemaNewer => SchemaFault.Newer,
        DatabaseFailure.Unauthorized when failure.Code is PostgresFailures.NoRights && failure.Remedy is not null => SchemaFault.NoRights,
        DatabaseFailure.Unauthorized => SchemaFault.KeyRefused,
        DatabaseFailure.Unavailable when failure.Code is PostgRestFailures.NotInSchemaCache => SchemaFault.NotMigrated,
        DatabaseFailure.Unavailable when failure.Code is PostgRestFailures.NotInForce => SchemaFault.KeyRefused,
        DatabaseFailure.Unavailable when failure.Code is PostgRestFailures.NoSupabase => SchemaFault.NoSuchDatabase,
        DatabaseFailure.Unavailable => SchemaFault.Away,
        _ => failure.Code is "3D000" ? SchemaFault.NoSuchDatabase : SchemaFault.Refused,
    };

    /// <summary>Why a call failed, and the next step where one is known.</summary>
    public static string Describe(TargetEnvironment environment, DatabaseException failure)
    {
        var remedy = failure.RemedyFor(environment) ?? (FaultOf(failure) is SchemaFault.NotMigrated or SchemaFault.KeyRefused ? Said(environment, failure, "database").Remedy : null);
        return $"{failure.Message}{(remedy is null ? "" : $". {remedy}")}";
    }

    private static SchemaVerdict Judge(TargetEnvironment environment, DatabaseException failure, string place) => Said(environment, failure, place) with { Fault = FaultOf(failure) };

    private static SchemaVerdict Said(TargetEnvironment environment, DatabaseException failure, string place) => failure.Kind switch
    {
        DatabaseFailure.SchemaMissing => new($"{environment.Label()}: the {place} does not have this program's tables and functions: it was never migrated, or {OtherDatabase}.",
            $"Look first whether {environment.Label()}_SUPABASE_URL or {environment.Label()}_SUPABASE_DB_URL names the one that is meant, and migrate only that one. {Migrate(environment)}"),
        DatabaseFailure.Unauthorized when failure.Code is PostgresFailures.NoRights && failure.Remedy is not null => new(
            $"{environment.Label()}: in the {place} {failure.Message}.", failure.RemedyFor(environment)),
        DatabaseFailure.Unauthorized => new(
            $"{environment.Label()}: the database refused the key: {failure.Message}.",
            failure.RemedyFor(environment) ?? $"Correct {environment.Label()}_SUPABASE_SERVICE_KEY (the service key, not the anon key)."),
        DatabaseFailure.Unavailable when failure.Code is PostgRestFailures.NotInSchemaCache => new(
            $"{environment.Label()}: PostgREST does not know this program's functions: {failure.Message}.",
            $"Where the database was migrated a moment ago this passes by itself (or: notify pgrst, 'reload schema'). Where it never was: workers migrate --env {Word(environment)}, or workers migrate --print for Supabase's SQL editor.",
            Unreachable: true),
        DatabaseFailure.Unavailable when failure.Code is PostgRestFailures.NotInForce => new(
            $"{environment.Label()}: PostgREST does not take the key at this time: {failure.Message}.",
            $"Where a clock is ahead this passes by itself. Where the key has expired: set {environment.Label()}_SUPABASE_SERVICE_KEY to one that has not.",
            Unreachable: true),
        DatabaseFailure.Unavailable when failure.Code is PostgRestFailures.NoSupabase => new($"{environment.Label()}: {failure.Message}.", failure.RemedyFor(environment)),
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
    string? SchemaVersion, string? FunctionsChecksum, IReadOnlyList<string> MissingFunctions, string? StatusFault, string IdType, string? UnknownKinds = null,
    string? Program = null, string? ServesFrom = null);
