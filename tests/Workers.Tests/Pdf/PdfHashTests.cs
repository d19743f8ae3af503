using System.Text;
using Shouldly;
using Xunit;

namespace Workers.Pdf;

public sealed class PdfHashTests
{
    private const string OfAbc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    [Fact]
    public async Task A_stream_and_its_copy_have_the_hash_of_their_bytes_in_lower_case_hex()
    {
        using var content = new MemoryStream("abc"u8.ToArray());
        (await PdfHash.OfAsync(content, TestContext.Current.CancellationToken)).ShouldBe(OfAbc);

        content.Position = 0;
        using var copy = new MemoryStream();
        (await PdfHash.CopyAsync(content, copy, TestContext.Current.CancellationToken)).ShouldBe(OfAbc);
        Encoding.ASCII.GetString(copy.ToArray()).ShouldBe("abc");
    }
}
