using System.Globalization;
using System.Text;

namespace Simulators.Integrator;

/// <summary>What came was not HTTP/1.1, or ended where it must not.</summary>
public sealed class WireException(string message) : IOException(message);

/// <summary>Reads HTTP/1.1 from bytes, for both sides: heads, and bodies by length, by chunks or until the end.</summary>
public sealed class WireReader(Stream stream)
{
    private const int MaxHead = 128 * 1024;
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    /// <summary>The most bytes that are taken from the connection at once.</summary>
    public int AtOnce { get; set; } = 16 * 1024;

    /// <summary>The next head, or nothing where the connection ended before it.</summary>
    public async Task<WireHead?> ReadHeadAsync(CancellationToken cancel)
    {
        var first = await ReadLineAsync(atEndNothing: true, cancel).ConfigureAwait(false);
        if (first is null)
            return null;
        return new WireHead(first, await ReadFieldsAsync(cancel).ConfigureAwait(false));
    }

    /// <summary>Fields (or trailers) until the empty line.</summary>
    public async Task<IReadOnlyList<KeyValuePair<string, string>>> ReadFieldsAsync(CancellationToken cancel)
    {
        var fields = new List<KeyValuePair<string, string>>();
        var size = 0;
        while (await ReadLineAsync(atEndNothing: false, cancel).ConfigureAwait(false) is { Length: > 0 } line)
        {
            size += line.Length;
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || size > MaxHead)
                throw new WireException($"no field: {line[..Math.Min(60, line.Length)]}");
            fields.Add(new(line[..colon], line[(colon + 1)..].Trim(' ', '\t')));
        }

        return fields;
    }

    /// <summary>One line without its end (LF or CRLF), byte for character.</summary>
    public async Task<string?> ReadLineAsync(bool atEndNothing, CancellationToken cancel)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (start == end && !await FillAsync(cancel).ConfigureAwait(false))
            {
                return atEndNothing && line.Length == 0 ? null : throw new WireException("the connection ended in a line");
            }

            var found = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            var until = found < 0 ? end : start + found;
            line.Append(Encoding.Latin1.GetString(buffer, start, until - start));
            start = found < 0 ? end : until + 1;
            if (line.Length > MaxHead)
                throw new WireException("a line without end");
            if (found < 0)
                continue;
            if (line.Length > 0 && line[^1] == '\r')
                line.Length--;
            return line.ToString();
        }
    }

    /// <summary>Bytes as they are; 0 where the connection ended.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancel)
    {
        if (into.Length == 0 || (start == end && !await FillAsync(cancel).ConfigureAwait(false)))
            return 0;
        var some = Math.Min(into.Length, end - start);
        buffer.AsMemory(start, some).CopyTo(into);
        start += some;
        return some;
    }

    /// <summary>The body that belongs to a head. Only an answer may go on until the connection ends.</summary>
    public WireBody BodyOf(WireHead head, bool isAnswer)
    {
        ArgumentNullException.ThrowIfNull(head);
        var codings = head.All("Transfer-Encoding");
        if (codings.Count > 0)
        {
            return codings is [var coding] && coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
                ? WireBody.Chunked(this)
                : throw new WireException("a transfer coding other than chunked");
        }

        if (isAnswer && head.Status is 204 or 304)
            return WireBody.OfLength(this, 0);
        if (head.All("Content-Length") is { Count: > 0 } lengths)
        {
            return lengths is [var length] && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? WireBody.OfLength(this, bytes)
                : throw new WireException("a length that is none");
        }

        return isAnswer ? WireBody.UntilEnd(this) : WireBody.OfLength(this, 0);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        start = 0;
        end = await stream.ReadAsync(buffer.AsMemory(0, Math.Clamp(AtOnce, 1, buffer.Length)), cancel).ConfigureAwait(false);
        return end > 0;
    }
}
