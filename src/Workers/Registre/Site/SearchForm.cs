using System.Text.Json;
using Workers.Jobs.Outcomes;
using Workers.Registre.Browser;
using Workers.Registre.Matching;

namespace Workers.Registre.Site;

/// <summary>
/// What the three search forms have in common: lists that fill each other by reloading the page. A list is read,
/// chosen from and read again; nothing is held over a reload.
/// </summary>
internal sealed class SearchForm(SiteTab tab)
{
    public const string Circonscription = "#selCircnFoncr";
    public const string Cadastre = "#selCadst";
    public const string Designation = "#selDesgnSecnd";
    public const string Lot = "#txtNumrtLot";

    private const string Step = "search";
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(150);

    private const string ReadOptions = """
        selector => {
          const list = document.querySelector(selector);
          return list === null ? null : JSON.stringify({
            value: list.value,
            options: [...list.options].map(option => ({ value: option.value, text: option.text })),
          });
        }
        """;

    public async Task OpenAsync(string path)
    {
        await tab.GoToAsync(path, Step);
        if (!await AppearsAsync(Circonscription))
        {
            throw await UnexpectedAsync(Circonscription);
        }
    }

    public Task<bool> HasAsync(string selector) =>
        tab.DoAsync(async page => await page.Locator(selector).CountAsync() > 0, Step, tab.Options.SelectTimeout);

    /// <summary>Chooses what the row means from a list.</summary>
    /// <param name="what">The list's name for people: circonscription, cadastre.</param>
    /// <param name="reloads">Whether the page reloads when another entry is chosen.</param>
    /// <returns>The entry as the site spells it.</returns>
    /// <exception cref="RegistreFailure">No entry, or no certain one: a final answer with the candidates.</exception>
    public async Task<string> ChooseAsync(string selector, string wanted, string what, bool reloads)
    {
        var list = await FilledAsync(selector);
        var option = OptionMatch.Decide(list.Options, wanted) switch
        {
            OptionChoice.Found found => found.Option,
            OptionChoice.Ambiguous ambiguous => throw RegistreFailure.Business(
                OutcomeCodes.Ambiguous, Step, $"{what} '{wanted}' could mean {string.Join(" or ", ambiguous.Candidates.Select(name => $"'{name}'"))}", ambiguous.Candidates),
            OptionChoice.Missing missing => throw RegistreFailure.Business(
                OutcomeCodes.NotFound, Step, $"the registry has no {what} '{wanted}'", missing.Closest),
            _ => throw new InvalidOperationException("Unknown choice."),
        };
        if (list.Value != option.Value)
        {
            await SelectAsync(selector, option.Value, reloads);
        }

        return option.Text.Trim();
    }

    public Task FillAsync(string selector, string text) => tab.DoAsync(
        async page =>
        {
            await page.Locator(selector).FillAsync(text);
            return true;
        },
        Step,
        tab.Options.SelectTimeout);

    private async Task SelectAsync(string selector, string value, bool reloads)
    {
        if (!reloads)
        {
            await tab.DoAsync(page => page.Locator(selector).SelectOptionAsync(value), Step, tab.Options.SelectTimeout);
            return;
        }

        await tab.ArriveAsync(page => page.Locator(selector).SelectOptionAsync(value, new() { Timeout = 0 }), Step, tab.Options.SelectTimeout);
        if (!await AppearsAsync(selector) || (await ReadAsync(selector))?.Value != value)
        {
            throw await UnexpectedAsync(selector);
        }
    }

    /// <summary>Waits until a list holds more than placeholders.</summary>
    private async Task<SelectList> FilledAsync(string selector)
    {
        var started = tab.Time.GetTimestamp();
        while (tab.Time.GetElapsedTime(started) < tab.Options.SelectTimeout)
        {
            if (await ReadAsync(selector) is { } list && list.Options.Any(option => !OptionMatch.IsPlaceholder(option)))
            {
                return list;
            }

            if ((await PageSnapshot.ReadAsync(tab, Step)).HasLogin)
            {
                break;
            }

            await tab.PauseAsync(Again, Step);
        }

        throw await UnexpectedAsync(selector);
    }

    private async Task<SelectList?> ReadAsync(string selector)
    {
        var json = await tab.DoAsync(page => page.EvaluateAsync<string?>(ReadOptions, selector), Step, tab.Options.SelectTimeout);
        return json is null ? null : JsonSerializer.Deserialize<SelectList>(json, JsonSerializerOptions.Web);
    }

    private Task<bool> AppearsAsync(string selector) => tab.DoAsync(
        async page =>
        {
            var either = page.Locator($"{selector}, {LoginPage.PasswordField}").First;
            try
            {
                await either.WaitForAsync(new() { Timeout = (float)tab.Options.SelectTimeout.TotalMilliseconds });
            }
            catch (TimeoutException)
            {
                return false;
            }

            return await page.Locator(selector).CountAsync() > 0;
        },
        Step,
        tab.Options.SelectTimeout + tab.Options.SelectTimeout);

    private async Task<RegistreFailure> UnexpectedAsync(string selector)
    {
        var shown = await PageSnapshot.ReadAsync(tab, Step);
        return shown switch
        {
            { HasLogin: true } => new(RegistreFault.SessionExpired, Step, shown.Message ?? "the registry asked to log in again"),
            { IsClosed: true } => new(RegistreFault.SiteClosed, Step, $"the registry is closed: {shown.Message ?? shown.Body}"),
            _ => new(RegistreFault.SiteChanged, Step, $"the search form shows no usable {selector}"),
        };
    }

    private sealed record SelectList(string Value, IReadOnlyList<SelectOption> Options);
}
