using System.Globalization;

namespace Simulators.Integrator;

/// <summary>The body of one message on the wire.</summary>
public sealed class WireBody
{
    private enum Framing { Length, Chunks, End }

    private readonly WireReader wire;
    private readonly Framing framing;
    private long left;
    private bool inChunks;
    private bool over;

    private WireBody(WireReader wire, Framing framing, long left)
    {
        this.wire = wire;
        this.framing = framing;
        this.left = left;
        over = framing == Framing.Length && left == 0;
    }

    /// <summary>What stood behind the last chunk.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Trailers { get; private set; } = [];

    internal static WireBody OfLength(WireReader wire, long bytes) => new(wire, Framing.Length, bytes);

    internal static WireBody Chunked(WireReader wire) => new(wire, Framing.Chunks, 0);

    internal static WireBody UntilEnd(WireReader wire) => new(wire, Framing.End, 0);

    /// <summary>Some bytes; 0 at the end of the body.</summary>
    /// <exception cref="WireException">The connection ended before the body did, or the chunks are none.</exception>
    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancel)
    {
        if (over || into.Length == 0)
            return 0;
        if (framing == Framing.Chunks && left == 0 && !await NextChunkAsync(cancel).ConfigureAwait(false))
            return 0;
        var most = framing == Framing.End ? into.Length : (int)Math.Min(into.Length, left);
        var some = await wire.ReadAsync(into[..most], cancel).ConfigureAwait(false);
        if (some == 0)
        {
            over = true;
            return framing == Framing.End ? 0 : throw new WireException("the connection ended in the body");
        }

        left -= framing == Framing.End ? 0 : some;
        over = framing == Framing.Length && left == 0;
        return some;
    }

    /// <summary>All that is left of it, up to a bound.</summary>
    public async Task<byte[]> ReadAllAsync(int bound, CancellationToken cancel)
    {
        using var all = new MemoryStream();
        var some = new byte[8192];
        while (await ReadAsync(some, cancel).ConfigureAwait(false) is > 0 and var count)
        {
            all.Write(some, 0, count);
            if (all.Length > bound)
                throw new WireException("a body over the bound");
        }

        return all.ToArray();
    }

    private async Task<bool> NextChunkAsync(CancellationToken cancel)
    {
        if (inChunks && await wire.ReadLineAsync(atEndNothing: false, cancel).ConfigureAwait(false) is not { Length: 0 })
            throw new WireException("a chunk that does not end");
        inChunks = true;
        var line = await wire.ReadLineAsync(atEndNothing: false, cancel).ConfigureAwait(false) ?? "";
        var size = line.Split(';')[0].Trim(' ', '\t');
        if (!long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out left) || left < 0)
            throw new WireException("a chunk without size");
        if (left > 0)
            return true;
        Trailers = await wire.ReadFieldsAsync(cancel).ConfigureAwait(false);
        over = true;
        return false;
    }
}
