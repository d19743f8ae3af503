using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Workers.Supervisor.Stopping;

public sealed class StopSignalsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StopSignals _signals;

    public StopSignalsTests() => _signals = new(_time, NullLogger<StopSignals>.Instance);

    [Fact]
    public void One_wish_that_arrives_twice_lets_running_documents_finish()
    {
        _signals.Receive(PosixSignal.SIGINT);
        _time.Advance(TimeSpan.FromMilliseconds(54));
        _signals.Receive(PosixSignal.SIGTERM);

        _signals.Asked.IsCancellationRequested.ShouldBeTrue();
        _signals.Hurry.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public void A_second_wish_hands_back_what_runs()
    {
        _signals.Receive(PosixSignal.SIGTERM);
        _time.Advance(TimeSpan.FromSeconds(1));
        _signals.Receive(PosixSignal.SIGTERM);

        _signals.Hurry.IsCancellationRequested.ShouldBeTrue();
    }

    public void Dispose() => _signals.Dispose();
}
