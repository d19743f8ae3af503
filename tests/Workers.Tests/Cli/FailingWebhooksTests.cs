using Shouldly;
using Workers.Webhooks;
using Xunit;

namespace Workers.Cli;

public sealed class FailingWebhooksTests
{
    private static readonly WebhookDelivery Tried = new(Guid.NewGuid(), Guid.NewGuid(), "document.read", DateTimeOffset.UnixEpoch, DeliveryState.Pending, 3, DateTimeOffset.UnixEpoch, Status: 500, Answer: "Internal Server Error");

    [Fact]
    public void An_address_that_took_nothing_lately_tells_its_last_answer()
    {
        WebhooksCommand.FindFailing([Tried with { Attempts = 0, Status = null }, Tried, Tried with { State = DeliveryState.Dead, Status = 502 }]).ShouldBe("500 Internal Server Error");
        WebhooksCommand.FindFailing([Tried with { Status = null, Answer = "nothing listens there" }]).ShouldBe("nothing listens there");
        WebhooksCommand.FindFailing([Tried, Tried with { State = DeliveryState.Delivered }]).ShouldBeNull("one that was delivered shows that it takes them");
        WebhooksCommand.FindFailing([Tried with { Attempts = 0 }]).ShouldBeNull();
    }
}
