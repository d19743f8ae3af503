using Shouldly;
using Xunit;

namespace Workers.Operations.Doctor;

/// <summary>A look that hangs, or throws, is a line and keeps nobody waiting.</summary>
public sealed class DoctorRoundsTests
{
    [Fact]
    public async Task One_that_hangs_is_a_fault_after_its_bound_and_the_others_are_told()
    {
        var released = new TaskCompletionSource();
        var stopped = new TaskCompletionSource();
        DoctorCheck[] checks =
        [
            new("redis", TimeSpan.FromMilliseconds(50), async stop =>
            {
                stop.Register(stopped.SetResult);
                await released.Task;
                return [];
            }),
            new("dev", TimeSpan.FromSeconds(30), _ => throw new InvalidOperationException("foreign")),
            new("runtime", TimeSpan.FromSeconds(30), _ => Task.FromResult<IReadOnlyList<DoctorLine>>([DoctorLine.Ok("runtime", "well")])),
        ];

        var lines = await DoctorRounds.RunAsync(checks, TimeProvider.System, CancellationToken.None);

        lines.Select(line => (line.Part, line.Level, line.Found)).ShouldBe(
        [
            ("redis", DoctorLevel.Fault, "did not answer in 0 s"), ("dev", DoctorLevel.Fault, "foreign"), ("runtime", DoctorLevel.Ok, "well"),
        ]);
        await stopped.Task;
        released.SetResult();
    }

    [Fact]
    public async Task Who_gives_up_is_not_told_of_a_fault()
    {
        using var given = new CancellationTokenSource();
        await given.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => DoctorRounds.RunAsync(
            [new("dev", TimeSpan.FromSeconds(30), async stop =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                return [];
            })],
            TimeProvider.System, given.Token));
    }
}
