using Shouldly;
using Workers.Operations.Orders;
using Workers.Operations.Status;
using Xunit;

namespace Workers.Operations;

public sealed class IdWordTests
{
    private const string Whole = "3f2504e0-4f89-11d3-9a0c-0305e82c3301";

    [Theory]
    [InlineData(Whole, "3f2504e04f8911d39a0c0305e82c3301")]
    [InlineData("{3F2504E0-4F89-11D3-9A0C-0305E82C3301}", "3f2504e04f8911d39a0c0305e82c3301")]
    [InlineData("3F2504E0", "3f2504e0")]
    [InlineData("3f2504e0-4f89-", "3f2504e04f89")]
    [InlineData("3f2504e0…", "3f2504e0")]
    public void An_id_is_taken_whole_or_by_eight_digits_or_more(string typed, string digits) => IdWord.Parse(typed).ShouldNotBeNull().Digits.ShouldBe(digits);

    [Fact]
    public void What_is_no_id_is_none() => new[] { "3f2504e", "3f2504eg", $"{Whole}1", "--------", "", "12 345 678" }.Select(typed => IdWord.Parse(typed)).ShouldAllBe(word => word == null);

    [Theory]
    [InlineData("24567890", true)]
    [InlineData("245678901234", true)]
    [InlineData("2456789012345", false)]
    [InlineData("24567890-", false)]
    [InlineData("24567890…", false)]
    [InlineData("2456789a", false)]
    public void Decimal_digits_alone_are_more_likely_a_documents_number(string typed, bool isLikeOne) => IdWord.Parse(typed)!.IsLikeANumber.ShouldBe(isLikeOne);

    [Fact]
    public void Only_all_of_its_digits_are_the_id() =>
        (IdWord.Parse(Whole)!.Whole, IdWord.Parse(Whole[..35])!.Whole).ShouldBe((Guid.Parse(Whole), null));

    [Fact]
    public void A_daemon_that_is_gone_is_known_by_the_beginning_of_its_id_as_long_as_something_is_ordered_of_it()
    {
        var daemon = StatusReports.Daemon();
        const string Gone = "vm-9-41-0123456789abcdef0123456789abcdef";

        DaemonNames.Resolve("vm-9-41-0123", [daemon], [Gone]).ShouldBe([Gone]);
        DaemonNames.Resolve("VM-9-41-0123", [daemon], [Gone, "vm-9-42-0123456789abcdef0123456789abcdef"]).ShouldBe([Gone]);
        DaemonNames.Resolve("vm-9-4", [daemon], [Gone, "vm-9-42-0123456789abcdef0123456789abcdef"]).Count.ShouldBe(2);
        DaemonNames.Resolve("vm-9", [daemon], [Gone]).ShouldBeEmpty("a host is no start of it that is gone");
        DaemonNames.Resolve("vm-9-", [daemon], [Gone]).ShouldBeEmpty();
        DaemonNames.Resolve("vm-9", [daemon], ["vm-99"]).ShouldBeEmpty("the beginning of a host's name is another host");
        DaemonNames.Resolve("vm-99", [daemon], ["vm-99"]).ShouldBe(["vm-99"]);
    }
}
