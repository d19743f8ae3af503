using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Simulators.OtherRegistre;

namespace Workers.Simulators;

/// <summary>A page as it was read.</summary>
internal sealed record OtherPage(Uri Address, HttpStatusCode Status, string Text, byte[] Bytes)
{
    public bool IsPdf => Bytes.AsSpan().StartsWith("%PDF-"u8);
}

/// <summary>A form of a page: where it goes, what it would send, and its buttons.</summary>
internal sealed record OtherForm(Uri Action, Dictionary<string, string> Fields, IReadOnlyList<OtherTag> Controls);

/// <summary>One tag with its attributes.</summary>
internal sealed record OtherTag(string Name, IReadOnlyDictionary<string, string> Attributes)
{
    public string this[string attribute] => Attributes.GetValueOrDefault(attribute, "");
}

/// <summary>Walks through the site as a person with a plain HTTP client would, reading forms, frames and the addresses that scripts go to.</summary>
internal sealed partial class OtherVisitor : IDisposable
{
    private readonly OtherSite _site;
    private readonly FakeTimeProvider _time;
    private readonly HttpClient _http = new(new HttpClientHandler { CookieContainer = new(), MaxAutomaticRedirections = 12 }) { Timeout = TimeSpan.FromSeconds(10) };

    public OtherVisitor(OtherSite site, FakeTimeProvider time)
    {
        _site = site;
        _time = time;
    }

    public void Dispose() => _http.Dispose();

    public Task<OtherPage> GetAsync(string address) => ReadAsync(_http.GetAsync(new Uri(_site.Address, address)));

    public async Task<OtherPage> LogInAsync(string code, string password)
    {
        var form = Forms(await GetAsync("Script/14_06_01-02/pf_14_06_01_reglr.asp"))[0];
        var page = await SendAsync(form, "btnSoumt", ("txtVaCodeUtils", code), ("txtMotPasse", password));
        if (page.Text.Contains("j'accepte", StringComparison.OrdinalIgnoreCase))
            page = await SendAsync(Forms(page)[0], "btnAccpt");
        return await SettleAsync(page);
    }

    /// <summary>Searches a lot from the form at this address.</summary>
    public async Task<OtherPage> SearchLotAsync(string path, string district, string cadastre, string lot)
    {
        var page = await GetAsync(path);
        page = await ChangeAsync(page, "selCircnFoncr", district);
        page = await ChangeAsync(page, "selCadst", cadastre);
        return await SettleAsync(await SendAsync(Forms(page)[0], "btnSoumt", [.. Selected(page), ("txtNumrtLot", lot)]));
    }

    public async Task<OtherPage> SearchActeAsync(string district, string type, string number)
    {
        var page = await GetAsync("Script/13_01_11/pf_13_01_11_08_reqst.asp");
        return await SettleAsync(await SendAsync(Forms(page)[0], "btnRechr", ("selCircnFoncr", Option(page, "selCircnFoncr", district)), ("selTypeDocmn", Option(page, "selTypeDocmn", type)), ("txtNoReqst", number)));
    }

    /// <summary>Confirms if that is asked, waits for the viewer, and fetches the PDF.</summary>
    public async Task<OtherPage> FetchAsync(OtherPage page)
    {
        if (Forms(page).FirstOrDefault(form => form.Controls.Any(control => control["name"] == "btnConfr") || form.Fields.ContainsKey("txtBoutn")) is { } confirmation)
            page = await SettleAsync(await SendAsync(confirmation, "btnConfr"));
        var panes = await PanesAsync(page);
        if (panes.SelectMany(Forms).FirstOrDefault(form => form.Action.AbsolutePath.Contains("impri_sauvg", StringComparison.Ordinal)) is { } form)
            return await SettleAsync(await GetAsync($"{form.Action.AbsolutePath}?{string.Join('&', form.Fields.Select(field => $"{field.Key}={field.Value}"))}"));
        var save = panes.Select(pane => SaveAddress().Match(pane.Text)).FirstOrDefault(match => match.Success)
            ?? throw new InvalidOperationException($"No Sauvegarder at {page.Address}:\n{page.Text}");
        return await SettleAsync(await GetAsync(save.Value));
    }

    /// <summary>Historique des factures, with its period filled in and all its pages.</summary>
    public async Task<string> HistoryAsync(OtherPage welcome)
    {
        var panes = await PanesAsync(welcome);
        var link = HistoryAddress(panes.Select(pane => pane.Text));
        if (link is null)
            link = HistoryAddress([(await GetAsync(ClientFileAddress().Match(string.Concat(panes.Select(pane => pane.Text))).Value)).Text]);
        var page = await GetAsync(link!);
        if (Forms(page).FirstOrDefault(form => form.Fields.ContainsKey("txtDatDebut")) is { } form)
            page = await SendAsync(form, "btnRechr", ("txtDatDebut", "2026-01-01"), ("txtDatFin", "2026-12-31"));
        var text = page.Text;
        while (NextPage().Match(page.Text) is { Success: true } next)
        {
            page = await GetAsync(next.Groups["address"].Value);
            text += page.Text;
        }

        return text;
    }

    /// <summary>Consults the first invoice of a history page again.</summary>
    public async Task<OtherPage> ConsultAgainAsync(string history)
    {
        var page = new OtherPage(_site.Address, HttpStatusCode.OK, history, []);
        var form = Forms(page).FirstOrDefault(form => form.Fields.ContainsKey("NoFactr"));
        return await FetchAsync(await SettleAsync(form is null ? await GetAsync(ConsultAddress().Match(history).Value) : await SendAsync(form, "")));
    }

    public async Task<OtherPage> SendAsync(OtherForm form, string button, params (string Name, string Value)[] set)
    {
        var fields = new Dictionary<string, string>(form.Fields, StringComparer.Ordinal);
        foreach (var (name, value) in set)
            fields[name] = value;
        var control = form.Controls.FirstOrDefault(control => control["name"] == button);
        if (control is null || control["type"].Equals("button", StringComparison.OrdinalIgnoreCase))
            fields["txtBoutn"] = button;
        else if (control["type"].Equals("image", StringComparison.OrdinalIgnoreCase))
            fields[button + ".x"] = "4";
        else
            fields[button] = control["value"];
        return await ReadAsync(_http.PostAsync(form.Action, new FormUrlEncodedContent(fields)));
    }

    public static List<OtherForm> Forms(OtherPage page)
    {
        var forms = new List<OtherForm>();
        foreach (var tag in Tags(page.Text))
        {
            if (tag.Name == "form")
                forms.Add(new(new Uri(page.Address, tag["action"]), [], []));
            else if (forms.Count > 0 && tag.Name is "input" or "button" or "select")
                forms[^1] = Add(forms[^1], tag);
        }

        return forms;
    }

    private static OtherForm Add(OtherForm form, OtherTag tag)
    {
        var kind = tag["type"].ToLowerInvariant();
        if (tag.Name == "button" || kind is "submit" or "image" or "button")
            return form with { Controls = [.. form.Controls, tag] };
        if (kind is not "radio" and not "checkbox" || tag.Attributes.ContainsKey("checked"))
            form.Fields[tag["name"]] = tag["value"];
        return form;
    }

    private async Task<OtherPage> ChangeAsync(OtherPage page, string select, string text)
    {
        var value = Option(page, select, text);
        var form = Forms(page)[0];
        if (page.Text.Contains("window.location.href='/Sirf/Script/13_01_11", StringComparison.OrdinalIgnoreCase))
        {
            var district = select == "selCircnFoncr" ? value : Option(page, "selCircnFoncr", null);
            return await GetAsync($"{form.Action.AbsolutePath}?selCircnFoncr={district}{(select == "selCadst" ? $"&selCadst={value}" : "")}");
        }

        return await SendAsync(form, "", [("txtEtat", "rechg"), .. Selected(page), (select, value)]);
    }

    private static IEnumerable<(string Name, string Value)> Selected(OtherPage page) =>
        Selects().Matches(page.Text).Select(match => (match.Groups["name"].Value, Option(page, match.Groups["name"].Value, null)));

    /// <summary>The value of the option that reads so, or of the one that is selected.</summary>
    private static string Option(OtherPage page, string select, string? text)
    {
        var options = Selects().Matches(page.Text).First(match => match.Groups["name"].Value == select).Groups["options"].Value;
        var found = Options().Matches(options).FirstOrDefault(option => text is null
            ? option.Groups["rest"].Value.Contains("selected", StringComparison.OrdinalIgnoreCase)
            : option.Groups["text"].Value.Contains(text, StringComparison.OrdinalIgnoreCase));
        return found?.Groups["value"].Value ?? "";
    }

    /// <summary>Follows what a browser would follow by itself: script addresses and pages that reload themselves.</summary>
    private async Task<OtherPage> SettleAsync(OtherPage page)
    {
        for (var i = 0; i < 6 && !page.IsPdf; i++)
        {
            if (WaitingText().IsMatch(page.Text))
                _time.Advance(TimeSpan.FromSeconds(60));
            if (ScriptAddress().Match(page.Text) is not { Success: true } next)
                break;
            page = await GetAsync(next.Groups["address"].Value);
        }

        return page;
    }

    private async Task<List<OtherPage>> PanesAsync(OtherPage page)
    {
        List<OtherPage> panes = [page];
        foreach (var frame in Tags(page.Text).Where(tag => tag.Name is "frame" or "iframe"))
            panes.AddRange(await PanesAsync(await SettleAsync(await GetAsync(new Uri(page.Address, frame["src"]).AbsoluteUri))));
        return panes;
    }

    private async Task<OtherPage> ReadAsync(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var encoding = _site.Shape.Charset == Charset.Utf8 ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(1252)!;
        return new(response.RequestMessage!.RequestUri!, response.StatusCode, encoding.GetString(bytes), bytes);
    }

    private static string? HistoryAddress(IEnumerable<string> texts) =>
        texts.Select(text => HistoryAddress().Match(text)).FirstOrDefault(match => match.Success)?.Value;

    private static IEnumerable<OtherTag> Tags(string html) => Tag().Matches(html).Select(match => new OtherTag(
        match.Groups["name"].Value.ToLowerInvariant(),
        Attribute().Matches(match.Groups["rest"].Value).DistinctBy(attribute => attribute.Groups["name"].Value.ToLowerInvariant()).ToDictionary(
            attribute => attribute.Groups["name"].Value.ToLowerInvariant(),
            attribute => attribute.Groups["value"].Value.Trim('"', '\''),
            StringComparer.Ordinal)));

    [GeneratedRegex("<(?<name>[a-z]+)(?<rest>(?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Tag();

    [GeneratedRegex("(?<name>[a-z-]+)(=(?<value>\"[^\"]*\"|'[^']*'|[^\\s>]+))?", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Attribute();

    [GeneratedRegex("<select name=[\"']?(?<name>\\w+)[^>]*>(?<options>.*?)</select>", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Selects();

    [GeneratedRegex("<option value=[\"']?(?<value>\\w*)(?<rest>[^>]*)>(?<text>[^<]*)<", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Options();

    [GeneratedRegex("<a href=[\"']?(?<address>[^\"'>]+)[\"']?>Suivant", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex NextPage();

    [GeneratedRegex("en préparation|Chargement en cours", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex WaitingText();

    [GeneratedRegex("(window\\.location\\.replace\\('|;url=)(?<address>[^'\">]+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ScriptAddress();

    [GeneratedRegex("/Sirf/[\\w/-]*impri_sauvg\\.asp(\\?[\\w=]+)?", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex SaveAddress();

    [GeneratedRegex("/Sirf/Script/14_06_08/(pf_14_06_08_histr_factr|HistoriqueFactures|hf)\\.asp", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex HistoryAddress();

    [GeneratedRegex("/Sirf/Script/14_06_08/(pf_14_06_08_consl_factr|ConsulterDocument|c)\\.asp\\?NoFactr=[0-9]+", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ConsultAddress();

    [GeneratedRegex("/Sirf/Script/14_06_05/[\\w]+\\.asp", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex ClientFileAddress();
}
