using System.Text;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Ocr.Leptonica;

/// <summary>Which pale ink of a page is a stamp, and goes before its letters are read.</summary>
public sealed class StampInkTests : IDisposable
{
    private const int Width = 1600;
    private const int Height = 2000;
    private const int LineHeight = 56;
    private const byte Paper = 200;
    private const byte Ink = 40;
    private const byte Pale = 125;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _pixels = new byte[Width * Height];

    public StampInkTests()
    {
        Array.Fill(_pixels, Paper);
        for (var line = 0; line < 24; line++)
        {
            Write(line, Ink);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_frame_of_pale_ink_across_the_writing_is_a_stamp()
    {
        for (var x = 600; x < 1100; x++)
        {
            Draw(x, 500, 14, 14, Pale);
            Draw(x, 760, 14, 14, Pale);
        }

        for (var y = 500; y < 760; y++)
        {
            Draw(600, y, 14, 14, Pale);
            Draw(1100, y, 14, 14, Pale);
        }

        using var page = Load();
        using var ink = page.FindInk(mayBeStamped: true);
        var place = ink.Stamps.ShouldHaveSingleItem();
        place.X.ShouldBeInRange(590, 610);
        place.Y.ShouldBeInRange(490, 510);
        (place.Width, place.Height).ShouldSatisfyAllConditions(size => size.Width.ShouldBeInRange(500, 530), size => size.Height.ShouldBeInRange(260, 290));
        using var unlooked = page.FindInk();
        unlooked.Stamps.ShouldBeEmpty();
    }

    /// <summary>A clerk with a fresh quill, and the next with a watery one: lines below each other cover as much as a stamp does.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(8)]
    public void Lines_in_a_paler_pen_stay_on_the_page(int lines)
    {
        for (var line = 24; line < 24 + lines; line++)
        {
            Write(line, Pale);
        }

        using var page = Load();
        using var ink = page.FindInk(mayBeStamped: true);
        using var before = page.FindInk();
        using var bare = page.WithoutRules(ink, 0);
        using var after = bare.FindInk();
        after.Marks.ShouldBe(before.Marks, "a stamp without a frame is not trusted, and stays");
    }

    /// <summary>A line of letters that are as thick as a broad pen's, and as near to each other as those of words.</summary>
    private void Write(int line, byte ink)
    {
        var top = 60 + (line * LineHeight);
        for (var x = 120; x < 1400; x += 30)
        {
            Draw(x, top, 8, 32, ink);
            Draw(x, top + 12, 20, 8, ink);
        }
    }

    private void Draw(int left, int top, int width, int height, byte ink)
    {
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
            {
                // Where two inks lie over each other the darker one is seen.
                _pixels[(y * Width) + x] = Math.Min(_pixels[(y * Width) + x], ink);
            }
        }
    }

    private GreyPage Load()
    {
        var header = Encoding.ASCII.GetBytes(FormattableString.Invariant($"P5\n{Width} {Height}\n255\n"));
        var file = _folder.File("page.pgm");
        File.WriteAllBytes(file, [.. header, .. _pixels]);
        return GreyPage.Load(file, Width, Height, header.Length);
    }
}
