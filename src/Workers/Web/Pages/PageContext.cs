using Microsoft.AspNetCore.Http;
using Workers.Access;
using Workers.Web.Access;

namespace Workers.Web.Pages;

/// <summary>What one page is made from: whose it is, its words, and what it shows.</summary>
/// <param name="Caller">Null where nobody is signed in.</param>
/// <param name="Path">As the browser asked, with its query.</param>
/// <param name="Now">When it is made.</param>
/// <param name="Model">What the page shows; each page knows its own.</param>
internal sealed record PageContext(Caller? Caller, Session? Session, PageWords Words, string Path, DateTimeOffset Now, object? Model = null)
{
    /// <summary>The sentence of a code.</summary>
    public string this[string code] => Words.Say(code);

    /// <summary>The path without its query.</summary>
    public string Place => Path.Split('?')[0];

    /// <summary>What a form carries; empty where nobody is signed in.</summary>
    public string FormToken => Session?.Text.FormToken ?? "";

    public bool IsOperator => May(AccessRole.Operator);

    public bool IsOffice => May(AccessRole.Office);

    public static PageContext Of(HttpContext context, PageWords words, DateTimeOffset now) => new(
        Caller.Of(context.User), context.Features.Get<Session>(), words, $"{context.Request.Path.ToUriComponent()}{context.Request.QueryString.ToUriComponent()}", now);

    public bool May(AccessRole role) => Caller is { } caller && caller.Key.Role >= role;

    public string Say(string code, params ReadOnlySpan<(string Name, object? Value)> values) => Words.Say(code, values);

    public T Of<T>() => (T)Model!;

    /// <summary>The same place in another language.</summary>
    public string In(string language) => Addresses.IsLocal(Path) ? $"{Path}{(Path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{PageLanguage.Parameter}={language}" : $"/?{PageLanguage.Parameter}={language}";
}
