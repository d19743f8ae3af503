using Shouldly;
using Xunit;

namespace Workers.Registre.Browser;

public sealed class UnreachableSiteTests
{
    [Theory]
    [InlineData(RegistreFault.NotSent, false, true)]
    [InlineData(RegistreFault.NotSent, true, false)]
    [InlineData(RegistreFault.SiteUnavailable, false, false)]
    internal void A_site_that_nobody_ever_reached_makes_its_setting_doubtful(RegistreFault fault, bool hasAnswered, bool isDoubted)
    {
        var failure = new RegistreFailure(fault, "entrance", "entrance: net::ERR_NAME_NOT_RESOLVED");

        var said = RegistreSession.Tell(failure, new("https://registre.example/Sirf/"), hasAnswered);

        said.ShouldStartWith("entrance: net::ERR_NAME_NOT_RESOLVED");
        said.Contains("REGISTRE_BASE_URL (registre.example) may be wrong", StringComparison.Ordinal).ShouldBe(isDoubted);
    }
}
