using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Workers.Hosting.Environments;
using Workers.Jobs.Reviews;
using Workers.Operations;
using Workers.Operations.Reviews;

namespace Workers.Web;

/// <summary>The picture of the place that a doubt is about.</summary>
/// <param name="Why">Why there is none; of one that is there null.</param>
internal sealed record Strip(byte[] Content, string Type, string? Why = null)
{
    public static Strip None(string why) => new([], "", why);
}

/// <summary>
/// Pictures of doubts, each made once for all who look and kept in memory for some minutes. Bounded in bytes, and in how many are made at a time. Who asks names a doubt and nothing
/// else: whether its environment has it is asked each time, and no word of a request becomes a part of a path.
/// </summary>
internal sealed class StripCache(Queues queues, TimeProvider time) : IAsyncDisposable
{
    private const long MostBytes = 32 << 20;
    private const long MostOfOne = 4 << 20;
    private const int LeastBytes = 1024;
    private const int MostMade = 2;

    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeptOfNone = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _kept = new(new MemoryCacheOptions { SizeLimit = MostBytes });
    private readonly ConcurrentDictionary<Place, Lazy<Task<Strip>>> _making = new();
    private readonly SemaphoreSlim _seats = new(MostMade);
    private readonly CancellationTokenSource _end = new();

    /// <returns>Null where the environment has no such doubt.</returns>
    /// <exception cref="OperationException">The database did not answer, or the doubt is about an earlier reading.</exception>
    public async Task<Strip?> FindAsync(TargetEnvironment environment, Guid doubt, CancellationToken cancellation)
    {
        if (await ShowReview.RunAsync(queues, new(doubt, environment, Pictures: false), cancellation) is not { Items: [{ Item: var item }] } shown || item.Id != doubt)
        {
            return null;
        }

        var place = new Place(environment, doubt, shown.Document.ContentSha256 ?? "", item.Box);
        return _kept.TryGetValue<Strip>(place, out var kept) ? kept : await MakeOnceAsync(place).WaitAsync(cancellation);
    }

    /// <summary>Makes it while somebody looks at another, so that it is there when they come to it; not where others wait for theirs.</summary>
    public void Prepare(TargetEnvironment environment, ReviewItem doubt)
    {
        var place = new Place(environment, doubt.Id, doubt.ContentSha256, doubt.Box);
        if (_seats.CurrentCount > 0 && !_kept.TryGetValue(place, out _))
        {
            _ = MakeOnceAsync(place);
        }
    }

    /// <summary>What is being made is given up; nothing of it goes on behind the server's end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_making.Values.Select(Task (made) => made.Value)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _kept.Dispose();
        _seats.Dispose();
        _end.Dispose();
    }

    private Task<Strip> MakeOnceAsync(Place place) => _making.GetOrAdd(place, one => new(() => MakeAsync(one))).Value;

    /// <summary>Whatever keeps a picture away is told in its place.</summary>
    private async Task<Strip> MakeAsync(Place place)
    {
        var strip = Strip.None("it took too long");
        try
        {
            using var bound = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, _end.Token);
            await _seats.WaitAsync(either.Token);
            try
            {
                strip = await DrawAsync(place, either.Token);
            }
            finally
            {
                _seats.Release();
            }
        }
        catch (OperationException away)
        {
            strip = Strip.None(away.Message);
        }
        catch (Exception failure) when (failure is OperationCanceledException or ObjectDisposedException or IOException or UnauthorizedAccessException)
        {
            // Too slow, or the server ends; or the file went away again.
        }
        finally
        {
            _making.TryRemove(place, out _);
        }

        try
        {
            return _kept.Set(place, strip, new MemoryCacheEntryOptions { Size = strip.Content.Length + LeastBytes, AbsoluteExpirationRelativeToNow = strip.Why is null ? Kept : KeptOfNone });
        }
        catch (ObjectDisposedException)
        {
            return strip;
        }
    }

    private async Task<Strip> DrawAsync(Place place, CancellationToken cancellation)
    {
        if (await ShowReview.RunAsync(queues, new(place.Doubt, place.Environment), cancellation) is not { Items: [var shown] })
        {
            return Strip.None("the doubt is gone");
        }

        if (shown.Picture is not { } path)
        {
            return Strip.None(shown.NoPicture ?? "it is about the document as a whole");
        }

        // The operation's own path, with the doubt's id in it.
        var file = new FileInfo(path);
        return file.Length > MostOfOne ? Strip.None("it is too large to be shown here") : new(await File.ReadAllBytesAsync(path, cancellation), file.Extension is ".jpg" ? "image/jpeg" : "image/png");
    }

    /// <param name="Content">The SHA-256 of the PDF that was read.</param>
    /// <param name="Box">Where; another reading of the same PDF may find the same doubt elsewhere.</param>
    private sealed record Place(TargetEnvironment Environment, Guid Doubt, string Content, ReviewBox? Box);
}
