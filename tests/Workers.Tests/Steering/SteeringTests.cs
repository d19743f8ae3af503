using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Gemini;
using Workers.Hosting.Environments;
using Workers.Hosting.Settings;
using Workers.Registre;
using Workers.Supervisor;
using Workers.Support;
using Xunit;

namespace Workers.Steering;

/// <summary>What orders come to, whatever they are and however they came.</summary>
public sealed class SteeringTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly SteeredDaemon Me = new("vm-1-42-0123456789abcdef0123456789abcdef", "vm-1", "a");
    private static readonly LoadedSettings Configured = Settings(("WORKER_COUNT", "2"), ("OCR_WORKER_POOL_SIZE", "6"), ("OCR_MIN_INDEX_WORKERS", "2"), ("OCR_MIN_ACTE_WORKERS", "2"));

    // Values inside and outside of bounds, values that only hold together, names that do not exist or may not be changed.
    private static readonly Gen<(string Name, string Value)> AnySet = Gen.Elements(
        ("WORKER_COUNT", "0"), ("WORKER_COUNT", "3"), ("WORKER_COUNT", "65"), ("WORKER_COUNT", "many"),
        ("OCR_WORKER_POOL_SIZE", "1"), ("OCR_WORKER_POOL_SIZE", "3"), ("OCR_WORKER_POOL_SIZE", "300"),
        ("OCR_MIN_INDEX_WORKERS", "0"), ("OCR_MIN_INDEX_WORKERS", "4"), ("OCR_MIN_ACTE_WORKERS", "1"), ("OCR_MIN_ACTE_WORKERS", "6"),
        ("GEMINI_MAX_RPM", "10"), ("GEMINI_MAX_RPM", "-1"), ("GEMINI_BUDGET_USD_DAY", "2.5"), ("REGISTRE_BUDGET_CAD_DAY", "1,5"),
        ("REDIS_URL", "redis://elsewhere:1"), ("NO_SUCH_SETTING", "1"), ("WORKER_COUNT", " "));

    private static readonly Gen<SteeringOrder> AnyOrder =
        from verb in Gen.Elements(SteeringVerb.Pause, SteeringVerb.Drain, SteeringVerb.Set, SteeringVerb.Set, SteeringVerb.Set)
        from set in AnySet
        from paused in Gen.Elements("buying", "gemini", "env dev", "source acte", "account 1A", "pool ocr")
        from server in Gen.Elements(null, null, "a", "vm-1", "vm-2", Me.Id)
        from revision in Gen.Choose(1, 30)
        from ends in Gen.Elements<int?>(null, null, -60, 60)
        from lifted in Gen.Frequency((4, Gen.Constant(false)), (1, Gen.Constant(true)))
        from id in Gen.Choose(1, 1_000_000)
        let subject = verb switch { SteeringVerb.Pause => paused, SteeringVerb.Set => set.Name, _ => "" }
        select new SteeringOrder(
            new Guid(id, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]), revision, verb, subject, verb is SteeringVerb.Set ? set.Value : null, server, lifted, "op", Now.AddHours(-1), Now.AddSeconds(ends ?? 0) is var end && ends is null ? null : end);

    private static readonly Arbitrary<SteeringOrder[]> AnyOrders = Gen.ArrayOf(AnyOrder).ToArbitrary();

    [Fact]
    public void Orders_merged_in_any_sequence_any_number_of_times_come_to_the_same() => Prop.ForAll(AnyOrders, orders =>
    {
        var once = SteeringOrders.None.Merge(orders);
        var again = SteeringOrders.None.Merge(orders.Reverse()).Merge(orders).Merge(once.All);
        again.All.ShouldBe(once.All);
        SteeringOrders.None.Merge(orders.Take(orders.Length / 2)).Merge(SteeringOrders.None.Merge(orders.Skip(orders.Length / 2)).All).All.ShouldBe(once.All);
        once.MissingIn(orders).ShouldBeEmpty();
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void A_reason_that_was_taken_out_is_forgotten_by_who_still_knows_it_and_never_comes_back()
    {
        var told = Steer.Pause("buying");
        var forgotten = told with { Why = null };

        foreach (var merged in new[] { SteeringOrders.None.Merge([told]).Merge([forgotten]), SteeringOrders.None.Merge([forgotten]).Merge([told]), SteeringOrders.None.Merge([told, forgotten, told]) })
        {
            merged.All.ShouldBe([forgotten]);
        }

        SteeringOrders.None.Merge([forgotten]).MissingIn([told]).ShouldBeEmpty();
    }

    [Fact]
    public void The_newest_order_of_a_thing_counts_and_a_next_revision_comes_after_all() => Prop.ForAll(AnyOrders, orders =>
    {
        var merged = SteeringOrders.None.Merge(orders);
        foreach (var kept in merged.All)
        {
            orders.Where(order => order.Key == kept.Key).ShouldAllBe(order => order == kept || !order.IsNewerThan(kept));
        }

        merged.NextRevision(DateTimeOffset.UnixEpoch, 0).ShouldBeGreaterThan(orders.Select(order => order.Revision).DefaultIfEmpty().Max());
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Whatever_is_ordered_what_is_in_force_could_have_been_configured_and_the_rest_is_named() => Prop.ForAll(AnyOrders, orders =>
    {
        var merged = SteeringOrders.None.Merge(orders);
        var state = Steering.Apply(Configured, merged.All, Me, Now);

        state.Settings.Faults.ShouldBeEmpty();
        Configured.With(state.InForce.Where(order => order.Verb is SteeringVerb.Set).Select(order => KeyValuePair.Create(order.Subject, order.Value!))).Faults.ShouldBeEmpty();
        state.InForce.ShouldAllBe(order => order.IsInForce(Now) && Me.IsMeantBy(order));
        var sets = merged.All.Where(order => order.Verb is SteeringVerb.Set && order.IsInForce(Now) && Me.IsMeantBy(order)).Select(order => order.Subject).Distinct().ToList();
        state.InForce.Where(order => order.Verb is SteeringVerb.Set).Concat(state.Skipped.Select(skipped => skipped.Order)).Select(order => order.Subject).ShouldBe(sets, ignoreOrder: true);
        Steering.Apply(Configured, merged.All.Reverse(), Me, Now).InForce.ShouldBe(state.InForce, ignoreOrder: true);
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Nothing_changes_between_two_moments_at_which_no_order_ends() => Prop.ForAll(AnyOrders, orders =>
    {
        var state = Steering.Apply(Configured, orders, Me, Now);
        var later = state.Until is { } until ? until.AddTicks(-1) : Now.AddYears(1);
        Steering.Apply(Configured, orders, Me, later).InForce.ShouldBe(state.InForce);
    }).Check(Config.QuickThrowOnFailure);

    [Fact]
    public void Ordered_settings_are_in_force_and_all_others_stay_as_configured()
    {
        var state = Apply(Set("GEMINI_MAX_RPM", "800", 1), Set("REGISTRE_BUDGET_CAD_DAY", "12.50", 2), Set("OCR_WORKER_POOL_SIZE", "5", 3));

        state.Settings.Get<GeminiOptions>().MaxRequestsPerMinute.ShouldBe(800);
        state.Settings.Get<GeminiOptions>().MaxTokensPerMinute.ShouldBe(new GeminiOptions().MaxTokensPerMinute);
        state.Settings.Get<RegistreOptions>().DayBudget.ShouldBe(12.5m);
        state.Settings.Get<SupervisorOptions>().OcrPool.ShouldBe(5);
        state.Settings.Get<SupervisorOptions>().RegistreWorkers.ShouldBe(2);
    }

    [Fact]
    public void An_order_for_one_daemon_goes_over_a_newer_one_for_all()
    {
        var state = Apply(Set("WORKER_COUNT", "1", 1, "vm-1"), Set("WORKER_COUNT", "3", 2), Set("WORKER_COUNT", "0", 3, "vm-2"));

        state.Settings.Get<SupervisorOptions>().RegistreWorkers.ShouldBe(1);
    }

    [Fact]
    public void What_only_holds_together_is_taken_together_and_what_breaks_a_rule_is_left_out_and_named()
    {
        Apply(Set("OCR_WORKER_POOL_SIZE", "2", 1), Set("OCR_MIN_INDEX_WORKERS", "1", 2), Set("OCR_MIN_ACTE_WORKERS", "1", 3)).Settings.Get<SupervisorOptions>().OcrPool.ShouldBe(2);

        var alone = Apply(Set("OCR_WORKER_POOL_SIZE", "3", 1));
        alone.Settings.Get<SupervisorOptions>().OcrPool.ShouldBe(6);
        alone.Skipped.ShouldHaveSingleItem().Why.ShouldBe("OCR_MIN_INDEX_WORKERS + OCR_MIN_ACTE_WORKERS: found '4'; allowed: at most OCR_WORKER_POOL_SIZE (3). Lower the minimum or raise OCR_WORKER_POOL_SIZE.");
    }

    [Theory]
    [InlineData("WORKER_COUNT", "65", "WORKER_COUNT: found '65'; allowed: a whole number from 0 to 64.")]
    [InlineData("REDIS_URL", "redis://x:1", "REDIS_URL cannot be changed while daemons run; those that can: GEMINI_BUDGET_USD_DAY, GEMINI_MAX_RPD")]
    [InlineData("WORKER_COUNT", "-5", "WORKER_COUNT: found '-5'; allowed: a whole number from 0 to 64. Correct WORKER_COUNT where it is ordered ('set').")]
    [InlineData("REGISTRE_BUDGT", "5", "REGISTRE_BUDGT cannot be changed while daemons run (did you mean REGISTRE_BUDGET_CAD_DAY?); those that can:")]
    [InlineData("WORKER_CONT", "5", "WORKER_CONT cannot be changed while daemons run (did you mean WORKER_COUNT?); those that can:")]
    [InlineData("WORKER_COUNT", "", "WORKER_COUNT: found nothing; allowed: a value. 'set WORKER_COUNT --reset' goes back")]
    [InlineData("OCR_WORKER_POOL_SIZE", "3", "OCR_MIN_INDEX_WORKERS + OCR_MIN_ACTE_WORKERS: found '4'")]
    public void A_value_that_could_not_be_configured_cannot_be_ordered(string name, string value, string why) =>
        Steering.FindFault(Configured, [KeyValuePair.Create(name, value)]).ShouldNotBeNull().ShouldStartWith(why);

    [Theory]
    [InlineData("buying", true, false)]
    [InlineData("pool registre", true, false)]
    [InlineData("pool ocr", false, true)]
    [InlineData("gemini", false, true)]
    [InlineData("env dev", true, true)]
    [InlineData("env prod", false, false)]
    [InlineData("source acte", false, false)]
    public void A_pause_holds_what_it_names_and_nothing_else(string subject, bool buying, bool reading)
    {
        var state = Apply(Pause(subject));

        (state.Find(SteeredWork.Buying, TargetEnvironment.Dev) is not null).ShouldBe(buying);
        (state.Find(SteeredWork.Reading, TargetEnvironment.Dev) is not null).ShouldBe(reading);
        (state.FindPayment("1A") is not null).ShouldBe(subject is "buying");
        state.PausedSources.ShouldBe(subject is "source acte" ? ["acte"] : []);
        (state.Gemini is not null).ShouldBe(subject is "gemini");
    }

    [Fact]
    public void A_paused_account_pays_nothing_and_others_do()
    {
        var state = Apply(Pause("account 1A"));

        state.FindPayment("1A").ShouldBe("account 1A is paused since 2026-11-29 11:00Z until 'resume', by op");
        state.FindPayment("1B").ShouldBeNull();
        state.FindPayment(null).ShouldBeNull();
        state.Find(SteeredWork.Buying).ShouldBeNull();
    }

    [Theory]
    [InlineData("pool ocr", "Pool", "OCR")]
    [InlineData("source plan", "source", "plan")]
    [InlineData("env staging", "env", "Staging")]
    [InlineData("account 99X9999", "account", "99X9999")]
    [InlineData("buying", "BUYING")]
    [InlineData("gemini", "gemini")]
    [InlineData(null, "reading")]
    [InlineData(null, "env", "7")]
    [InlineData(null, "account", "a b")]
    [InlineData(null, "source", "plans")]
    [InlineData(null, "pool", "ocr", "now")]
    public void What_can_be_paused_is_read_as_people_write_it(string? subject, params string[] words) => PauseSubject.Parse(words).ShouldBe(subject);

    private static SteeredState Apply(params SteeringOrder[] orders) => Steering.Apply(Configured, orders, Me, Now);

    private static SteeringOrder Set(string name, string value, long revision, string? server = null) =>
        new(Guid.NewGuid(), revision, SteeringVerb.Set, name, value, server, IsLifted: false, "op", Now.AddHours(-1));

    private static SteeringOrder Pause(string subject) => new(Guid.NewGuid(), 1, SteeringVerb.Pause, subject, null, null, IsLifted: false, "op", Now.AddHours(-1));

    private static LoadedSettings Settings(params (string Name, string Value)[] values) =>
        LoadedSettings.Load(new(values.ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal), null, []));
}
