using Shouldly;
using Simulators.Integrator;
using Xunit;

namespace Workers.Webhooks;

/// <summary>What each mood of a receiver that was written after the specification alone ends as.</summary>
public sealed class ReceiverMoodsTests(ToldReceivers told) : IClassFixture<ToldReceivers>
{
    /// <summary>What a delivery that met a mood ends as.</summary>
    public enum End
    {
        /// <summary>It was taken at once.</summary>
        Taken,

        /// <summary>It is tried again, and taken when the receiver is well.</summary>
        Again,

        /// <summary>The endpoint is switched off.</summary>
        Off,
    }

    /// <param name="status">What stands written of a try in that mood; 0 where no answer was understood.</param>
    [Theory]
    [InlineData(ReceiverMood.Ok, End.Taken, 200)]
    [InlineData(ReceiverMood.NoContent, End.Taken, 204)]
    [InlineData(ReceiverMood.AcceptedAfterHints, End.Taken, 202)]
    [InlineData(ReceiverMood.ServerError, End.Again, 500)]
    [InlineData(ReceiverMood.TooMany, End.Again, 429)]
    [InlineData(ReceiverMood.Gone, End.Off, 410)]
    [InlineData(ReceiverMood.RedirectElsewhere, End.Again, 302)]
    [InlineData(ReceiverMood.RedirectForGood, End.Again, 308)]
    [InlineData(ReceiverMood.RedirectToItself, End.Again, 302)]
    [InlineData(ReceiverMood.Silent, End.Again, 0)]
    [InlineData(ReceiverMood.BreaksInStatusLine, End.Again, 0)]
    [InlineData(ReceiverMood.BreaksInHeaders, End.Again, 0)]
    [InlineData(ReceiverMood.BreaksInBody, End.Taken, 200)]
    [InlineData(ReceiverMood.SlowByteForByte, End.Taken, 200)]
    [InlineData(ReceiverMood.EndlessBody, End.Taken, 200)]
    [InlineData(ReceiverMood.EndlessHeaders, End.Again, 0)]
    [InlineData(ReceiverMood.BodyThatSwells, End.Taken, 200)]
    [InlineData(ReceiverMood.Garbage, End.Again, 0)]
    [InlineData(ReceiverMood.HostileHeaders, End.Taken, 200)]
    [InlineData(ReceiverMood.UnlawfulHeaders, End.Again, 0)]
    [InlineData(ReceiverMood.ClosesBeforeBody, End.Again, 0)]
    [InlineData(ReceiverMood.AnswersBeforeBody, End.Again, 500)]
    [InlineData(ReceiverMood.ReadsBodySlowly, End.Taken, 200)]
    [InlineData(ReceiverMood.KeepAliveThenReset, End.Taken, 200)]
    [InlineData(ReceiverMood.KeepAliveThenCloses, End.Taken, 200)]
    public void A_delivery_ends_as_its_receiver_decides_and_each_event_is_taken_under_one_id(ReceiverMood mood, End end, int status)
    {
        var of = told.Of(mood);
        var receiver = of.Receiver;

        of.Statuses.ShouldContain(status == 0 ? (int?)null : status);
        receiver.Refused.ShouldBeEmpty("each is signed");
        receiver.CameElsewhere.ShouldBe(0);
        of.IsOn.ShouldBe(end is not End.Off);
        var tries = end switch { End.Taken => ToldReceivers.Events, End.Again => ToldReceivers.Events + ToldReceivers.Odd, _ => 1 };
        of.Last.Count(one => one.State is DeliveryState.Delivered).ShouldBe(end is End.Off ? 0 : ToldReceivers.Events);
        if (mood is ReceiverMood.Silent)
        {
            // Its time ends for what else is on its way to it too.
            of.Last.Sum(one => one.Attempts).ShouldBeGreaterThanOrEqualTo(tries);
        }
        else
        {
            receiver.Deliveries.Count.ShouldBe(tries);
            receiver.Connections.ShouldBe(tries, "each try has its own, and no redirect another");
            of.Last.Sum(one => one.Attempts).ShouldBe(tries);
        }

        of.Last.ShouldAllBe(one => one.Answer == null || (one.Answer.Length <= 500 && !one.Answer.Any(char.IsControl)), "one line, for people");
        if (end is not End.Off)
        {
            receiver.Messages.Keys.ShouldBe(of.Last.Select(one => one.Id.ToString()), ignoreOrder: true);
            receiver.Messages.Values.ShouldAllBe(message => message.Oddities.Count == 0 && message.Type == "document.stored");
            receiver.Deliveries.ShouldAllBe(delivery => receiver.Messages.ContainsKey(delivery.Id!));
        }
    }

    [Fact]
    public void Every_mood_is_told_what_it_ends_as() =>
        typeof(ReceiverMoodsTests).GetMethod(nameof(A_delivery_ends_as_its_receiver_decides_and_each_event_is_taken_under_one_id))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Cast<InlineDataAttribute>().Select(row => (ReceiverMood)row.Data[0]!).ShouldBe(Enum.GetValues<ReceiverMood>(), ignoreOrder: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1, 2)]
    public void While_a_secret_is_replaced_whoever_knows_either_or_both_verifies_each_message(params int[] generations)
    {
        var receiver = told.Knowing(generations).Receiver;

        receiver.Refused.ShouldBeEmpty();
        receiver.Messages.Count.ShouldBe(ToldReceivers.Events);
        receiver.Deliveries.ShouldAllBe(delivery => delivery.SignedBy.Count == generations.Length);
    }
}
