using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>What it means that the site shows another page than the one that is needed. Pure.</summary>
internal static class SitePage
{
    /// <param name="wanted">The page that is needed, in words.</param>
    public static RegistreFailure Unexpected(RecognisedPage page, string step, string wanted) => page switch
    {
        { IsOutside: true } => new(RegistreFault.SessionExpired, step, page.Message ?? "the registry asked to log in again"),
        { Kind: PageKind.Closed } or { Answer: SiteAnswer.Maintenance } => new(RegistreFault.SiteClosed, step, $"the registry is closed: {page.Words}"),
        { Answer: SiteAnswer.DailyCap } => new(RegistreFault.DailyCap, step, page.Words),
        { Kind: PageKind.Unknown } => new(RegistreFault.SiteChanged, step, $"the registry showed an unknown page instead of {wanted}: {page.Words}") { IsUnknownPage = true },
        _ => new(RegistreFault.SiteChanged, step, $"the registry showed its page '{page.Kind}' instead of {wanted}: {page.Words}") { IsUnknownPage = true },
    };
}
