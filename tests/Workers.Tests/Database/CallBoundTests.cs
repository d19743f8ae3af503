using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Database.PostgRest;
using Workers.Hosting.Environments;
using Workers.Support;
using Xunit;

namespace Workers.Database;

/// <summary>How long a call may take grows with what it asks.</summary>
public sealed class CallBoundTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(0, 10)]
    [InlineData(65_535, 10)]
    [InlineData(4 << 20, 74)]
    [InlineData(32 << 20, 120)]
    public void A_second_more_for_each_64_KiB_up_to_two_minutes(int bytes, int seconds) => CallBound.Of(bytes).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData(10, false)]
    [InlineData(1 << 20, true)]
    public async Task A_long_list_is_waited_for_where_a_short_one_is_not(int characters, bool isWaitedFor)
    {
        var time = new FakeTimeProvider();
        var came = new Signals();
        using var late = new ManualResetEventSlim();
        await using var server = new RawServer(_ =>
        {
            came.Add("");
            late.Wait(Soon);
            return RawServer.Answer(200, "{}", "Content-Type: application/json");
        });
        await using var functions = new PostgRestFunctions(TargetEnvironment.Dev, server.Url, "a-key", time);

        var call = functions.CallAsync<JsonElement>("workers_enqueue", new { Text = new string('x', characters) }, CancellationToken.None);
        await came.NextAsync(Soon);
        time.Advance(TimeSpan.FromSeconds(11));
        if (!isWaitedFor)
        {
            (await Should.ThrowAsync<DatabaseException>(() => call)).Message.ShouldContain("no answer within 10 s");
        }

        late.Set();
        (isWaitedFor ? (await call).ValueKind : JsonValueKind.Object).ShouldBe(JsonValueKind.Object);
    }
}
