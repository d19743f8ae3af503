using Shouldly;
using Workers.Hosting.Environments;
using Xunit;

namespace Workers.Access;

public sealed class KeyTextTests
{
    [Fact]
    public void What_was_made_is_read_again_and_told_without_its_secret()
    {
        var made = KeyText.Make(TargetEnvironment.Staging);

        KeyText.TryParse(made.Show(), out var read).ShouldBeTrue();
        read.ShouldBe(made);
        made.Show().ShouldStartWith($"wk_staging_{made.Id}_");
        made.ToString().ShouldNotContain(made.Secret);
        made.SecretSha256.ShouldMatch("^[0-9a-f]{64}$");
        KeyText.Make(TargetEnvironment.Staging).Secret.ShouldNotBe(made.Secret);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wk_prod")]
    [InlineData("wk_prod_abcdefghijkl_0123456789012345678901234567890123456789012_")]
    [InlineData("wk_PROD_abcdefghijkl_0123456789012345678901234567890123456789012")]
    [InlineData("wk_1_abcdefghijkl_0123456789012345678901234567890123456789012")]
    [InlineData("wk_prod_abcdefghijk1_0123456789012345678901234567890123456789012")]
    [InlineData("wk_prod_abcdefghijkl_012345678901234567890123456789012345678901é")]
    [InlineData("sk_prod_abcdefghijkl_0123456789012345678901234567890123456789012")]
    public void What_is_no_key_is_none(string? text) => KeyText.TryParse(text, out _).ShouldBeFalse();
}
