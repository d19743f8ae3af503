using System.Buffers;

namespace Workers.Hosting.Http;

/// <summary>How many large answers are held at once; small ones never wait for them.</summary>
/// <param name="seats">So many at once.</param>
/// <param name="from">What is larger needs a seat, in bytes.</param>
internal sealed class LargeAnswers(int seats, int from) : IDisposable
{
    private readonly SemaphoreSlim _free = new(seats);

    public int From => from;

    public Task TakeAsync(CancellationToken cancellation) => _free.WaitAsync(cancellation);

    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();
}

/// <summary>Bytes of somebody else, never more than was asked for; disposing gives their seat back.</summary>
internal sealed class BoundedBytes : IDisposable
{
    private LargeAnswers? _seat;

    private BoundedBytes(byte[] all, LargeAnswers? seat) => (All, _seat) = (all, seat);

    public static BoundedBytes None { get; } = new([], null);

    public byte[] All { get; }

    /// <param name="most">What is longer is cut there.</param>
    /// <param name="large">Where more than a little is held only by few; null lets any number.</param>
    public static async Task<BoundedBytes> ReadAsync(Stream stream, int most, LargeAnswers? large, CancellationToken cancellation)
    {
        LargeAnswers? seat = null;
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            using var body = new MemoryStream();
            for (int read; body.Length < most && (read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - body.Length)), cancellation)) > 0;)
            {
                if (seat is null && large is not null && body.Length + read > large.From)
                {
                    await large.TakeAsync(cancellation);
                    seat = large;
                }

                body.Write(buffer, 0, read);
            }

            var bytes = new BoundedBytes(body.ToArray(), seat);
            seat = null;
            return bytes;
        }
        finally
        {
            seat?.Leave();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _seat, null)?.Leave();
}
