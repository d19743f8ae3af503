using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using StackExchange.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Redis;

public sealed class RedisClockTests(RedisFixture redis)
{
    [Theory]
    [InlineData("0", "0", true)]
    [InlineData("1764435600", "999999", true)]
    [InlineData("-1", "0", false)]
    [InlineData("1764435600", "1000000", false)]
    [InlineData("1e300", "0", false)]
    [InlineData("9223372036854775807", "0", false)]
    [InlineData("253402300799", "999999", false)]
    [InlineData("1764435600", "", false)]
    [InlineData("NaN", "0", false)]
    public void What_is_no_time_is_refused_as_the_answer_of_a_stranger(string seconds, string microseconds, bool isTime)
    {
        var answer = RedisReply.Of("TIME", RedisResult.Create([seconds, microseconds]));

        if (isTime)
        {
            RedisClock.Read(answer).ShouldBe(DateTimeOffset.UnixEpoch.AddSeconds(long.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture)).AddMicroseconds(int.Parse(microseconds, System.Globalization.CultureInfo.InvariantCulture)));
        }
        else
        {
            Should.Throw<RedisRefusedException>(() => RedisClock.Read(answer)).Message.ShouldStartWith("The answer of TIME cannot be used");
        }
    }

    [Fact]
    public async Task A_Redis_on_this_machine_has_this_machines_clock()
    {
        await using var gateway = await RedisGateway.ConnectAsync(
            new RedisOptions { Url = RedisAddress.Parse(await redis.UrlAsync()) }, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

        (await RedisClock.AheadAsync(gateway, TimeProvider.System, CancellationToken.None)).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }
}
