using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace Workers.Registre.Browser;

/// <summary>
/// The pages of one set of cookies whose requests are each sent once, and the connections that they share. Chromium may send by itself whatever it still
/// holds for a page that closes, so none closes before it was let go here: a page, a set of cookies, or a whole browser.
/// </summary>
internal sealed class GuardedPages
{
    private static readonly ConditionalWeakTable<IBrowserContext, GuardedPages> OfContexts = [];

    private readonly ConcurrentDictionary<IPage, SingleSend> _guards = new();

    private GuardedPages(TimeProvider time) => Line = new(time);

    public SiteLine Line { get; }

    public static GuardedPages Of(IBrowserContext context, TimeProvider time) => OfContexts.GetValue(context, _ =>
    {
        var pages = new GuardedPages(time);
        context.Close += (_, _) => pages.Line.Dispose();
        return pages;
    });

    public void Add(SingleSend guard)
    {
        _guards[guard.Page] = guard;
        guard.Page.Close += (_, _) => _guards.TryRemove(guard.Page, out _);
    }

    /// <summary>To be awaited before one of these pages closes.</summary>
    public static Task LetGoAsync(IEnumerable<IPage> pages) => LetGoAsync(
        from page in pages
        let guard = OfContexts.TryGetValue(page.Context, out var all) ? all._guards.GetValueOrDefault(page) : null
        where guard is not null
        select guard);

    /// <summary>To be awaited before a set of cookies or its browser closes, and where one went: nothing of it stays open.</summary>
    public static async Task EndAsync(IBrowserContext context)
    {
        if (OfContexts.TryGetValue(context, out var pages))
        {
            await LetGoAsync(pages._guards.Values);
            pages.Line.Dispose();
        }
    }

    private static Task LetGoAsync(IEnumerable<SingleSend> guards) => Task.WhenAll(guards.Select(guard => guard.LetGoAsync()));
}
