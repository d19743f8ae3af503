using Shouldly;
using Workers.Access;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Web.Pages;

/// <summary>What tells a form of this server from another's, and a session from what is none.</summary>
public sealed class PageFormsTests
{
    [Theory]
    [InlineData("same-origin", null, true)]
    [InlineData("same-origin", "https://elsewhere.example", true)]
    [InlineData("cross-site", "http://here:8080", false)]
    [InlineData("same-site", "http://here:8080", false)]
    [InlineData("none", null, false)]
    [InlineData(null, null, false)]
    [InlineData(null, "null", false)]
    [InlineData(null, "http://here:8080", true)]
    [InlineData(null, "HTTP://HERE:8080", true)]
    [InlineData(null, "http://here", false)]
    [InlineData(null, "http://here.example:8080", false)]
    [InlineData(null, "http://evil.example/here:8080", false)]
    [InlineData(null, "file://here:8080", false)]
    public void A_form_is_own_by_what_no_other_page_can_say(string? site, string? origin, bool isOwn) => PageForms.IsOwn(site, origin, "here:8080").ShouldBe(isOwn);

    [Theory]
    [InlineData("https://office.example", "office.example", true)]
    [InlineData("https://office.example", "office.example:443", true)]
    [InlineData("https://office.example", "office.example:8080", false)]
    public void A_port_that_its_scheme_has_anyhow_says_nothing(string origin, string host, bool isOwn) => PageForms.IsOwn(null, origin, host).ShouldBe(isOwn);

    [Theory]
    [InlineData("/", true)]
    [InlineData("/documents?status=5", true)]
    [InlineData(null, false)]
    [InlineData("", false)]
    [InlineData("documents", false)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("/documents\\..", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("/a\r\nSet-Cookie: b", false)]
    [InlineData("/\t/evil.example", false)]
    public void Only_a_place_of_this_server_is_gone_to(string? place, bool isLocal) => Addresses.IsLocal(place).ShouldBe(isLocal);

    [Fact]
    public void A_session_is_read_back_and_its_token_is_its_own()
    {
        var (one, other) = (SessionText.Make(TargetEnvironment.Prod), SessionText.Make(TargetEnvironment.Prod));

        SessionText.TryParse(one.Show(), out var again).ShouldBeTrue();
        (again.Environment, again.Sha256, again.FormToken).ShouldBe((TargetEnvironment.Prod, one.Sha256, one.FormToken));
        (one.IsFormToken(one.FormToken), one.IsFormToken(other.FormToken), one.IsFormToken(null), one.IsFormToken("")).ShouldBe((true, false, false, false));
        one.ToString().ShouldBe("prod.…");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("prod.")]
    [InlineData("prod.AAAA")]
    [InlineData("nowhere.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("prod.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    [InlineData("prod.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.more")]
    [InlineData("PROD.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_session_is_none(string? text) => SessionText.TryParse(text, out _).ShouldBeFalse();
}
