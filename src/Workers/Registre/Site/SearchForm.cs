using System.Text.Json;
using Microsoft.Playwright;
using Workers.Jobs.Outcomes;
using Workers.Office;
using Workers.Registre.Browser;
using Workers.Registre.Matching;
using Workers.Registre.Recognition;

namespace Workers.Registre.Site;

/// <summary>What was chosen from a list of the search.</summary>
/// <param name="What">The list's name for people.</param>
/// <param name="IsCorrected">The row spells it with a typing error.</param>
/// <param name="All">Every entry of the list.</param>
internal sealed record ChosenName(string What, string Wanted, string Chosen, bool IsCorrected, IReadOnlyList<string> All);

/// <summary>
/// What the three search forms have in common: lists that fill each other by reloading the page. A list is read,
/// chosen from and read again; nothing is held over a reload.
/// </summary>
internal sealed class SearchForm(SiteTab tab)
{
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
        if (!await AppearsAsync(SiteFacts.Circonscription))
        {
            throw await UnexpectedAsync(SiteFacts.Circonscription);
        }
    }

    /// <summary>Whether the page has a field of this name.</summary>
    public Task<bool> HasAsync(string name) =>
        tab.DoAsync(async _ => await Field(name).CountAsync() > 0, Step, tab.Options.SelectTimeout);

    /// <summary>Only a list with an action of its own loads the page again.</summary>
    public Task<bool> ReloadsAsync(string name) =>
        tab.DoAsync(_ => Field(name).EvaluateAsync<bool>("list => list.onchange !== null"), Step, tab.Options.SelectTimeout);

    /// <summary>Chooses what the row means from a list.</summary>
    /// <param name="what">The list's name for people: circonscription, cadastre.</param>
    /// <param name="reloads">Whether the page reloads when another entry is chosen.</param>
    /// <returns>The entry as the site spells it, whether that corrects a typing error, and all that it could have been, without placeholders.</returns>
    /// <exception cref="RegistreFailure">No entry, or no certain one: a final answer with the candidates.</exception>
    public async Task<ChosenName> ChooseAsync(string name, string wanted, string what, bool reloads)
    {
        var list = await FilledAsync(name);
        var found = OptionMatch.Decide(list.Options, wanted) switch
        {
            OptionChoice.Found one => one,
            OptionChoice.Ambiguous ambiguous => throw RegistreFailure.Business(
                OutcomeCodes.Ambiguous, Step, Remark.Of("why.several_entries", new() { ["what"] = what, ["wanted"] = Remark.Quoted(wanted), ["candidates"] = Either(ambiguous.Candidates) }), ambiguous.Candidates),
            OptionChoice.Missing missing => throw RegistreFailure.Business(
                OutcomeCodes.NotFound, Step, Remark.Of("why.no_entry", new() { ["what"] = what, ["wanted"] = Remark.Quoted(wanted) }), missing.Closest),
            _ => throw new InvalidOperationException("Unknown choice."),
        };
        if (list.Value != found.Option.Value)
        {
            await SelectAsync(name, found.Option.Value, reloads);
        }

        return new(what, wanted, found.Option.Text.Trim(), found.IsCorrected, [.. list.Options.Where(entry => !OptionMatch.IsPlaceholder(entry)).Select(entry => entry.Text.Trim()).Distinct(StringComparer.Ordinal)]);
    }

    public Task FillAsync(string name, string text) => tab.DoAsync(
        async _ =>
        {
            await Field(name).FillAsync(text);
            return true;
        },
        Step,
        tab.Options.SelectTimeout);

    private async Task SelectAsync(string name, string value, bool reloads)
    {
        if (!reloads)
        {
            await tab.DoAsync(_ => Field(name).SelectOptionAsync(value), Step, tab.Options.SelectTimeout);
            return;
        }

        await tab.ArriveAsync(_ => Field(name).SelectOptionAsync(value, new() { Timeout = 0 }), Step, tab.Options.SelectTimeout, tab.Content);
        if (!await AppearsAsync(name) || (await ReadAsync(name))?.Value != value)
        {
            throw await UnexpectedAsync(name);
        }
    }

    /// <summary>Waits until a list holds more than placeholders.</summary>
    private async Task<SelectList> FilledAsync(string name)
    {
        var started = tab.Time.GetTimestamp();
        while (tab.Time.GetElapsedTime(started) < tab.Options.SelectTimeout)
        {
            if (await ReadAsync(name) is { } list && list.Options.Any(option => !OptionMatch.IsPlaceholder(option)))
            {
                return list;
            }

            if ((await LookAsync()).IsOutside)
            {
                break;
            }

            await tab.PauseAsync(Again, Step);
        }

        throw await UnexpectedAsync(name);
    }

    private async Task<SelectList?> ReadAsync(string name)
    {
        var json = await tab.DoAsync(_ => tab.Content.EvaluateAsync<string?>(ReadOptions, Selector(name)), Step, tab.Options.SelectTimeout);
        return json is not null && JsonSerializer.Deserialize<SelectList>(json, JsonSerializerOptions.Web) is { } list
            ? list with { Options = OptionCodes.Without(list.Options) }
            : null;
    }

    /// <summary>Waits for the form to show a field, which a slow page does late.</summary>
    private async Task<bool> AppearsAsync(string name)
    {
        var started = tab.Time.GetTimestamp();
        while (tab.Time.GetElapsedTime(started) < tab.Options.SelectTimeout)
        {
            var page = await LookAsync();
            if (page.Kind is not PageKind.Unknown)
            {
                return page.Sight.Frames[page.Frame].Fields.Any(field => field.IsCalled(name));
            }

            await tab.PauseAsync(Again, Step);
        }

        return false;
    }

    private Task<RecognisedPage> LookAsync() => tab.RecogniseAsync(Step, TimeSpan.Zero);

    private ILocator Field(string name) => tab.Content.Locator(Selector(name)).First;

    private static string Selector(string name) => $"[id='{name}' i], [name='{name}' i]";

    private async Task<RegistreFailure> UnexpectedAsync(string name) => await LookAsync() is { Kind: not PageKind.Search } other
        ? SitePage.Unexpected(other, Step, $"the search form with {name}")
        : new(RegistreFault.SiteChanged, Step, $"the search form shows no usable {name}") { IsUnknownPage = true };

    private static Remark Either(IReadOnlyList<string> names) =>
        names.Select(Remark.Quoted).Aggregate((one, other) => Remark.Of("word.or", new() { ["one"] = one, ["other"] = other }));

    private sealed record SelectList(string Value, IReadOnlyList<SelectOption> Options);
}
