using Workers.Jobs.Outcomes;
using Workers.Registre.Recognition;
using Workers.Registre.Site;

namespace Workers.Registre.Purchases;

/// <summary>What the page that answers a request that may bill means for the purchase. Pure.</summary>
internal abstract record SiteReply
{
    private const string Step = "submit";

    private SiteReply()
    {
    }

    /// <summary>The viewer: the document is billed and opens.</summary>
    internal sealed record Document : SiteReply;

    /// <summary>Nothing is billed before <i>Confirmer</i>.</summary>
    internal sealed record Confirmation(RecognisedPage Page) : SiteReply;

    /// <summary>Nothing is billed before one of several documents is chosen.</summary>
    internal sealed record Choice(RecognisedPage Page) : SiteReply;

    /// <summary>Nothing was billed, and the site says why.</summary>
    /// <param name="Said">In its own words.</param>
    /// <param name="IsFinal">The search itself is over: asking again brings the same answer.</param>
    internal sealed record Refusal(RegistreFailure Why, string Said, bool IsFinal) : SiteReply;

    /// <summary>The request certainly never left: there is no page.</summary>
    internal sealed record NotSent(RegistreFailure Why) : SiteReply;

    /// <summary>Whether something was billed cannot be told from this page.</summary>
    /// <param name="IsTurnedAway">The request's own answer is the login page, or leads straight to it, or is the notice of a closed site.</param>
    internal sealed record Doubt(RegistreFailure Why, bool IsTurnedAway = false) : SiteReply;

    /// <summary>What the next page cannot tell because it never came: everything is possible, but for a request that never left.</summary>
    public static SiteReply Without(RegistreFailure failure) =>
        failure.Fault is RegistreFault.NotSent ? new NotSent(failure) : new Doubt(failure);

    /// <param name="way">The addresses from the request to this page.</param>
    /// <param name="loginPath">Where the site asked to log in; null when it never did.</param>
    public static SiteReply Read(RecognisedPage page, IReadOnlyList<Uri> way, string? loginPath) => page switch
    {
        { IsOutside: true } => new Doubt(
            new(RegistreFault.SessionExpired, Step, page.Message ?? "the registry asked to log in again"), page.Kind is PageKind.Login && IsOwnAnswer(way, loginPath)),
        { Kind: PageKind.Viewer } => new Document(),
        { Kind: PageKind.Confirmation, Answer: SiteAnswer.None or SiteAnswer.Inactive or SiteAnswer.Unknown } => new Confirmation(page),
        { Kind: PageKind.List, Answer: SiteAnswer.None or SiteAnswer.SimilarList or SiteAnswer.Inactive } => new Choice(page),
        // Words that nobody knows are a refusal only in the box in which the site refuses.
        { Kind: PageKind.Search, Answer: SiteAnswer.Unknown } when !page.Sight.Boxes.Any() => new Doubt(SitePage.Unexpected(page, Step, "the document")),
        { Kind: PageKind.Search or PageKind.List or PageKind.Confirmation, Message: not null } => Refused(page.Answer, page.Words),
        { Kind: PageKind.Closed } or { Kind: PageKind.Message, Answer: SiteAnswer.Maintenance } => new Doubt(Closed(page.Words), way.Count == 1 && page.Answer is SiteAnswer.Maintenance),
        { Kind: PageKind.Message, Answer: not SiteAnswer.Unknown } => Refused(page.Answer, page.Words),
        { Kind: PageKind.Preparing } => new Doubt(new(RegistreFault.SiteUnavailable, Step, $"the registry was still preparing the document: {page.Words}")),
        _ => new Doubt(SitePage.Unexpected(page, Step, "the document")),
    };

    /// <param name="isCut">The list holds more than was read: that the document is not there says nothing.</param>
    public static Refusal NotListed(RegistreFailure none, bool isCut) => isCut && none.Outcome is OutcomeCodes.NotFound
        ? new(new(RegistreFault.SiteChanged, "choice", $"the list shows more than is read: {none.Message}"), none.Message, IsFinal: false)
        : new(none, none.Message, IsFinal: true);

    /// <summary>A login page that stands behind other pages, or in the place of one, was reached after the request was acted on.</summary>
    private static bool IsOwnAnswer(IReadOnlyList<Uri> way, string? loginPath) =>
        way.Count == 1 || (way.Count == 2 && way[1].AbsolutePath == loginPath);

    private static RegistreFailure Closed(string said) => new(RegistreFault.SiteClosed, Step, $"the registry is closed: {said}");

    private static Refusal Refused(SiteAnswer answer, string said) => answer switch
    {
        SiteAnswer.NotFound => new(RegistreFailure.Business(OutcomeCodes.NotFound, Step, said), said, IsFinal: true),
        SiteAnswer.PaperOnly => new(RegistreFailure.Business(OutcomeCodes.PaperOnly, Step, said), said, IsFinal: true),
        SiteAnswer.DailyCap => new(new(RegistreFault.DailyCap, Step, said) { RetryAfter = TimeSpan.FromMinutes(30) }, said, IsFinal: false),
        SiteAnswer.Maintenance => new(Closed(said), said, IsFinal: false),
        _ => new(new(RegistreFault.SiteChanged, Step, $"the registry refused the request: {said}"), said, IsFinal: false),
    };
}
