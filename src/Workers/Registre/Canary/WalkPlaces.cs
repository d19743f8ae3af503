using Workers.Jobs;
using Workers.Registre.Recognition;

namespace Workers.Registre.Canary;

/// <summary>Where the walk looks, and what must be there.</summary>
internal static class WalkPlaces
{
    public const string Entrance = "entrance";
    public const string Login = "login";
    public const string Welcome = "welcome";
    public const string Invoices = "invoices";

    public static readonly DocumentSource[] Searches = [DocumentSource.Index, DocumentSource.Acte, DocumentSource.PlanCadastraux];

    public static string Of(DocumentSource source) => source switch
    {
        DocumentSource.Index => "search index",
        DocumentSource.Acte => "search acte",
        _ => "search plan",
    };

    /// <summary>What a page on the way through the door is kept as; null for what is there only now and then: a notice, another session.</summary>
    public static string? OnTheWay(RecognisedPage page) => page switch
    {
        { Kind: PageKind.Entrance } => Entrance,
        { Kind: PageKind.Login } => Login,
        { IsInside: true } => Welcome,
        _ => null,
    };

    /// <summary>Days with an announcement show another page in its place.</summary>
    public static bool IsOptional(string place) => place is Entrance or Welcome;

    /// <summary>Whether the program can do there what it has to; a search form with choices of its own may be taken for a list.</summary>
    public static bool Fits(string place, PageKind kind) => place switch
    {
        Login => kind is PageKind.Login,
        Invoices => kind is PageKind.Invoices,
        Entrance or Welcome => true,
        _ => kind is PageKind.Search or PageKind.List,
    };
}
