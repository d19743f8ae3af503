using System.Text.Json;
using Workers.Registre.Browser;

namespace Workers.Registre.Pages;

/// <summary><i>Historique des factures</i>: what the account has paid for can be opened again from there at no cost.</summary>
internal sealed class InvoiceHistoryPage(SiteTab tab)
{
    private const string History = "Historique des factures";
    private const string ClientFile = "Dossier client";
    private const string Step = "invoices";

    private const string RowsOf = "[...document.querySelectorAll('tr')].filter(row => !row.querySelector('tr') && row.querySelector('td a'))";

    /// <summary>From any page of a visitor who is logged in.</summary>
    public async Task OpenAsync()
    {
        if (!await FollowAsync(History))
        {
            await FollowAsync(ClientFile);
            await FollowAsync(History);
        }
    }

    public async Task<IReadOnlyList<InvoiceRow>> ReadAsync()
    {
        var landing = await Landing.ReadAsync(tab, Step);
        if (landing.HasLogin)
        {
            throw new RegistreFailure(RegistreFault.SessionExpired, Step, landing.Message ?? "the registry asked to log in again");
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
