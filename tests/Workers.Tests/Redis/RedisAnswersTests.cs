using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Simulators.Servers;
using StackExchange.Redis;
using Xunit;

namespace Workers.Redis;

/// <summary>
/// An answer belongs to the call that asked, in the whole process. A client that hands a call's place to the next one twice
/// when a write fails (1.2.6 did) gives a limiter's grant to the ledger, over connections that never broke.
/// </summary>
public sealed class RedisAnswersTests
{
    private const int Cuts = 60;
    private const int Askers = 16;
    private const int MostToTell = 5;
    private const int CallsInARow = 20;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AnswerBound = TimeSpan.FromSeconds(6);
    private static readonly RedisScript Repeat = RedisScript.FromText("repeat", "return ARGV[1]");
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_asks_over_a_whole_connection_gets_its_own_answer_while_another_connection_breaks_again_and_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var whole = await RedisGateway.ConnectAsync(
            new() { Url = RedisAddress.Parse(server.Url) }, TimeProvider.System, NullLoggerFactory.Instance, _test);
        await using var cutting = await ConnectionMultiplexer.ConnectAsync($"{server.Endpoint},allowAdmin=true");
        await cutting.GetDatabase().ExecuteAsync("ACL", "SETUSER", "breaking", "on", "nopass", "~*", "&*", "+@all");
        using var over = new CancellationTokenSource();
        using var writing = new SemaphoreSlim(0);

        var asking = Enumerable.Range(0, Askers).Select(asker => Task.Run(() => AskAsync(whole, asker, over.Token), _test)).ToArray();
        var breaking = Task.Run(() => CallInRowsAsync(server.Endpoint, writing, over.Token), _test);
        try
        {
            for (var cut = 0; cut < Cuts; cut++)
            {
                (await writing.WaitAsync(Bound, _test)).ShouldBeTrue("The other connection did not come back.");
                await CutAsync(cutting.GetDatabase());
            }
        }
        finally
        {
            await over.CancelAsync();
            await breaking;
        }

        (await Task.WhenAll(asking)).SelectMany(wrong => wrong).ShouldBeEmpty();
    }

    /// <returns>What came that was not asked for.</returns>
    private static async Task<IReadOnlyList<string>> AskAsync(RedisGateway redis, int asker, CancellationToken over)
    {
        List<string> wrong = [];
        for (var call = 0; !over.IsCancellationRequested && wrong.Count < MostToTell; call++)
        {
            var asked = $"{asker}-{call}";
            try
            {
                var answer = (string?)await redis.EvaluateAsync(Repeat, [], [asked], CancellationToken.None);
                if (answer != asked)
                {
                    wrong.Add($"asked {asked}, got {answer ?? "nothing"}");
                }
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                wrong.Add($"asked {asked}, failed: {failure.Message}");
            }
        }

        return wrong;
    }

    /// <summary>Large calls over a connection of its own, begun in a row; nobody waits for one of them before the last has ended.</summary>
    private static async Task CallInRowsAsync(string endpoint, SemaphoreSlim writing, CancellationToken over)
    {
        var script = $"--{new string('x', 20_000)}\nreturn ARGV[1]";
        await using var breaking = await ConnectionMultiplexer.ConnectAsync($"{endpoint},abortConnect=false,user=breaking,password=any");
        var redis = breaking.GetDatabase();
        while (!over.IsCancellationRequested)
        {
            try
            {
                await redis.PingAsync().WaitAsync(AnswerBound, CancellationToken.None);
                if (writing.CurrentCount == 0)
                {
                    writing.Release();
                }

                var row = Enumerable.Range(0, CallsInARow).Select(_ => redis.ExecuteAsync("EVAL", script, 0, "theirs")).ToArray();
                await redis.PingAsync().WaitAsync(AnswerBound, CancellationToken.None);
                await Task.WhenAll(row).WaitAsync(AnswerBound, CancellationToken.None);
            }
            catch (Exception cut) when (cut is RedisException or TimeoutException)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>
    /// Ends every connection of the user "breaking". The server finds them itself: its list of clients turns while it runs, and the
    /// first line of it begins otherwise in RESP3 than the rest, so whoever reads it may take something else for a number.
    /// </summary>
    private static Task CutAsync(IDatabase redis) => redis.ExecuteAsync("CLIENT", "KILL", "USER", "breaking");
}
