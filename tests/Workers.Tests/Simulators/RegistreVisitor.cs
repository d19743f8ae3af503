using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Simulators.Registre;

namespace Workers.Simulators;

/// <summary>A person at the simulated site, by plain HTTP: keeps the cookie, follows redirects one by one.</summary>
internal sealed partial class RegistreVisitor(RegistreSite site) : IDisposable
{
    private static readonly Encoding Windows1252 = CodePagesEncodingProvider.Instance.GetEncoding(1252).ShouldNotBeNull();

    private readonly HttpClient http = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() })
    {
        BaseAddress = site.Origin,
        Timeout = TimeSpan.FromSeconds(30),
    };

    public HttpResponseMessage Last { get; private set; } = new();

    public string Path { get; private set; } = "";

    public int Redirects { get; private set; }

    public byte[] Bytes { get; private set; } = [];

    public string Text => Windows1252.GetString(Bytes);

    /// <summary>What the page says in its message box; null when there is none.</summary>
    public string? Message => MessageCell().Match(Text) is { Success: true } match ? match.Value : null;

    public Task GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    public Task PostAsync(string path, params (string Name, string Value)[] fields) => SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
    {
        Content = new FormUrlEncodedContent(fields.Prepend(("txtEtat", "valdr")).Select(field => KeyValuePair.Create(field.Item1, field.Item2))),
    });

    public Task LoginAsync(string code = "12A3456", string password = "simulateur") => PostAsync(
        SitePaths.Login, ("txtVaCodeUtils", code), ("txtMotPasse", password), ("txtBoutn", "btnSoumt"), ("txtInAfichQuestIdentPersn", "N"));

    /// <summary>Fills a lot form select by select, as its reloads demand, and submits it.</summary>
    public async Task SearchLotAsync(string path, string circonscription, string cadastre, string number, string? designation = null)
    {
        await GetAsync(path);
        var fields = new List<(string, string)> { ("selCircnFoncr", Option(circonscription)), ("txtEtat", "rechr") };
        await PostAsync(path, [.. fields]);
        fields.Insert(1, ("selCadst", Option(cadastre)));
        await PostAsync(path, [.. fields]);
        if (designation is not null)
        {
            fields.Insert(2, ("selDesgnSecnd", Option(designation)));
        }

        fields.RemoveAt(fields.Count - 1);
        await PostAsync(path, [.. fields, ("txtNumrtLot", number), ("btnSoumt", "Soumettre")]);
    }

    public async Task SearchActeAsync(string circonscription, string type, string number)
    {
        await GetAsync(SitePaths.ActeSearch);
        await PostAsync(
            SitePaths.ActeSearch, ("selCircnFoncr", Option(circonscription)), ("selTypeDocmn", Option(type)), ("txtNoReqst", number), ("btnRechr", "Rechercher"));
    }

    /// <summary>From the viewer to the PDF: the menu frame, then its save link.</summary>
    public async Task SaveAsync()
    {
        await GetAsync(MenuFrame().Match(Text).Value);
        await GetAsync(SaveLink().Match(Text).Value);
    }

    public string Option(string text) =>
        Regex.Match(Text, $"<option value=\"([^\"]*)\"[^>]*>{Regex.Escape(text)}</option>", RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidOperationException($"The page offers no {text}.");

    public void Dispose()
    {
        Last.Dispose();
        http.Dispose();
    }

    private async Task SendAsync(HttpRequestMessage request)
    {
        Redirects = 0;
        while (true)
        {
            Last.Dispose();
            Last = await http.SendAsync(request);
            Path = request.RequestUri.ShouldNotBeNull().ToString();
            Bytes = await Last.Content.ReadAsByteArrayAsync();
            if (Last.StatusCode != HttpStatusCode.Redirect)
            {
                return;
            }

            Redirects++;
            request = new HttpRequestMessage(HttpMethod.Get, Last.Headers.Location);
        }
    }

    [GeneratedRegex("(?<=<td class=\"contValErr\">)[^<]*", RegexOptions.None, 1000)]
    private static partial Regex MessageCell();

    [GeneratedRegex("(?<=name=\"menu\" src=\")[^\"]*", RegexOptions.None, 1000)]
    private static partial Regex MenuFrame();

    [GeneratedRegex("(?<=title=\"Sauvegarder ou imprimer le document\" href=\")[^\"]*", RegexOptions.None, 1000)]
    private static partial Regex SaveLink();
}
