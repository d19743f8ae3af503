using System.Diagnostics.Metrics;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Hosting.Telemetry;
using Workers.Jobs;
using Workers.Jobs.Parking;
using Workers.Support;
using Xunit;

namespace Workers.Supervisor;

/// <summary>What is measured of a daemon is what its queue, slots and ledger hold, and what it needs is told by name.</summary>
public sealed class SupervisorGaugesTests(PostgresFixture postgres, RedisFixture redis)
{
    [Fact]
    public async Task Queue_slots_ledger_and_loops_are_measured()
    {
        await using var world = await StartAsync();
        await world.AddAsync(DocumentSource.Acte, 3, isStored: false);
        await world.Workers.NextAsync();
        world.OpenGauges().ShouldNotBeEmpty();

        IReadOnlyList<string> seen = [];
        await SupervisorWorld.UntilAsync(() =>
        {
            seen = Read();
            return Task.FromResult(seen.Contains("workers.queue.documents environment=DEV source=acte status=en_traitement state=running: 1") && seen.Contains("workers.capacity.cpu.allocated: 3"));
        });

        seen.ShouldContain("workers.queue.documents environment=DEV source=acte status=en_attente state=ready: 2");
        seen.ShouldContain(line => line.StartsWith("workers.queue.oldest environment=DEV source=acte status=en_attente: ", StringComparison.Ordinal));
        seen.ShouldContain("workers.capacity.memory.allocated: 1073741824");
        seen.ShouldContain("workers.capacity.cpu.budget: 25.6");
        seen.ShouldContain("workers.pool.slots pool=registre type=registre state=working: 1");
        seen.ShouldContain("workers.pool.slots pool=ocr type=none state=resting: 2");
        seen.ShouldContain("workers.drift.standing: 0");
        seen.ShouldContain("workers.loop.late loop=supervisor: 0");
        seen.ShouldContain("workers.ready dependency=redis: 1");
        seen.ShouldContain(line => line.StartsWith("workers.gemini.tokens.limit: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_parked_or_refused_is_not_ready_and_says_why()
    {
        await using var world = await StartAsync(refusal: "DEV: the functions are missing. Run migrate.");
        world.Parking.Park(TargetEnvironment.Dev, JobStage.Ocr, ParkingCause.ModelRefuses, "the key is refused", "it answers", _ => Task.FromResult<string?>("the key is refused"));

        var needed = world.Dependencies.Look();

        needed.Select(one => one.Name).ShouldBe(["redis", "environment DEV", "buying DEV", "reading DEV", "gemini"]);
        needed.Where(one => one.WhyNot is not null).Select(one => one.Name).ShouldBe(["environment DEV", "buying DEV", "reading DEV"]);
        needed[1].WhyNot.ShouldBe("DEV: the functions are missing. Run migrate.");
        needed[3].WhyNot.ShouldBe("environment DEV is not", "what stands is said first, and not what is parked besides");

        await using var served = await StartAsync();
        served.Parking.Park(TargetEnvironment.Dev, JobStage.Ocr, ParkingCause.ModelRefuses, "the key is refused", "it answers", _ => Task.FromResult<string?>("the key is refused"));
        await SupervisorWorld.UntilAsync(() => Task.FromResult(served.Dependencies.Look().Single(one => one.Name == "reading DEV").WhyNot?.Contains("the key is refused", StringComparison.Ordinal) is true));
    }

    private Task<SupervisorWorld> StartAsync(string? refusal = null) => SupervisorWorld.StartAsync(
        postgres, redis,
        [("WORKER_COUNT", "1"), ("OCR_WORKER_POOL_SIZE", "2"), ("OCR_MIN_INDEX_WORKERS", "0"), ("OCR_MIN_ACTE_WORKERS", "0"), ("SERVER_MAX_CPU", "32"), ("SERVER_MAX_RAM", "16")],
        new(), refusal);

    private static List<string> Read()
    {
        List<string> lines = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == Meters.Name && instrument.IsObservable)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            lines.Add(FormattableString.Invariant($"{instrument.Name}{string.Concat(tags.ToArray().Select(tag => $" {tag.Key}={tag.Value}"))}: {value}")));
        listener.Start();
        listener.RecordObservableInstruments();
        return lines;
    }
}
