using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;
using Shouldly;
using Xunit;

namespace Workers.Hosting.Logging;

public sealed class SteadySinkTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public void Lines_are_handed_on_in_their_order_and_all_of_them_before_the_end()
    {
        var output = new Output();
        using (var sink = new SteadySink(output, _ => { }))
        {
            Emit(sink, 1000);
        }

        output.Lines.ShouldBe(Enumerable.Range(0, 1000).Select(number => $"line {number}"));
    }

    [Fact]
    public void An_output_that_takes_nothing_is_told_once_and_what_was_lost_is_said_when_it_takes_lines_again()
    {
        var output = new Output { Fault = new IOException("No space left on device.") };
        var told = new ConcurrentQueue<string>();
        using (var sink = new SteadySink(output, told.Enqueue))
        {
            Emit(sink, 3);
            // From the second line on, what was lost is tried before the line itself.
            output.WaitFor(asked: 5);
            output.Fault = null;
            Emit(sink, 1);
        }

        told.ShouldHaveSingleItem().ShouldContain("No space left on device.");
        output.Lines.ShouldBe(["3 lines of this log were lost: standard output did not take them.", "line 0"]);
    }

    [Fact]
    public async Task An_output_that_stands_still_stops_nobody_who_writes()
    {
        using var gate = new ManualResetEventSlim();
        var output = new Output { Gate = gate };
        using (var sink = new SteadySink(output, _ => { }))
        {
            Emit(sink, 1);
            output.WaitFor(asked: 1);
            await Task.Run(() => Emit(sink, SteadySink.MostWaiting + 10), TestContext.Current.CancellationToken).WaitAsync(Bound, TestContext.Current.CancellationToken);
            gate.Set();
        }

        output.Lines.ShouldContain("10 lines of this log were lost: standard output did not take them.");
        output.Lines.Count.ShouldBe(SteadySink.MostWaiting + 2);
    }

    private static void Emit(SteadySink sink, int count)
    {
        for (var number = 0; number < count; number++)
        {
            sink.Emit(new(DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, new MessageTemplate($"line {number}", [new Serilog.Parsing.TextToken($"line {number}")]), []));
        }
    }

    private sealed class Output : ILogEventSink
    {
        private readonly Lock _lock = new();
        private readonly SemaphoreSlim _asked = new(0);
        private readonly List<string> _lines = [];

        public Exception? Fault { get; set; }

        public ManualResetEventSlim? Gate { get; init; }

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lock)
                {
                    return [.. _lines];
                }
            }
        }

        public void WaitFor(int asked)
        {
            for (var count = 0; count < asked; count++)
            {
                _asked.Wait(Bound).ShouldBeTrue();
            }
        }

        public void Emit(LogEvent logEvent)
        {
            var fault = Fault;
            _asked.Release();
            Gate?.Wait(Bound);
            if (fault is not null)
            {
                throw fault;
            }

            lock (_lock)
            {
                _lines.Add(logEvent.RenderMessage(System.Globalization.CultureInfo.InvariantCulture));
            }
        }
    }
}
