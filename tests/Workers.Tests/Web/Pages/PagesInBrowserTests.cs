using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Shouldly;
using Workers.Access;
using Workers.House;
using Workers.Registre.Browser;
using Workers.Support;
using Xunit;

namespace Workers.Web.Pages;

/// <summary>Every page in a real Chromium: in both languages, at a desk and on a phone, by day and by night, by keyboard, without scripts, and with hostile text in all that it shows.</summary>
public sealed class PagesInBrowserTests(PostgresFixture postgres, RedisFixture redis) : IAsyncLifetime
{
    private static readonly string[] Serious = ["serious", "critical"];

    private static readonly (string Name, string Path)[] Pages =
    [
        ("overview", "/"), ("documents", "/documents"), ("documents-filtered", "/documents?status=5&text=zzz"), ("documents-fault", "/documents?since=tomorrow"), ("document-read", $"/documents/{SeededQueue.Read}"),
        ("document-failed", $"/documents/{SeededQueue.Failed}"), ("document-waiting", $"/documents/{SeededQueue.Waiting}"), ("change", "/documents/change?status=5&verb=retry"), ("keys", "/keys"), ("audit", "/audit"), ("nowhere", "/nowhere"),
        ("review", "/review"), ("doubt", $"/review/{SeededQueue.Doubt}"), ("failures", "/failures"), ("limits", "/limits"), ("money", "/money"), ("accounts", "/accounts"), ("webhooks", "/webhooks"), ("title", "/title?lot=1234567"), ("title-order", "/title?lot=1234567&order=1"),
        ("add", "/add"), ("add-price", "/add?document_source=acte&document_number=12+345+678&circonscription_fonciere=Montr%C3%A9al&acte_type=Acte&dossier=2026-0412+Tremblay"), ("add-fault", "/add?document_source=index&document_number=1234&priority=lots"),
        ("add-list", "/add/list"), ("add-file", "/add/file"),
    ];

    private static readonly Dictionary<(string, string, int, ColorScheme), string> InDocs = new()
    {
        [("overview", "fr", 1280, ColorScheme.Light)] = "overview.png",
        [("document-read", "fr", 1280, ColorScheme.Light)] = "document.png",
        [("documents", "en", 1280, ColorScheme.Dark)] = "documents.png",
        [("add-price", "fr", 1280, ColorScheme.Light)] = "add.png",
        [("overview", "fr", 390, ColorScheme.Light)] = "phone.png",
    };

    private WebWorld _world = null!;
    private IPlaywright _driver = null!;
    private IBrowser _browser = null!;
    private string _key = "";

    public async ValueTask InitializeAsync()
    {
        _world = await WebWorld.StartAsync(postgres, redis, ("WEB_KEY_REQUESTS_PER_MINUTE", "100000"), ("REGISTRE_BUDGET_CAD_DAY", "40"), ("REGISTRE_ACCOUNTS", "30F001:simulateur"));
        _key = await _world.KeyAsync(AccessRole.Operator);
        await SeededQueue.FillAsync(_world.Dev);
        _driver = await Playwright.CreateAsync();
        _browser = await _driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = ChromiumLocation.Resolve(null, headless: true, File.Exists),
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync();
        _driver.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData("fr", 1280, ColorScheme.Light)]
    [InlineData("fr", 390, ColorScheme.Light)]
    [InlineData("en", 1280, ColorScheme.Dark)]
    [InlineData("en", 390, ColorScheme.Dark)]
    public async Task Every_page_is_whole(string language, int width, ColorScheme scheme)
    {
        await using var visit = await VisitAsync(width, scheme);
        var page = visit.Page;
        await page.GotoAsync($"/sign-in?lang={language}");
        await LookAsync(visit, "sign-in", language, width, scheme);
        await SignInAsync(page);
        foreach (var (name, path) in Pages)
        {
            // Clocks that differ are a cause of their own.
            _world.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
            await page.GotoAsync(path);
            await LookAsync(visit, name, language, width, scheme);
        }

        visit.Wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_main_actions_are_reached_by_keyboard()
    {
        await using var visit = await VisitAsync(1280, ColorScheme.Light);
        var page = visit.Page;
        await page.GotoAsync("/documents?status=5");
        // The browser puts the cursor there once it has drawn the page, which may be after it has loaded.
        await page.Locator("#key:focus").WaitForAsync();
        await page.Keyboard.TypeAsync(_key);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/documents?status=5");

        await page.Keyboard.PressAsync("Tab");
        (await ActiveAsync(page)).ShouldContain("Aller au contenu");
        var reached = new List<string>();
        for (var step = 0; step < 40; step++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await ActiveAsync(page));
        }

        foreach (var action in new[] { "Aperçu", "Documents", "Clés", "Journal", "English", "Quitter", "CSV", "Modifier ceux-ci…", "Afficher" })
        {
            reached.ShouldContain(action);
        }

        await page.GotoAsync($"/documents/{SeededQueue.Failed}");
        await page.GetByText("Réessayer…").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Oui, réessayer" }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**?done=retried");
        (await _world.Dev.ReadAsync<int>($"select status_id from extraction_queue where id = '{SeededQueue.Failed}'")).ShouldBe(1);
    }

    [Fact]
    public async Task The_place_on_the_page_is_seen_whole_on_a_phone_and_moves_nothing_when_it_comes()
    {
        await using var visit = await VisitAsync(390, ColorScheme.Light);
        var page = visit.Page;
        await page.GotoAsync("/");
        await SignInAsync(page);
        var drawn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/strip", async route =>
        {
            await drawn.Task;
            await route.FulfillAsync(new() { ContentType = "image/svg+xml", Body = "<svg xmlns='http://www.w3.org/2000/svg' width='1400' height='300'/>" });
        });
        await page.GotoAsync($"/review/{SeededQueue.Doubt}", new() { WaitUntil = WaitUntilState.DOMContentLoaded });
        const string Top = "document.querySelector('.decide').getBoundingClientRect().top";
        var before = await page.EvaluateAsync<double>(Top);
        drawn.SetResult();
        await page.Locator(".strip img").EvaluateAsync("image => image.decode()");

        (await page.EvaluateAsync<double>(Top)).ShouldBe(before, 0.5);
        (await page.EvaluateAsync<bool>("(s => s.scrollWidth <= s.clientWidth)(document.querySelector('.strip .scroll'))")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_doubt_is_decided_with_single_keys_and_not_while_somebody_types()
    {
        await using var visit = await VisitAsync(1280, ColorScheme.Light);
        var page = visit.Page;
        await page.GotoAsync("/");
        await SignInAsync(page);
        await page.GotoAsync($"/review/{SeededQueue.Doubt}");
        await page.Keyboard.PressAsync("c");
        (await page.EvaluateAsync<string>("document.activeElement.id")).ShouldBe("value");
        await page.Keyboard.TypeAsync("anr");
        (await page.InputValueAsync("#value")).ShouldBe("anr");
        page.Url.ShouldEndWith($"/review/{SeededQueue.Doubt}");

        await page.Keyboard.PressAsync("Escape");
        (await page.EvaluateAsync<bool>(
            """
            () => {
              let sent = false;
              addEventListener("submit", () => { sent = true; });
              dispatchEvent(new Event("pageshow"));
              document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "a", bubbles: true }));
              return sent;
            }
            """)).ShouldBeFalse("a letter that was meant for the page before");
        await page.WaitForTimeoutAsync(700);
        await page.Keyboard.PressAsync("a");
        await page.WaitForURLAsync("**as=accepted**");
        (await _world.Dev.ReadAsync<string>($"select state from ocr_reviews where id = '{SeededQueue.Doubt}'")).ShouldBe("accepted");
        visit.Wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task All_works_without_scripts()
    {
        await using var visit = await VisitAsync(1280, ColorScheme.Light, scripts: false);
        var page = visit.Page;
        await page.GotoAsync("/");
        await SignInAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Documents", Exact = true }).ClickAsync();
        await page.GetByLabel("Statut").SelectOptionAsync("5");
        await page.GetByRole(AriaRole.Button, new() { Name = "Afficher" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Modifier ceux-ci…" }).ClickAsync();
        await page.GetByLabel("Quoi").SelectOptionAsync("retry");
        await page.GetByRole(AriaRole.Button, new() { Name = "Aperçu de l’effet" }).ClickAsync();
        (await page.InnerTextAsync("main")).ShouldContain("Payé au registre");
        await page.GetByRole(AriaRole.Button, new() { Name = "L’ordonner pour" }).ClickAsync();
        await page.WaitForURLAsync("**/documents/change/*");
        (await page.InnerTextAsync("main")).ShouldContain("exécuté");
        (await _world.Dev.ReadAsync<long>("select count(*) from extraction_queue where status_id = 5")).ShouldBe(0);
        await page.GetByRole(AriaRole.Link, new() { Name = "Révision", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Commencer" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Tel que lu" }).ClickAsync();
        await page.WaitForURLAsync("**as=accepted**");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ajouter", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Une liste" }).ClickAsync();
        await page.GetByLabel("Collée ici").FillAsync("document_source;document_number;circonscription_fonciere;acte_type\nacte;77 000 001;Montréal;Acte\nacte;77 000 002;Montréal;Acte\n");
        await page.GetByRole(AriaRole.Button, new() { Name = "La montrer avec son prix" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "En ajouter 2 pour" }).ClickAsync();
        await page.WaitForURLAsync("**/add/list?added=2**");
        await page.GetByRole(AriaRole.Link, new() { Name = "Un document" }).ClickAsync();
        await page.GetByLabel("Source").SelectOptionAsync("acte");
        await page.GetByLabel("Numéro").FillAsync("77 000 003");
        await page.GetByLabel("Circonscription").FillAsync("Montréal");
        await page.GetByLabel("Type d’acte").SelectOptionAsync("Acte");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ce que cela coûte" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "L’ajouter pour" }).ClickAsync();
        await page.WaitForURLAsync("**?done=added");
        (await _world.Dev.ReadAsync<long>("select count(*) from extraction_queue where document_number like '77 000 00_'")).ShouldBe(3);
        await page.GetByRole(AriaRole.Button, new() { Name = "Quitter" }).ClickAsync();
        await page.WaitForURLAsync("**/sign-in");
        visit.Wrong.ShouldBeEmpty();
    }

    [Fact]
    public async Task Hostile_text_is_shown_and_does_nothing()
    {
        const string Hostile = "</title></script><script>window.hurt=1</script><img src=x onerror=window.hurt=1>\"'><svg onload=window.hurt=1>{{7*7}}javascript:alert(1)";
        await using var visit = await VisitAsync(390, ColorScheme.Light);
        var page = visit.Page;
        await page.GotoAsync("/");
        await SignInAsync(page);
        await SeededQueue.SpoilAsync(_world.Dev, Hostile);

        foreach (var (_, path) in Pages.Append(("search", "/documents?text=" + Uri.EscapeDataString(Hostile))).Append(("change", "/documents/change?verb=cancel&reason=" + Uri.EscapeDataString(Hostile) + "&dossier=" + Uri.EscapeDataString(Hostile))))
        {
            await page.GotoAsync(path);
            (await page.EvaluateAsync<bool>("typeof window.hurt === 'undefined'")).ShouldBeTrue(path);
            (await page.EvaluateAsync<int>("document.querySelectorAll('script:not([src^=\"/assets/\"]), main img:not([src^=\"/review/\"]), svg[onload]').length")).ShouldBe(0, path);
            (await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= document.documentElement.clientWidth")).ShouldBeTrue($"{path} is wider than a phone");
        }

        await page.GotoAsync($"/documents/{SeededQueue.Read}");
        (await page.InnerTextAsync("#text pre")).ShouldBe(Hostile);
        (await page.InnerTextAsync("#doubts")).ShouldContain(Hostile);
        (await page.InnerTextAsync("#history")).ShouldContain(Hostile);
        visit.Wrong.ShouldBeEmpty();
    }

    /// <summary>What axe, the console, the network and the width have against a page; and its picture.</summary>
    private static async Task LookAsync(BrowserVisit visit, string name, string language, int width, ColorScheme scheme)
    {
        var page = visit.Page;
        var where = $"{name} {language} {width} {scheme}";
        (await page.GetAttributeAsync("html", "lang")).ShouldBe(language, where);
        (await page.TitleAsync()).ShouldNotContain("title.", Case.Sensitive, where);
        var found = (await page.RunAxe()).Violations.Where(fault => Serious.Contains(fault.Impact, StringComparer.Ordinal));
        found.Select(fault => $"{fault.Id}: {string.Join(" | ", fault.Nodes.Take(5).Select(node => node.Html))}").ShouldBeEmpty(where);
        var sizes = await page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, document.documentElement.clientWidth]");
        sizes[0].ShouldBeLessThanOrEqualTo(sizes[1], $"{where} scrolls sideways");
        var folder = Directory.CreateDirectory(Repository.PathOf("artifacts", "pictures")).FullName;
        await page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}-{language}-{width}-{scheme.ToString().ToLowerInvariant()}.png"), FullPage = true });
        if (InDocs.TryGetValue((name, language, width, scheme), out var kept))
        {
            // Copied to docs by hand where it changed.
            var docs = Directory.CreateDirectory(Repository.PathOf("artifacts", "expected", "docs", "pictures")).FullName;
            await page.ScreenshotAsync(new() { Path = Path.Combine(docs, kept) });
        }
    }

    private async Task SignInAsync(IPage page)
    {
        await page.FillAsync("#key", _key);
        await page.ClickAsync("main button[type=submit]");
        await page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
    }

    private static Task<string> ActiveAsync(IPage page) => page.EvaluateAsync<string>("(document.activeElement.textContent || document.activeElement.id).trim()");

    private async Task<BrowserVisit> VisitAsync(int width, ColorScheme scheme, bool scripts = true)
    {
        var context = await _browser.NewContextAsync(new()
        {
            BaseURL = _world.Address.ToString(), ViewportSize = new() { Width = width, Height = width > 1000 ? 860 : 844 }, ColorScheme = scheme, JavaScriptEnabled = scripts, BypassCSP = false,
        });
        return new(await context.NewPageAsync(), _world.Address);
    }
}
