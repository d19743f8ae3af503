using System.Globalization;
using Workers.Hosting.Network;

namespace Workers.Database.PostgRest;

/// <summary>What a redirect of a project's address says about the address (pure). None is followed: the key would go with it.</summary>
internal static class PostgRestRedirect
{
    /// <param name="project">What was asked.</param>
    /// <param name="location">Where it leads; of this only scheme and host are shown.</param>
    /// <param name="status">HTTP's.</param>
    public static ConnectionFault Explain(Uri project, Uri location, int status)
    {
        var target = location.IsAbsoluteUri ? location : new Uri(project, location);
        var (asked, shown) = (SupabaseHttp.Origin(project), SupabaseHttp.Origin(target));
        var said = string.Create(CultureInfo.InvariantCulture, $"{asked} redirects to {(asked == shown ? "another page of its own" : shown)} ({status}), which was not followed");
        return new(said, asked == shown
            ? "Not Supabase's API answers at *_SUPABASE_URL but a page, such as a login: set it to scheme and host of the project."
            : string.Equals(project.Host, target.Host, StringComparison.OrdinalIgnoreCase)
                ? $"Set *_SUPABASE_URL={shown}."
                : $"Set *_SUPABASE_URL to the project's own address; to {shown} only where that is yours.");
    }
}
