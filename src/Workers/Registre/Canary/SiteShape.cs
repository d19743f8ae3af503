using System.Security.Cryptography;
using System.Text;

namespace Workers.Registre.Canary;

/// <summary>The shapes of all pages that a walk came by, in the order of their places.</summary>
internal sealed record SiteShape(IReadOnlyList<PageShape> Pages)
{
    /// <summary>The same for the same shape, on every machine: twelve hexadecimal digits.</summary>
    public string Hash => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToString())))[..12];

    public PageShape? At(string place) => Pages.FirstOrDefault(page => page.Place == place);

    /// <summary>With what only the other one saw: a page that the site does not show every day.</summary>
    public SiteShape WithRestOf(SiteShape? other) =>
        Of([.. Pages, .. (other?.Pages ?? []).Where(page => At(page.Place) is null)]);

    public static SiteShape Of(IEnumerable<PageShape> pages) => new([.. pages.OrderBy(page => page.Place, StringComparer.Ordinal)]);

    public override string ToString() => string.Join('\n', Pages);
}
