using System.Text.Json;
using Workers.Registre.Browser;

namespace Workers.Registre.Site;

/// <summary>What kind of page the site answered with.</summary>
internal enum PageKind
{
    /// <summary>Nothing that is known.</summary>
    Other,

    Login,
    Confirmation,
    Viewer,

    /// <summary>Rows to choose from: similar acts or plans.</summary>
    List,

    /// <summary>A search form, with or without a message.</summary>
    Form,
}

/// <summary>A page of the site, seen once. Nothing of it is held: the next postback destroys it.</summary>
/// <param name="Message">What the site says in its message box; null where it shows none.</param>
/// <param name="Body">The beginning of the page's text.</param>
internal sealed record PageSnapshot(PageKind Kind, string? Message, string Body)
{
    private const string Look = $$"""
        login => {
          const text = found => (found ? (found.innerText || found.textContent || '') : '').replace(/\s+/g, ' ').trim();
          const has = selector => document.querySelector(selector) !== null;
          {{ChoiceList.RowsOf}}
          return JSON.stringify({
            login: has(login),
            confirmation: has('#btnConfr'),
            viewer: has("frame[name='menu'], frame[name='page'], frame[src*='Docmn'], a[href*='impri_sauvg']"),
            list: rows.length > 0 || location.pathname.includes('selct_plan_cadst'),
            form: has('#selCircnFoncr'),
            message: text(document.querySelector('td.contValErr')),
            body: text(document.body).slice(0, 400),
          });
        }
        """;

    public SiteAnswer Answer => SiteMessage.Read(Message);

    /// <summary>A page that is none of the site's usual ones says that the site is closed.</summary>
    public bool IsClosed => Kind is PageKind.Other && SiteMessage.Read(Message ?? Body) is SiteAnswer.Maintenance;

    public bool HasLogin => Kind is PageKind.Login;

    /// <exception cref="RegistreFailure">The page could not be read in time.</exception>
    public static async Task<PageSnapshot> ReadAsync(SiteTab tab, string step)
    {
        var json = await tab.DoAsync(page => page.EvaluateAsync<string>(Look, LoginPage.PasswordField), step, tab.Options.PageTimeout);
        var seen = JsonSerializer.Deserialize<Seen>(json, JsonSerializerOptions.Web)!;
        var kind = seen switch
        {
            { Login: true } => PageKind.Login,
            { Viewer: true } => PageKind.Viewer,
            { Confirmation: true } => PageKind.Confirmation,
            { List: true } => PageKind.List,
            { Form: true } => PageKind.Form,
            _ => PageKind.Other,
        };
        return new(kind, seen.Message.Length > 0 ? seen.Message : null, seen.Body);
    }

    private sealed record Seen(bool Login, bool Confirmation, bool Viewer, bool List, bool Form, string Message, string Body);
}
