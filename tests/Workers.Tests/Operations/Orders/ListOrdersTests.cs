using Shouldly;
using Workers.Operations.Status;
using Workers.Support;
using Xunit;

namespace Workers.Operations.Orders;

/// <summary>What was ordered of a daemon that is gone.</summary>
public sealed class ListOrdersTests
{
    private const string Gone = "vm-9-41-0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData(Gone, 10, true)]
    [InlineData(Gone, 1, false)]
    [InlineData("vm-9", 10, false)]
    [InlineData(null, 10, false)]
    public void An_order_for_a_start_that_is_over_is_told_for_a_while(string? server, int minutesAgo, bool isGone)
    {
        var order = Steer.Pause("buying") with { Server = server, At = DateTimeOffset.UnixEpoch };

        ListOrders.IsOfAGoneStart(order, [StatusReports.Daemon()], DateTimeOffset.UnixEpoch.AddMinutes(minutesAgo)).ShouldBe(isGone);
        ListOrders.IsOfAGoneStart(order, null, DateTimeOffset.UnixEpoch.AddMinutes(minutesAgo)).ShouldBeFalse("nobody knows who runs");
        ListOrders.IsOfAGoneStart(order, [StatusReports.Daemon() with { Id = Gone }], DateTimeOffset.UnixEpoch.AddMinutes(minutesAgo)).ShouldBeFalse("it runs");
    }
}
