using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Workers.Hosting.Environments;
using Workers.Redis;
using Workers.Support;
using Xunit;

namespace Workers.Registre.Invoices;

/// <summary>Which of several programs keeps a line that nobody knows, over the real Redis.</summary>
public sealed class InvoiceExchangeTests(RedisFixture redis) : IAsyncLifetime
{
    private const string Account = "12A3456";
    private static readonly DateOnly Day = new(2026, 11, 28);
    private static readonly Difference Line = new(DifferenceKind.Unknown, "2026-11-28 | Acte 1#1", Day, "2026-11-28 | Acte 1", null, 1.50m);

    private readonly FakeTimeProvider _clock = new(new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero));
    private readonly CancellationToken _test = TestContext.Current.CancellationToken;
    private RedisGateway _gateway = null!;
    private InvoiceExchange _exchange = null!;

    public async ValueTask InitializeAsync()
    {
        RedisAddress.TryParse(await redis.UrlAsync(), out var address).ShouldBeTrue();
        var options = new RedisOptions { Url = address!, KeyPrefix = redis.NewPrefix() };
        _gateway = await RedisGateway.ConnectAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        _exchange = new(_gateway, new(options), _clock);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_line_stays_with_who_keeps_it_until_that_program_has_said_nothing_for_days()
    {
        await _exchange.TellAsync(Account, TargetEnvironment.Dev, [], _test);
        (await AssignAsync(TargetEnvironment.Dev)).ShouldBe(TargetEnvironment.Dev);
        _clock.Advance(TimeSpan.FromDays(3));
        (await AssignAsync(TargetEnvironment.Prod)).ShouldBe(TargetEnvironment.Dev);

        _clock.Advance(TimeSpan.FromDays(2));
        (await AssignAsync(TargetEnvironment.Prod)).ShouldBe(TargetEnvironment.Prod);

        await _exchange.TellAsync(Account, TargetEnvironment.Prod, [], _test);
        (await AssignAsync(TargetEnvironment.Dev)).ShouldBe(TargetEnvironment.Prod, "who comes back does not keep it any more");
    }

    [Fact]
    public async Task Who_has_never_said_anything_keeps_no_line_of_others()
    {
        (await AssignAsync(TargetEnvironment.Dev)).ShouldBe(TargetEnvironment.Dev);

        (await AssignAsync(TargetEnvironment.Prod)).ShouldBe(TargetEnvironment.Prod);
    }

    private async Task<TargetEnvironment> AssignAsync(TargetEnvironment own) => (await _exchange.AssignAsync(Account, [Line], Day, [own], _test))[Line.Key];
}
