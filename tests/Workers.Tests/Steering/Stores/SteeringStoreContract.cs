using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Support;
using Xunit;

namespace Workers.Steering.Stores;

/// <summary>What every store of orders promises.</summary>
public abstract class SteeringStoreContract : IAsyncLifetime
{
    private ISteeringStore _store = null!;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<ISteeringStore> OpenAsync();

    private protected abstract Task CloseAsync();

    [Fact]
    public async Task An_order_is_kept_as_it_was_given()
    {
        var orders = new[]
        {
            Steer.Pause("account 12A3456", until: new DateTimeOffset(2031, 2, 3, 4, 5, 6, TimeSpan.Zero)),
            Steer.Set("GEMINI_MAX_TPM", "6400000", "vm-2"),
            Steer.Drain("vm-3-17-0123456789abcdef0123456789abcdef") with { Why = null, By = "Zoé \"l'opératrice\" 'x' $1" },
        };

        (await ExchangeAsync()).ShouldBeEmpty();
        (await ExchangeAsync(orders)).ShouldBe(orders, ignoreOrder: true);
        (await ExchangeAsync()).ShouldBe(orders, ignoreOrder: true);
    }

    [Fact]
    public async Task Of_one_thing_the_newest_order_stays_whoever_comes_last_and_how_often()
    {
        var (old, other) = (Steer.Pause("buying"), Steer.Pause("buying", "vm-1"));
        var lifted = Steer.Lift(old);

        await ExchangeAsync(lifted);
        (await ExchangeAsync(old, other)).ShouldBe([lifted, other], ignoreOrder: true);
        (await ExchangeAsync(other, lifted, old)).ShouldBe([lifted, other], ignoreOrder: true);
        (await ExchangeAsync()).ShouldBe([lifted, other], ignoreOrder: true);
    }

    [Fact]
    public async Task Two_orders_of_one_revision_are_told_apart_the_same_everywhere()
    {
        var first = Steer.Pause("gemini") with { Id = Guid.Parse("00000000-0000-0000-0000-0000000000aa") };
        var second = first with { Id = Guid.Parse("f0000000-0000-0000-0000-000000000000"), By = "another" };

        await ExchangeAsync(second);
        (await ExchangeAsync(first)).ShouldHaveSingleItem().ShouldBe(second);
        second.IsNewerThan(first).ShouldBeTrue();
        first.IsNewerThan(second).ShouldBeFalse();
    }

    [Fact]
    public void Whatever_is_brought_in_whatever_sequence_the_store_holds_what_a_merge_holds()
    {
        var draw = from subject in Gen.Elements("buying", "gemini", "env dev")
                   from server in Gen.Elements(null, "vm-1")
                   from revision in Gen.Choose(1, 6)
                   from id in Gen.Choose(1, 9)
                   from lifted in Gen.Elements(true, false)
                   select Steer.Pause(subject, server) with { Revision = revision, Id = new Guid(id, 0, 0, [1, 2, 3, 4, 5, 6, 7, (byte)revision]), IsLifted = lifted };
        var known = SteeringOrders.None;
        Prop.ForAll(Gen.ArrayOf(draw).ToArbitrary(), orders =>
        {
            // An id is given once.
            var brought = orders.DistinctBy(order => order.Id).Where(order => known.All.All(kept => kept.Id != order.Id)).ToArray();
            known = known.Merge(brought);
            ExchangeAsync(brought).GetAwaiter().GetResult().ShouldBe(known.All, ignoreOrder: true);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    private protected Task<IReadOnlyList<SteeringOrder>> ExchangeAsync(params SteeringOrder[] orders) => _store.ExchangeAsync(orders, TestContext.Current.CancellationToken);
}
