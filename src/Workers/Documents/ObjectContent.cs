using Workers.Hosting.Http;

namespace Workers.Documents;

/// <summary>An object's bytes as they come from a server: some, and not more than allowed; what breaks on the way is said in this room's words.</summary>
/// <param name="most">In bytes.</param>
/// <param name="fail">Makes what is thrown.</param>
internal sealed class ObjectContent(Stream body, long most, ObjectContent.Failure fail) : Stream
{
    private long _taken;

    /// <param name="why">What is wrong with the answer.</param>
    /// <param name="isAway">Whether any document would have met it.</param>
    /// <param name="inner">What broke.</param>
    public delegate DocumentStoreException Failure(string why, bool isAway, Exception? inner = null);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _taken; set => throw new NotSupportedException(); }

    public static string TooLong(long most) => $"it is larger than {most} bytes, the most that is fetched";

    /// <exception cref="DocumentStoreException">No bytes, too many, or a connection that broke.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception broken) when (broken is not OperationCanceledException)
        {
            throw fail($"the answer broke off after {_taken} bytes: {ForeignBody.Show(broken.Message)}", isAway: true, broken);
        }

        _taken += read;
        return (read, _taken) switch
        {
            (0, 0) when buffer.Length > 0 => throw fail("the answer holds no bytes", isAway: false),
            _ when _taken > most => throw fail(TooLong(most), isAway: false),
            _ => read,
        };
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
