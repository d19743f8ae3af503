using Shouldly;
using Workers.Hosting.Settings;
using Xunit;

namespace Workers.Registre;

public sealed class QuebecTimeTests
{
    [Theory]
    [InlineData("REGISTRE_CANARY_AT", "25:00")]
    [InlineData("REGISTRE_CANARY_AT", "6h")]
    [InlineData("REGISTRE_RECONCILE_AT", "25:00")]
    [InlineData("REGISTRE_RECONCILE_AT", "6h")]
    [InlineData("REGISTRE_RECONCILE_AT", "5:30")]
    public void What_is_no_time_of_the_day_is_a_fault_with_what_was_found_and_what_is_allowed(string variable, string found) =>
        Load(variable, found).Faults.ShouldHaveSingleItem().ToString()
            .ShouldStartWith($"{variable}: found '{found}'; allowed: a time of the day in Quebec as HH:mm, from 00:00 to 23:59, as in 05:30. ");

    [Fact]
    public void A_time_of_the_day_is_read_and_without_one_nothing_is_done_by_itself()
    {
        Load("REGISTRE_CANARY_AT", " 06:30 ").Get<RegistreOptions>().CanaryAt.ShouldBe(new QuebecTime(new(6, 30)));
        Load("REGISTRE_RECONCILE_AT", "23:59").Get<RegistreOptions>().ShouldSatisfyAllConditions(
            read => read.ReconcileAt.ShouldBe(new QuebecTime(new(23, 59))),
            read => read.CanaryAt.ShouldBeNull());
    }

    [Theory]
    [InlineData("2026-01-15T11:30:00Z", "06:30")]
    [InlineData("2026-07-15T10:30:00Z", "06:30")]
    public void What_clocks_show_in_Quebec_follows_its_summer(string at, string shown) =>
        new QuebecTime(TimeOnly.FromDateTime(QuebecTime.Of(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture)))).ToString().ShouldBe(shown);

    private static LoadedSettings Load(string variable, string value) =>
        LoadedSettings.Load(new SettingsSource(new Dictionary<string, string> { [variable] = value }, null, []));
}
