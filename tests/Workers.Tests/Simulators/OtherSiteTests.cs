using System.Text;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Simulators.OtherRegistre;
using Xunit;

namespace Workers.Simulators;

public sealed class OtherSiteTests
{
    private const string IndexForm = "Script/13_01_11/pf_13_01_11_02_indx_immbl.asp";

    /// <summary>Markup of the third set that takes a browser to read: this visitor goes by the text. <c>OtherRegistreTests</c> walks them (<c>TEST_SHAPES=third</c>).</summary>
    private static readonly string[] ForBrowsers =
    [
        "Accents.Named", "Accents.Numeric", "Addresses.BaseHref", "Addresses.FolderCase", "Bar.Forms", "CopyOffer.NothingChosen", "CopyOffer.RadioAfterLabel", "CopyOffer.RadioChosen",
        "CopyOffer.TickedAsWell", "EndTags.Omitted", "FrameSet.MenuByScript", "HistoryChoice.Radios",
        "Interim.AutoForm", "Interim.RefreshHeader", "LoginExtra.OccasionalFirst", "NameSpaces.Doubled", "NameSpaces.NoBreak", "NumberSpaces.Narrow", "PdfFile.BlankLines",
        "Remarks.OldMarkup", "Surroundings.Advertisement", "Surroundings.SearchAbove",
    ];

    public static TheoryData<string> Shapes { get; } = [.. OtherShape.All.Keys.Except(ForBrowsers)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public async Task Every_shape_sells_a_document_once_and_shows_it_in_its_history(string name) => await BuyAsync(OtherShape.All[name]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public async Task A_mixed_shape_sells_a_document_once(int seed) => await BuyAsync(OtherShape.Mixed(seed).Without(ForBrowsers));

    private static async Task BuyAsync(OtherShape shape)
    {
        var time = new FakeTimeProvider(new(2026, 3, 5, 15, 0, 0, TimeSpan.Zero));
        await using var site = await OtherSite.StartAsync(shape, time: time);
        using var visitor = new OtherVisitor(site, time);
        (await visitor.GetAsync("")).Text.ShouldContain("Registre foncier");
        var welcome = await visitor.LogInAsync(OtherSite.Notary.Code, OtherSite.Notary.Password);
        site.Logins.ShouldHaveSingleItem().Accepted.ShouldBeTrue();

        var pdf = await visitor.FetchAsync(await visitor.SearchLotAsync(IndexForm, "Laval", "Cadastre du Québec", "1 262 877"));

        pdf.IsPdf.ShouldBeTrue(pdf.Text);
        Encoding.ASCII.GetString(pdf.Bytes).ShouldContain("%%EOF");
        var billed = site.Bill.ShouldHaveSingleItem();
        billed.Document.Number.ShouldBe("1262877");
        billed.Account.ShouldBe(OtherSite.Notary.Code);

        time.Advance(TimeSpan.FromMinutes(2));
        var history = await visitor.HistoryAsync(welcome);
        history.Replace("&nbsp;", " ", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ShouldContain("1262877");
        (await visitor.ConsultAgainAsync(history)).IsPdf.ShouldBeTrue();
        site.Bill.Count.ShouldBe(shape.Reread == Reread.Billed && shape.Rebilling != Rebilling.PerSession ? 2 : 1);
        site.CopiesOrdered.ShouldBeEmpty();
    }
}
