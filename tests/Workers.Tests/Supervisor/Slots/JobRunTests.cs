using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Workers.Capacity;
using Workers.Database;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Jobs.Outcomes;
using Workers.Supervisor.Queue;
using Workers.Supervisor.Rebalancing;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor.Slots;

public sealed class JobRunTests
{
    private readonly ScopedLines<JobRun> _log = new();

    [Fact]
    public async Task Every_line_about_a_document_names_it_in_one_way_between_one_first_line_and_one_last()
    {
        using var running = new RunningJob(TargetEnvironment.Staging, Row(), TimeProvider.System);

        await Run().RunAsync(new LosingWorker(_log), running, WorkerType.Registre, isReserved: true);

        _log.Lines.Select(line => line.Line).ShouldBe(
        [
            "Staging Index 2784195: started (attempt 2)",
            "somewhere in the middle",
            "Staging Index 2784195: the lease is lost, another worker takes over",
        ]);
        foreach (var (_, scope) in _log.Lines)
        {
            scope["Environment"].ShouldBe(TargetEnvironment.Staging);
            scope["JobId"].ShouldBe(running.Job.Id);
            scope["Worker"].ShouldBe("registre-3");
            scope["Source"].ShouldBe(DocumentSource.Index);
            scope["Number"].ShouldBe("2784195");
        }
    }

    /// <summary>A run in an environment that no database serves: nothing is written and nobody is woken.</summary>
    private JobRun Run()
    {
        var none = new Databases([]);
        var held = new RunningJobs();
        var writer = new OutcomeWriter(new(none), held, new(), new(1), TimeProvider.System, NullLogger<OutcomeWriter>.Instance);
        var wake = new QueueWake(null!, null!, none, null!, TimeProvider.System, NullLogger<QueueWake>.Instance);
        return new(writer, held, wake, new LearnedSeconds(), TimeProvider.System, _log);
    }

    private static ClaimedJob Row() => new()
    {
        Id = Guid.NewGuid(),
        ClaimToken = 7,
        Stage = JobStage.Download,
        DocumentSource = DocumentSource.Index,
        DocumentNumber = "2784195",
        WorkerId = "registre-3",
        Attempt = 2,
    };

    private sealed class LosingWorker(ILogger log) : IDocumentWorker
    {
        public async Task<JobOutcome> RunAsync(RunningJob job)
        {
            await Task.Yield();
            log.Log(LogLevel.Information, default, "somewhere in the middle", null, (line, _) => line);
            job.End(StopCause.LeaseLost);
            throw new OperationCanceledException();
        }

        public ValueTask RestAsync() => ValueTask.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
