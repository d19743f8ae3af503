using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Workers.Hosting;
using Workers.Supervisor.Rebalancing;
using Workers.Support;
using Xunit;

namespace Workers.Cli;

public sealed class ReplayCommandTests : IDisposable
{
    private static readonly RebalanceDecision Move = RebalanceDecision.Make(
        RebalanceState.Initial, new(new(9, 180, TimeSpan.FromSeconds(30.5)), new(4, 25.125, default)), new(4, new(1, 1), new(6_400, 13_107), 1600, 6_400_000), isTick: true);

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_log_is_told_decision_by_decision()
    {
        var run = await ReplayAsync("not JSON", """{"@t":"t0","@m":"a move","Other":1}""", Logged(Move));

        run.ExitCode.ShouldBe(ExitCode.Success, run.Error);
        run.Output.ShouldContain("t1 0 index + 0 acte -> 3 index + 1 acte");
        run.Output.ShouldContain("1 decisions, 0 different.");
    }

    [Fact]
    public async Task A_decision_that_this_program_makes_otherwise_is_shown_beside_its_own()
    {
        var other = Move with { After = Move.After with { Split = new(1, 3) } };

        var run = await ReplayAsync(Logged(Move), Logged(other));

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Output.ShouldContain("1 index + 3 acte");
        run.Output.ShouldContain("DIFFERENT here: 3 index + 1 acte");
        run.Output.ShouldContain("2 decisions, 1 different.");
    }

    [Fact]
    public async Task The_words_of_a_replay_are_these()
    {
        var other = Move with { After = Move.After with { Split = new(1, 3) } };

        (await ReplayAsync(Logged(Move), Logged(other))).ShouldBe((
            ExitCode.Data,
            """
            t1 0 index + 0 acte -> 3 index + 1 acte (room for 4 of 4; waiting 9 index = 1789 s, 4 acte = 101 s; room 6.4 vCPU): the same
            t1 0 index + 0 acte -> 1 index + 3 acte (room for 4 of 4; waiting 9 index = 1789 s, 4 acte = 101 s; room 6.4 vCPU): DIFFERENT here: 3 index + 1 acte
            2 decisions, 1 different.
            """ + "\n",
            ""));
        (await ReplayAsync("nothing")).ShouldBe((
            ExitCode.Data,
            "",
            $"{_folder.File("daemon.log")} holds no decision about the OCR pool. Run the daemon with LOG_FORMAT=json; LOG_LEVEL=debug adds the votes between moves.\n"));
        (await ReplayAsync("nothing", """{"Decision":1}""")).Error.ShouldStartWith($"{_folder.File("daemon.log")}, line 2: this is no decision that can be read: ");
    }

    [Theory]
    [InlineData("nothing of interest", "LOG_FORMAT=json")]
    [InlineData("""{"@t":"t","Decision":"{}"}""", "line 1")]
    [InlineData("""{"@t":"t","Decision":""", "line 1")]
    public async Task What_cannot_be_replayed_is_said_with_the_place(string line, string said)
    {
        var run = await ReplayAsync(line);

        run.ExitCode.ShouldBe(ExitCode.Data);
        run.Error.ShouldContain(said);
        run.Error.ShouldContain("daemon.log");
    }

    [Fact]
    public void Every_decision_survives_its_log() => Check.One(Config.QuickThrowOnFailure, Prop.ForAll(
        DecisionGenerator().ToArbitrary(), decision => RebalanceDecision.Parse(decision.ToJson()).ShouldBe(decision)));

    public void Dispose() => _folder.Dispose();

    private static Gen<RebalanceDecision> DecisionGenerator() =>
        from numbers in Gen.ArrayOf(Gen.Choose(0, 500), 9)
        from isTick in Gen.Elements(true, false)
        select RebalanceDecision.Make(
            new(new(numbers[0] % 5, numbers[1] % 5), (numbers[2] % 5) - 2, "before", (numbers[3] % 21) - 10),
            new(new(numbers[4], numbers[5] / 7d, TimeSpan.FromSeconds(numbers[6] / 3d)), new(numbers[7], 25, default)),
            new(numbers[8] % 9, default, new(numbers[5] * 100, numbers[6] * 100), 1600, 6_400_000),
            isTick);

    private static string Logged(RebalanceDecision decision) =>
        JsonSerializer.Serialize(new Dictionary<string, string> { ["@t"] = "t1", [RebalanceDecision.Property] = decision.ToJson() });

    private async Task<(int ExitCode, string Output, string Error)> ReplayAsync(params string[] lines)
    {
        await File.WriteAllLinesAsync(_folder.File("daemon.log"), lines);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exitCode = await CommandLine.InvokeAsync(["replay", _folder.File("daemon.log")], output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
