using Shouldly;
using Workers.Hosting.Settings;
using Xunit;

namespace Workers.Redis;

public sealed class RedisAddressTests
{
    [Theory]
    [InlineData("redis://localhost:6379", "redis://localhost:6379", null)]
    [InlineData("redis://localhost", "redis://localhost:6379", null)]
    [InlineData("rediss://:s%40cret@cache.example:6380/2", "rediss://cache.example:6380/2", "s@cret")]
    [InlineData("redis://default:secret@10.0.0.1/", "redis://10.0.0.1:6379", "secret")]
    public void An_address_is_taken_apart(string text, string shown, string? password)
    {
        RedisAddress.TryParse(text, out var address).ShouldBeTrue();
        address!.ToString().ShouldBe(shown);
        address.Password.ShouldBe(password);
    }

    [Theory]
    [InlineData("localhost:6379")]
    [InlineData("http://localhost:6379")]
    [InlineData("redis://")]
    [InlineData("redis://localhost/first")]
    [InlineData("redis://localhost/-1")]
    [InlineData("redis://localhost?db=1")]
    [InlineData("redis://localhost:notaport")]
    public void What_is_no_address_is_refused(string text) => RedisAddress.TryParse(text, out _).ShouldBeFalse();

    [Theory]
    [InlineData("REDIS_URL", "redis://secret@host", "password")]
    [InlineData("REDIS_KEY_PREFIX", "two words", "REDIS_KEY_PREFIX")]
    [InlineData("REDIS_KEY_PREFIX", "{a}{b}", "REDIS_KEY_PREFIX")]
    [InlineData("SERVER_ID", "vm 1", "SERVER_ID")]
    public void What_cannot_be_used_is_a_fault_that_hides_secrets(string variable, string value, string remedy)
    {
        var reader = new SettingsReader(new Dictionary<string, string> { [variable] = value });

        reader.Read<RedisOptions>();

        var fault = reader.Faults.ShouldHaveSingleItem();
        fault.Variable.ShouldBe(variable);
        fault.ToString().ShouldContain(remedy);
        fault.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public void A_wrong_address_is_a_fault_that_hides_what_was_read()
    {
        var reader = new SettingsReader(new Dictionary<string, string> { ["REDIS_URL"] = "redis:secret" });

        reader.Read<RedisOptions>();

        reader.Faults.ShouldHaveSingleItem().ToString().ShouldNotContain("secret");
    }
}
