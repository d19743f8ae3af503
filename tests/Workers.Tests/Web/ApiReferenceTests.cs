using System.Collections.Concurrent;
using Microsoft.Playwright;
using Shouldly;
using Workers.Registre.Browser;
using Workers.Support;
using Xunit;

namespace Workers.Web;

/// <summary>The API's description for people, in a real Chromium: it shows itself under its own policy, and asks nobody but this server.</summary>
public sealed class ApiReferenceTests(PostgresFixture postgres, RedisFixture redis)
{
    [Fact]
    public async Task It_is_shown_without_a_request_to_anybody_else()
    {
        await using var world = await WebWorld.StartAsync(postgres, redis);
        using var driver = await Playwright.CreateAsync();
        await using var browser = await driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = ChromiumLocation.Resolve(null, headless: true, File.Exists),
            Args = Environment.IsPrivilegedProcess ? ["--no-sandbox"] : [],
        });
        var page = await browser.NewPageAsync();
        var (asked, wrong) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>());
        page.Request += (_, request) => asked.Enqueue(request.Url);
        page.Console += (_, line) =>
        {
            if (line.Type is "error")
            {
                wrong.Enqueue(line.Text);
            }
        };

        var answer = await page.GotoAsync(new Uri(world.Address, "/docs").ToString());
        await page.GetByRole(AriaRole.Heading, new() { Name = "Workers" }).First.WaitForAsync();

        answer!.Headers["content-security-policy"].ShouldContain("default-src 'none'");
        asked.Where(url => !url.StartsWith(world.Address.ToString(), StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal)).ShouldBeEmpty();
        wrong.ShouldBeEmpty();
    }
}
