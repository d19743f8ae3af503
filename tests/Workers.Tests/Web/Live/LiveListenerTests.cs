using Shouldly;
using Workers.Jobs.Feed;
using Xunit;

namespace Workers.Web.Live;

public sealed class LiveListenerTests
{
    private static readonly Guid Epoch = Guid.NewGuid();
    private static readonly LiveFilter All = new(null, null, null);

    [Fact]
    public void Of_states_the_latest_counts_and_of_events_each()
    {
        var listener = new LiveListener(All, () => { });
        foreach (var percent in new[] { 10, 20, 30 })
        {
            listener.Tell(LiveState.Of(new ProgressView(Guid.Empty, "LOAD", percent)));
        }

        listener.Tell([EventAt(1), EventAt(2)], PlaceOf(2));
        var news = listener.Take();

        news.States.Single().Text.ShouldContain("\"percent\":30");
        news.Events.Select(one => one.Place.Tx).ShouldBe([1UL, 2UL]);
        listener.Told.IsCompleted.ShouldBeFalse();
        listener.Take().Events.ShouldBeEmpty();
    }

    [Fact]
    public void Whoever_leaves_too_much_waiting_is_let_go_once_and_holds_no_more()
    {
        var lost = 0;
        var listener = new LiveListener(All, () => lost++);

        for (var n = 1; n <= LiveListener.MostEvents + 5; n++)
        {
            listener.Tell([EventAt(n)], PlaceOf(n));
        }

        lost.ShouldBe(1);
        listener.Take().Events.ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_asked_for_wakes_nobody_and_moves_the_place()
    {
        var listener = new LiveListener(new(Guid.NewGuid(), null, null), () => { });

        listener.Tell([EventAt(1)], PlaceOf(7));

        listener.Told.IsCompleted.ShouldBeFalse();
        listener.Take().ShouldSatisfyAllConditions(news => news.Events.ShouldBeEmpty(), news => news.Place.ShouldBe(PlaceOf(7)));
    }

    [Fact]
    public void A_reset_takes_the_place_of_what_was_not_told()
    {
        var listener = new LiveListener(All, () => { });
        listener.Tell([EventAt(1)], PlaceOf(1));

        listener.Reset(PlaceOf(9));

        listener.Take().ShouldSatisfyAllConditions(news => news.Reset.ShouldBe(PlaceOf(9)), news => news.Events.ShouldBeEmpty());
    }

    [Fact]
    public void A_burst_waits_for_none_of_those_who_are_not_told_it()
    {
        var audience = new LiveAudience();
        var listener = new LiveListener(new(null, "Tremblay", null), () => { });
        audience.Join(listener);
        var own = Enumerable.Range(1, LiveListener.MostEvents).Select(at => EventAt(at, "Tremblay")).ToList();
        audience.HasNoPlaceFor(own).ShouldBeFalse();
        listener.Tell(own, PlaceOf(LiveListener.MostEvents));

        audience.HasNoPlaceFor([.. Enumerable.Range(1, LiveListener.MostEvents).Select(at => EventAt(at, "another"))]).ShouldBeFalse("it reads nothing, and they are not for it");
        audience.HasNoPlaceFor([EventAt(1, "another"), EventAt(2, "Tremblay")]).ShouldBeTrue();
        audience.HasNoPlaceFor([]).ShouldBeFalse();
        listener.Take();
        audience.HasNoPlaceFor([EventAt(2, "Tremblay")]).ShouldBeFalse();
    }

    private static FeedPlace PlaceOf(int at) => new(Epoch, (ulong)at, 0);

    private static LiveEvent EventAt(int at, string? dossier = null) => new(PlaceOf(at), "document.stored", Guid.Empty, dossier, () => "");
}
