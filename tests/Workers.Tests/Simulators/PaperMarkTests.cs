using Shouldly;
using Simulators.Paper;
using Xunit;

namespace Workers.Simulators;

public sealed class PaperMarkTests
{
    private static readonly PaperDocument Index = new()
    {
        Kind = PaperKind.Index,
        Number = "399-184",
        Circonscription = "Chambly",
        Cadastre = "Paroisse de Saint-Bruno",
        Look = PaperLook.Scanned,
        Pages = 2,
    };

    private static readonly Lazy<Task<byte[]>> Printed = new(() => PaperPress.PrintAsync(Index));

    [Theory]
    [InlineData(75)]
    [InlineData(100)]
    [InlineData(144)]
    [InlineData(200)]
    [InlineData(300)]
    public async Task A_mark_is_read_at_any_usual_resolution_and_after_hard_compression(int dpi)
    {
        foreach (var (image, page) in await RenderAsync(dpi))
        {
            var jpeg = Leptonica.ToJpeg(image, 40);

            var read = await PaperReader.IdentifyAsync(jpeg, "image/jpeg", TestContext.Current.CancellationToken);

            read.ShouldHaveSingleItem().Mark.ShouldBe(new PageMark(Index.Key, page));
        }
    }

    [Fact]
    public async Task A_mark_is_read_after_more_skew_and_in_black_and_white()
    {
        foreach (var (image, page) in await RenderAsync(150))
        {
            for (var seed = 0UL; seed < 6; seed++)
            {
                var skewed = ScannedLook.Age(image, new Dice(seed));
                var binary = skewed with { Pixels = [.. skewed.Pixels.Select(pixel => (byte)(pixel < 140 ? 0 : 255))] };

                PageMark.TryRead(skewed).ShouldBe(new PageMark(Index.Key, page));
                PageMark.TryRead(binary).ShouldBe(new PageMark(Index.Key, page));
            }
        }
    }

    [Fact]
    public async Task Either_half_of_a_page_names_it()
    {
        foreach (var (image, page) in await RenderAsync(150))
        {
            var middle = image.Height / 2 * image.Width;
            PageMark.TryRead(new GreyImage(image.Width, image.Height / 2, image.Pixels[..middle])).ShouldBe(new PageMark(Index.Key, page));
            PageMark.TryRead(new GreyImage(image.Width, image.Height / 2, image.Pixels[middle..(middle * 2)])).ShouldBe(new PageMark(Index.Key, page));
        }
    }

    [Fact]
    public async Task A_page_turned_upside_down_is_still_known()
    {
        foreach (var (image, page) in await RenderAsync(150))
        {
            PageMark.TryRead(image with { Pixels = [.. image.Pixels.Reverse()] }).ShouldBe(new PageMark(Index.Key, page));
        }
    }

    [Fact]
    public void A_mark_with_any_cell_wrong_is_refused()
    {
        var cells = PageMarkCode.Encode(new PageMark(0x123456789ABC, 7));
        var data = new bool[PageMarkCode.Rows, PageMarkCode.DataColumns];
        foreach (var (row, column) in Cells())
        {
            data[row, column] = cells[row, PageMarkCode.FirstDataColumn + column];
        }

        PageMarkCode.Decode(data).ShouldBe(new PageMark(0x123456789ABC, 7));
        foreach (var (row, column) in Cells())
        {
            data[row, column] = !data[row, column];
            PageMarkCode.Decode(data).ShouldBeNull();
            data[row, column] = !data[row, column];
        }
    }

    [Fact]
    public async Task What_is_no_page_is_not_identified()
    {
        PageMark.TryRead(new GreyImage(200, 100, new byte[20_000])).ShouldBeNull();
        (await PaperReader.IdentifyAsync("<html>"u8.ToArray(), "application/pdf", TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await PaperReader.IdentifyAsync("<html>"u8.ToArray(), "image/jpeg", TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await PaperReader.IdentifyAsync(Array.Empty<byte>(), "image/png", TestContext.Current.CancellationToken)).ShouldBeEmpty();
    }

    private static IEnumerable<(int Row, int Column)> Cells() =>
        from row in Enumerable.Range(0, PageMarkCode.Rows)
        from column in Enumerable.Range(0, PageMarkCode.DataColumns)
        select (row, column);

    private static async Task<IEnumerable<(GreyImage Image, int Page)>> RenderAsync(int dpi)
    {
        var images = await Poppler.RenderAsync(await Printed.Value, dpi, TestContext.Current.CancellationToken);
        images.Count.ShouldBe(Index.Pages);
        return images.Select((image, i) => (image, i + 1));
    }
}
