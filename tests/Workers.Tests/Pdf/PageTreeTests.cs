using Shouldly;
using Xunit;

namespace Workers.Pdf;

public sealed class PageTreeTests
{
    [Theory]
    [InlineData("<< /Type /Pages /Kids [3 0 R] /Count 12 >>", 12)]
    [InlineData("<</Count 3/Type/Pages>> <</Type /Pages /Count 7>>", 7)]
    [InlineData("<< /Type /Page >>", null)]
    public void Pages_are_counted_where_the_tree_can_be_read(string content, int? pages) =>
        PageTree.CountPages(content).ShouldBe(pages);
}
