using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Workers.Web.Pages;

/// <summary>A browser of its own, with all that its pages did which they must not.</summary>
internal sealed class BrowserVisit : IAsyncDisposable
{
    public BrowserVisit(IPage page, Uri own)
    {
        Page = page;
        // A page that is not there is one of those that are looked at.
        page.Console += (_, said) => Note(said.Type is "error" or "warning" && !said.Text.Contains("404", StringComparison.Ordinal) && !said.Text.Contains("400", StringComparison.Ordinal), $"{page.Url}: {said.Text}");
        page.PageError += (_, fault) => Note(true, $"{page.Url}: {fault}");
        page.Request += (_, request) => Note(!request.Url.StartsWith(own.ToString(), StringComparison.Ordinal), $"{page.Url} asks for {request.Url}");
    }

    public IPage Page { get; }

    public ConcurrentQueue<string> Wrong { get; } = [];

    /// <summary>A browser that is gone hides no failure that was seen before.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Page.Context.CloseAsync();
        }
        catch (PlaywrightException)
        {
            // What is asked of it next fails.
        }
    }

    private void Note(bool isWrong, string what)
    {
        if (isWrong)
        {
            Wrong.Enqueue(what);
        }
    }
}
