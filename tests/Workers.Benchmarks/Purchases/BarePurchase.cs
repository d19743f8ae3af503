using Microsoft.Playwright;
using Simulators.OtherRegistre;

namespace Workers.Benchmarks.Purchases;

/// <summary>The clicks of a purchase as a script by hand: it knows the site's names and believes every page. No ledger, no checks, no evidence.</summary>
internal sealed class BarePurchase(IPage page, Uri site, string folder)
{
    private int _files;

    public async Task LogInAsync(OtherAccount account)
    {
        await page.GotoAsync(new Uri(site, "Script/14_06_01-02/pf_14_06_01_reglr.asp").AbsoluteUri);
        await page.FillAsync("[name=txtVaCodeUtils]", account.Code);
        await page.FillAsync("[name=txtMotPasse]", account.Password);
        await LoadAsync(() => page.ClickAsync("#btnSoumt"));
    }

    public async Task BuyAsync(OtherDocument document)
    {
        await (document.Kind is DocumentKind.Acte ? SearchActeAsync(document) : SearchLotAsync(document));
        if (document.Kind is DocumentKind.Plan && await page.Locator("input[type=radio]").CountAsync() > 0)
        {
            await page.CheckAsync("input[type=radio] >> nth=0");
            await LoadAsync(() => page.ClickAsync("#btnSoumt"));
        }

        if (document.Kind is DocumentKind.Plan || document.Large)
        {
            await LoadAsync(() => page.ClickAsync("#btnConfr"));
        }

        var download = await page.RunAndWaitForDownloadAsync(() => page.FrameLocator("frame[name=menu]").GetByText("Sauvegarder").ClickAsync());
        await download.SaveAsAsync(Path.Combine(folder, $"{_files++}.pdf"));
    }

    private async Task SearchActeAsync(OtherDocument document)
    {
        await page.GotoAsync(new Uri(site, "Script/13_01_11/pf_13_01_11_08_reqst.asp").AbsoluteUri);
        await page.SelectOptionAsync("#selCircnFoncr", new SelectOptionValue { Label = document.District });
        await page.SelectOptionAsync("#selTypeDocmn", new SelectOptionValue { Label = document.Type });
        await page.FillAsync("#txtNoReqst", document.Number);
        await LoadAsync(() => page.ClickAsync("#btnRechr"));
    }

    private async Task SearchLotAsync(OtherDocument document)
    {
        var form = document.Kind is DocumentKind.Index ? "pf_13_01_11_02_indx_immbl.asp" : "pf_13_01_11_10_plan_cadst.asp";
        await page.GotoAsync(new Uri(site, $"Script/13_01_11/{form}").AbsoluteUri);
        await LoadAsync(() => page.SelectOptionAsync("#selCircnFoncr", new SelectOptionValue { Label = document.District }));
        await LoadAsync(() => page.SelectOptionAsync("#selCadst", new SelectOptionValue { Label = document.Cadastre }));
        await page.FillAsync("#txtNumrtLot", document.Number);
        await LoadAsync(() => page.ClickAsync("#btnSoumt"));
    }

    /// <summary>Waits for the page that an action leads to.</summary>
    private async Task LoadAsync(Func<Task> act)
    {
        var loaded = new TaskCompletionSource();
        void Loaded(object? sender, IPage it) => loaded.TrySetResult();
        page.DOMContentLoaded += Loaded;
        await act();
        await loaded.Task;
        page.DOMContentLoaded -= Loaded;
    }
}
