using System.Net;
using Workers.Database.Postgres;
using Workers.Hosting.Http;

namespace Workers.Database.PostgRest;

/// <summary>
/// What a refusal over HTTP means (pure). PostgREST answers <c>{code, message, details, hint}</c>, its code a SQLSTATE or PGRSTnnn
/// (docs.postgrest.org, Errors). Who stands before it (a gateway, a proxy, a page of maintenance) answers anything: only an answer that
/// names its code, or refuses the key, is a refusal; everything else is somebody who could not ask the database for us.
/// </summary>
internal static class PostgRestFailures
{
    /// <summary>PostgREST has not read the schema again since the function was made, or the function was never made.</summary>
    public const string NotInSchemaCache = "PGRST202";

    /// <summary>The times in the token are not those of its clock: signed by a clock ahead of it, or expired.</summary>
    public const string NotInForce = "PGRST303";

    /// <summary>Said by us of one who answers and knows nothing of PostgREST: it stays so until the address is corrected, or who stands before the project lets us through.</summary>
    public const string NoSupabase = "NO_SUPABASE";

    private const string Closed = "The project is paused or restricted: look at its state, usage and billing on its page at Supabase.";

    /// <param name="project">What was asked.</param>
    /// <param name="status">HTTP's.</param>
    /// <param name="location">Where a redirect leads.</param>
    /// <param name="body">What came.</param>
    public static DatabaseException Translate(Uri project, HttpStatusCode status, Uri? location, ForeignBody body)
    {
        var (code, message) = (body.Text("code"), body.Text("message") ?? body.Text("msg") ?? body.Text("error"));
        var said = message is null ? body.Shown : ForeignBody.Show(message);
        var shown = $"{(said.Length == 0 ? "no text" : said)} ({(int)status}{(code is null ? "" : $", {ForeignBody.Show(code)}")})";
        var hint = ForeignBody.Show(body.Text("hint") ?? "").TrimEnd('.');
        if (status is HttpStatusCode.NotFound && code is null && body.Object is null)
        {
            return new(DatabaseFailure.Unavailable, $"what answers at {project.GetLeftPart(UriPartial.Authority)} is a web server and no Supabase: {shown}", code: NoSupabase) { Remedy = "Correct *_SUPABASE_URL to the address on the project's API settings." };
        }

        var redirect = (int)status is >= 300 and < 400 && location is not null ? PostgRestRedirect.Explain(project, location, (int)status) : null;
        return new DatabaseException(KindOf((int)status, code, body.Object is not null), redirect?.Said ?? (hint.Length > 0 ? $"{shown}: {hint}" : shown), code: code)
        {
            Remedy = redirect?.Remedy ?? ((int)status is 402 or 540 ? Closed : null),
        };
    }

    /// <param name="status">HTTP's.</param>
    /// <param name="code">The body's, where it is a text.</param>
    /// <param name="isJson">Whether the body is a JSON object, as everything is that Supabase's own gateway and PostgREST answer.</param>
    public static DatabaseFailure KindOf(int status, string? code, bool isJson) => (status, code) switch
    {
        // Passing: the schema cache, a token from a clock ahead of ours, PostgREST without its database.
        (_, NotInSchemaCache or NotInForce or "PGRST205" or "PGRST000" or "PGRST001" or "PGRST002" or "PGRST003") => DatabaseFailure.Unavailable,
        (_, "PGRST301" or "PGRST302") => DatabaseFailure.Unauthorized,
        (_, "PGRST203") => DatabaseFailure.SchemaMissing,
        // Also where the role that a token names does not exist, or who is not signed in may not call it.
        (401, _) => DatabaseFailure.Unauthorized,
        (_, { Length: 5 } state) when state.All(char.IsAsciiLetterOrDigit) => PostgresFailures.KindOf(state),
        (403, _) when isJson => DatabaseFailure.Unauthorized,
        (413, _) => DatabaseFailure.Refused,
        (400 or 406 or 409 or 415 or 422, { } own) when own.StartsWith("PGRST", StringComparison.Ordinal) => DatabaseFailure.Refused,
        // 404 (NotFound) without a code, 429, 5xx, a redirect, a page: whoever answered could not ask the database.
        _ => DatabaseFailure.Unavailable,
    };
}
