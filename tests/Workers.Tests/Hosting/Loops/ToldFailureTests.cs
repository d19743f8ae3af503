using Microsoft.Extensions.Logging;
using Shouldly;
using Workers.Database;
using Workers.Redis;
using Xunit;

namespace Workers.Hosting.Loops;

/// <summary>A server that is away is one line of the log; a fault that nobody foresaw keeps its stack.</summary>
public sealed class ToldFailureTests
{
    public static TheoryData<string, bool> Failures => new() { { "database", false }, { "redis", false }, { "other", true } };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task What_is_known_is_told_without_its_stack(string kind, bool hasStack)
    {
        Exception failure = kind switch
        {
            "database" => new DatabaseException(DatabaseFailure.Unavailable, "it is away"),
            "redis" => new RedisUnavailableException("it is away"),
            _ => new FormatException("it is away"),
        };
        var log = new Lines();

        await new BackgroundLoop("leases DEV", null, TimeProvider.System, log).PassAsync(_ => throw failure, CancellationToken.None);

        log.Said.ShouldBe(["A pass of leases DEV failed; the next one follows: it is away"]);
        log.HasStack.ShouldBe(hasStack);
    }

    private sealed class Lines : ILogger
    {
        public List<string> Said { get; } = [];

        public bool HasStack { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Said.Add(formatter(state, exception));
            HasStack |= exception is not null;
        }
    }
}
