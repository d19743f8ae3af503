using Microsoft.Extensions.Logging;
using Workers.Redis;

namespace Workers.Registre.Accounts;

/// <summary>An account while it is ours: renewed until disposed, given back then.</summary>
internal sealed partial class AccountLease : IAsyncDisposable
{
    private static readonly TimeSpan Interval = AccountLeases.Lease / 3;

    private readonly AccountLeases _leases;
    private readonly string _holder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _lost;
    private readonly Task _renewing;
    private long _renewed;
    private volatile bool _gone;
    private volatile bool _wanted;

    /// <param name="sent">When it was asked for: it may be ours since then, and ends as long after.</param>
    public AccountLease(AccountLeases leases, string holder, RegistreAccount account, long sent, TimeProvider time, ILogger logger)
    {
        (_leases, _holder, Account, _time, _logger) = (leases, holder, account, time, logger);
        _renewed = sent;
        _lost = new(Left(sent), time);
        Lost = _lost.Token;

        // Outside the document at hand: the lease outlives it, and what is logged then is not about it.
        using var apart = ExecutionContext.SuppressFlow();
        _renewing = RenewAsync();
    }

    public RegistreAccount Account { get; }

    /// <summary>Still certainly ours, by this machine's monotonic clock.</summary>
    public bool IsHeld => !_gone && _time.GetElapsedTime(Interlocked.Read(ref _renewed)) < AccountLeases.Lease;

    /// <summary>Fires when it is not certainly ours any more.</summary>
    public CancellationToken Lost { get; }

    /// <summary>It is to be given back after the document at hand: somebody waits for just this account, since what that one bought is found with no other, or an operator paused it.</summary>
    public bool IsWanted => _wanted || _leases.FindPause(Account.Code) is not null;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _renewing;
        _ended.Dispose();
        _lost.Dispose();
        try
        {
            await _leases.ReleaseAsync(_holder, Account.Code, CancellationToken.None);
        }
        catch (RedisFailureException)
        {
            // It ends by itself.
        }
    }

    private TimeSpan Left(long sent) => AccountLeases.Lease - _time.GetElapsedTime(sent) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private async Task RenewAsync()
    {
        try
        {
            while (!_gone)
            {
                await Task.Delay(Interval, _time, _ended.Token);
                await RenewOnceAsync();
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task RenewOnceAsync()
    {
        var sent = _time.GetTimestamp();
        try
        {
            var (isHeld, isWanted) = await _leases.RenewAsync(_holder, Account.Code, _ended.Token);
            if (isHeld)
            {
                Interlocked.Exchange(ref _renewed, sent);
                _lost.CancelAfter(Left(sent));
                _wanted = isWanted;
            }
            else
            {
                _gone = true;
                LogLost(_logger, Account.Code);
                await _lost.CancelAsync();
            }
        }
        catch (RedisFailureException)
        {
            // Held until its time is over; IsHeld tells.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease of registry account {Account} was lost; its session is not used any more.")]
    private static partial void LogLost(ILogger logger, string account);
}
