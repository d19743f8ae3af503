using System.Text.Json;
using Workers.Jobs;
using Workers.Registre.Browser;
using Workers.Registre.Matching;

namespace Workers.Registre.Site;

/// <summary><i>Historique des factures</i>: what the account has paid for can be opened again from there at no cost.</summary>
internal sealed class InvoiceHistoryPage(SiteTab tab)
{
    private const string History = "Historique des factures";
    private const string ClientFile = "Dossier client";
    private const string Step = "invoices";

    private const string RowsOf = "[...document.querySelectorAll('tr')].filter(row => !row.querySelector('tr') && row.querySelector('td a'))";

    /// <summary>From wherever a visitor who is logged in stands, by the links that every page of theirs has.</summary>
    /// <exception cref="RegistreFailure">The history was not reached: it says nothing about what was paid for.</exception>
    public async Task OpenAsync()
    {
        await tab.GoToAsync(SearchPage.PathOf(DocumentSource.Index), Step);
        if (await FollowAsync(History) || (await FollowAsync(ClientFile) && await FollowAsync(History)))
        {
            return;
        }

        var shown = await PageSnapshot.ReadAsync(tab, Step);
        throw shown.HasLogin
            ? new RegistreFailure(RegistreFault.SessionExpired, Step, shown.Message ?? "the registry asked to log in again")
            : new RegistreFailure(RegistreFault.SiteChanged, Step, "no link leads to the account's invoices");
    }

    public async Task<IReadOnlyList<InvoiceRow>> ReadAsync()
    {
        var shown = await PageSnapshot.ReadAsync(tab, Step);
        if (shown.HasLogin)
        {
            throw new RegistreFailure(RegistreFault.SessionExpired, Step, shown.Message ?? "the registry asked to log in again");
        }

        if (!await tab.DoAsync(page => page.EvaluateAsync<bool>("words => document.body.innerText.includes(words)", History), Step, tab.Options.SelectTimeout))
        {
            throw new RegistreFailure(RegistreFault.SiteChanged, Step, "the account's invoices look different");
        }

        var json = await tab.DoAsync(
            page => page.EvaluateAsync<string>(
                $"() => JSON.stringify({RowsOf}.map((row, position) => ({{ position, cells: [...row.cells].map(cell => cell.innerText.trim()) }})))"),
            Step,
            tab.Options.SelectTimeout);
        return JsonSerializer.Deserialize<InvoiceRow[]>(json, JsonSerializerOptions.Web)!;
    }

    public Task ReopenAsync(InvoiceRow row, TimeSpan bound) => tab.ArriveAsync(
        page => page.EvaluateAsync($"position => {RowsOf}[position].querySelector('td a').click()", row.Position), Step, bound);

    /// <summary>Goes where a link of the page with these words leads.</summary>
    private async Task<bool> FollowAsync(string words)
    {
        var address = await tab.DoAsync(
            page => page.EvaluateAsync<string?>(
                "words => [...document.querySelectorAll('a')].find(link => link.innerText.includes(words))?.href ?? null", words),
            Step,
            tab.Options.SelectTimeout);
        if (address is null)
        {
            return false;
        }

        await tab.GoToAsync(address, Step);
        return true;
    }
}
