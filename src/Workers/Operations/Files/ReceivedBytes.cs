using System.Security.Cryptography;

namespace Workers.Operations.Files;

/// <summary>What the sender says that its bytes hash to.</summary>
internal sealed record BytesChecksum(HashAlgorithmName Algorithm, ReadOnlyMemory<byte> Hash);

/// <summary>The bytes of a sender, who may be slow, cut off or wrong, into one file after the other.</summary>
/// <param name="renewAsync">Called now and then; false ends it.</param>
/// <param name="cancellation">What came by then counts.</param>
internal sealed class ReceivedBytes(
    Stream body, BytesChecksum? checksum, TimeProvider time, TimeSpan renewal, Func<Task<bool>> renewAsync, CancellationToken cancellation) : IDisposable
{
    private const int Chunk = 80 * 1024;

    private readonly IncrementalHash? _hash = checksum is null ? null : IncrementalHash.CreateHash(checksum.Algorithm);
    private readonly byte[] _buffer = new byte[Chunk];
    private long _renewed = time.GetTimestamp();

    /// <summary>Nothing comes any more.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Why the last file does not count.</summary>
    public AppendResult? Fault { get; private set; }

    /// <param name="most">After so many bytes the file is full.</param>
    /// <param name="left">So many the whole file still lacks.</param>
    /// <returns>How many bytes it has.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public async Task<long> FillAsync(string file, long most, long left)
    {
        await using var target = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None);
        var (bytes, isCut) = (0L, false);
        while (bytes < most && !IsOver)
        {
            (var read, isCut) = await ReadAsync();
            IsOver = read == 0;
            bytes += read;
            Fault = bytes > left ? AppendResult.TooLong : Fault;
            if (time.GetElapsedTime(_renewed) >= renewal)
            {
                _renewed = time.GetTimestamp();
                Fault = await renewAsync() ? Fault : AppendResult.Busy;
            }

            if (Fault is not null)
            {
                return 0;
            }

            _hash?.AppendData(_buffer, 0, read);
            await target.WriteAsync(_buffer.AsMemory(0, read), CancellationToken.None);
        }

        if (checksum is not null && (isCut || !CryptographicOperations.FixedTimeEquals(_hash!.GetHashAndReset(), checksum.Hash.Span)))
        {
            Fault = AppendResult.BadChecksum;
            return 0;
        }

        return bytes;
    }

    public void Dispose() => _hash?.Dispose();

    /// <summary>A sender that is cut off, or too slow, has sent what came.</summary>
    private async Task<(int Read, bool IsCut)> ReadAsync()
    {
        try
        {
            return (await body.ReadAsync(_buffer, cancellation), false);
        }
        catch (Exception cut) when (cut is IOException or OperationCanceledException)
        {
            return (0, true);
        }
    }
}
