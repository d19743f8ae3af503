using Shouldly;
using Xunit;

namespace Workers.Registre.Accounts;

public sealed class AccountListTests
{
    [Fact]
    public void Accounts_are_pairs_and_a_password_may_hold_a_colon()
    {
        AccountList.TryParse("12A3456:se:cret, 99X9999:other\n", out var list).ShouldBeTrue();

        list!.Accounts.Select(account => (account.Code, account.Password)).ShouldBe([("12A3456", "se:cret"), ("99X9999", "other")]);
    }

    [Theory]
    [InlineData("12A3456")]
    [InlineData("12A3456:")]
    [InlineData(":secret")]
    [InlineData("12A3456:a,12A3456:b")]
    [InlineData(",")]
    public void Anything_else_is_refused(string text) => AccountList.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void No_text_form_shows_a_password()
    {
        AccountList.TryParse("12A3456:secret", out var list).ShouldBeTrue();

        $"{list} {list!.Accounts[0]}".ShouldNotContain("secret");
    }

    [Fact]
    public void A_corrected_password_has_another_fingerprint() =>
        new RegistreAccount("12A3456", "a").Fingerprint.ShouldNotBe(new RegistreAccount("12A3456", "b").Fingerprint);
}
