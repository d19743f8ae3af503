using Microsoft.AspNetCore.Http;
using Workers.Office;

namespace Workers.Web.Pages;

/// <summary>In which language a person reads: kept in a cookie that says nothing else, changed by an address, and by default the office's.</summary>
internal static class PageLanguage
{
    /// <summary>Of an address that chooses one.</summary>
    public const string Parameter = "lang";

    private const string Cookie = "workers_language";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    public static PageWords WordsOf(HttpContext context, OfficeLanguage usual) => PageWords.In(Parse(context.Request.Cookies[Cookie]) ?? usual);

    /// <summary>Whoever chooses a language is sent to the same place without the choice in its address.</summary>
    public static Task ChooseAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var place = request.Path.ToUriComponent();
        if (!HttpMethods.IsGet(request.Method) || Parse(request.Query[Parameter]) is not { } chosen || !Addresses.IsLocal(place) || request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        context.Response.Cookies.Append(Cookie, chosen.ToString().ToLowerInvariant(), new() { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", MaxAge = Kept });
        var rest = QueryString.Create(request.Query.Where(part => !part.Key.Equals(Parameter, StringComparison.OrdinalIgnoreCase)));
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = $"{place}{rest.ToUriComponent()}";
        return Task.CompletedTask;
    }

    private static OfficeLanguage? Parse(string? word) => word switch
    {
        "fr" => OfficeLanguage.Fr,
        "en" => OfficeLanguage.En,
        _ => null,
    };
}
