using Shouldly;
using Xunit;

namespace Workers.Hosting.Settings;

public sealed class ShownAddressTests
{
    [Theory]
    [InlineData("https://user:secret@host/path", "https://(hidden)@host/path")]
    [InlineData("https://user:sec/re@t@host", "https://(hidden)@host")]
    [InlineData("user:secret@host", "(hidden)@host")]
    [InlineData("https://host/path?key=secret", "https://host/path?(hidden)")]
    [InlineData("https://host/#secret", "https://host/#(hidden)")]
    [InlineData("https://host/path", "https://host/path")]
    [InlineData("pa#ss$word", "pa#ss$word")]
    [InlineData("sb_secret_secret", "(hidden: it looks like a key)")]
    public void An_address_is_shown_without_what_may_be_secret(string text, string shown) => ShownAddress.Of(text).ShouldBe(shown);

    [Theory]
    [InlineData("REGISTRE_BASE_URL")]
    [InlineData("GEMINI_BASE_URL")]
    [InlineData("DEV_SUPABASE_URL")]
    public void A_refused_address_of_any_setting_shows_no_password(string variable)
    {
        var settings = LoadedSettings.Load(new(new Dictionary<string, string> { [variable] = "ftp://somebody:hunter22@host" }, null, []));

        var fault = settings.Faults.Where(one => one.Variable == variable).ShouldHaveSingleItem();
        fault.ToString().ShouldContain("(hidden)@host");
        fault.ToString().ShouldNotContain("hunter22");
    }
}
