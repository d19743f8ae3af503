using System.Text.RegularExpressions;
using Workers.Hosting.Settings;

namespace Workers.Database.Environments;

/// <summary>
/// Reads <c>*_SUPABASE_URL</c> (pure): scheme and host of the project, nothing else. Every other address of a project that people copy by
/// mistake is refused with the right value, because the key goes to whatever stands here.
/// </summary>
internal static partial class SupabaseAddress
{
    private const string Allowed = "scheme and host of the project, such as https://your-project.supabase.co; http:// only for this machine itself";
    private const string Ours = "<project>.supabase.co";

    public static SettingReading Read(string text)
    {
        if (ShownAddress.LooksLikeKey(text))
        {
            return Refuse("That is a key: it belongs in *_SUPABASE_SERVICE_KEY. Put the project's address here.");
        }

        if (!text.Contains("://", StringComparison.Ordinal))
        {
            return Refuse(BareProject().IsMatch(text) ? $"Set *_SUPABASE_URL=https://{text}.supabase.co."
                : Uri.TryCreate("https://" + text, UriKind.Absolute, out var bare) && bare.UserInfo.Length == 0 && bare.Host.Contains('.', StringComparison.Ordinal)
                    ? $"The scheme is missing: set *_SUPABASE_URL={Origin(bare)}."
                    : "Copy the project's address from its settings.");
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) ? Read(url) : Refuse(
            text.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) ? DatabaseUrl(Ours) : "Copy the project's address from its settings.");
    }

    private static SettingReading Read(Uri url) => url switch
    {
        { Scheme: "postgresql" or "postgres" } => Refuse(DatabaseUrl(Direct(url) ?? Ours)),
        { Scheme: not ("https" or "http") } or { Host.Length: 0 } => Refuse("Copy the project's address from its settings."),
        { UserInfo.Length: > 0 } => Refuse($"It holds a user or a password; the key belongs in *_SUPABASE_SERVICE_KEY alone. Set *_SUPABASE_URL={Origin(url)}."),
        _ when Dashboard().IsMatch(url.Host) => Refuse(
            $"That is the dashboard's address, not the project's. Set *_SUPABASE_URL=https://{(ProjectOfDashboard().Match(url.AbsolutePath) is { Success: true } match ? match.Groups["project"].Value : "<project>")}.supabase.co."),
        _ when Direct(url) is { } project => Refuse($"That is the database's host, not the project's. Set *_SUPABASE_URL=https://{project}."),
        _ when Pooler().IsMatch(url.Host) => Refuse($"That is the database pooler's host, not the project's. Set *_SUPABASE_URL=https://{Ours}."),
        _ when url.AbsolutePath.Trim('/').Length > 0 => Refuse($"It has a path; this program adds /rest/v1 and /storage/v1 itself. Set *_SUPABASE_URL={Origin(url)}."),
        _ when url.Query.Length > 0 || url.Fragment.Length > 0 => Refuse($"It has something behind the host. Set *_SUPABASE_URL={Origin(url)}."),
        { Scheme: "http", IsLoopback: false } => Refuse($"Over http:// the key could be read on its way. Set *_SUPABASE_URL={Origin(url)}, or reach the server by a tunnel that ends on this machine."),
        _ => new(new Uri(Origin(url)), Allowed, ""),
    };

    private static SettingReading Refuse(string remedy) => new(null, Allowed, remedy);

    private static string DatabaseUrl(string project) => $"That is a database's address: it belongs in *_SUPABASE_DB_URL. Set *_SUPABASE_URL=https://{project}, or leave it out.";

    private static string Origin(Uri url) => $"{(url is { Scheme: "http", IsLoopback: true } ? "http" : "https")}://{url.Authority}";

    /// <summary>The project's host where the URL names its database's host.</summary>
    private static string? Direct(Uri url) => DirectHost().Match(url.Host) is { Success: true } match ? $"{match.Groups["project"].Value}.supabase.co" : null;

    [GeneratedRegex("^[a-z]{20}$", RegexOptions.NonBacktracking)]
    private static partial Regex BareProject();

    [GeneratedRegex(@"^(?:www\.|app\.)?supabase\.(?:com|io)$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Dashboard();

    [GeneratedRegex("/project/(?<project>[A-Za-z0-9-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex ProjectOfDashboard();

    [GeneratedRegex(@"^db\.(?<project>[a-z0-9-]+)\.supabase\.co$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex DirectHost();

    [GeneratedRegex(@"\.pooler\.supabase\.com$", RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Pooler();
}
