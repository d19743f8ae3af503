using System.Text;

namespace Simulators.Integrator;

/// <summary>How the body of a call is framed.</summary>
public enum CallFraming
{
    /// <summary><c>Content-Length</c>.</summary>
    Length,

    /// <summary>One chunk.</summary>
    OneChunk,

    /// <summary>A chunk for each byte.</summary>
    ChunkPerByte,

    /// <summary>Chunks of several sizes with extensions.</summary>
    ChunksWithExtensions,
}

/// <summary>A call before it is sent: everything about it may still be bent.</summary>
public sealed class CallDraft(string method, string target, string secret, byte[] body)
{
    /// <summary>The method.</summary>
    public string Method { get; set; } = method;

    /// <summary>The target as it stands in the request line.</summary>
    public string Target { get; set; } = target;

    /// <summary>The secret by which <see cref="Sign()"/> signs.</summary>
    public string Secret { get; set; } = secret;

    /// <summary>The bytes that are sent.</summary>
    public byte[] Body { get; set; } = body;

    /// <summary>The fields, in order, without those of the framing and without <c>Host</c>.</summary>
    public List<KeyValuePair<string, string>> Fields { get; } = [];

    /// <summary>Trailers; they go out with chunks only.</summary>
    public List<KeyValuePair<string, string>> Trailers { get; } = [];

    /// <summary>How the body is framed.</summary>
    public CallFraming Framing { get; set; }

    /// <summary>A <c>Content-Length</c> that is not the body's.</summary>
    public long? DeclaredLength { get; set; }

    /// <summary>After the body no more is sent, and the connection is closed to that side.</summary>
    public bool EndsSending { get; set; }

    /// <summary>Head and body byte for byte in packets of their own.</summary>
    public bool ManyPackets { get; set; }

    /// <summary>Asks for 100 before the body.</summary>
    public bool ExpectsContinue { get; set; }

    /// <summary>The body again and again so many times, for calls too large to be held.</summary>
    public int Repeats { get; set; } = 1;

    /// <summary><c>webhook-id</c>.</summary>
    public string Id { get => Get("webhook-id"); set => Set("webhook-id", value); }

    /// <summary><c>webhook-timestamp</c>.</summary>
    public string Timestamp { get => Get("webhook-timestamp"); set => Set("webhook-timestamp", value); }

    /// <summary><c>webhook-signature</c>.</summary>
    public string Signature { get => Get("webhook-signature"); set => Set("webhook-signature", value); }

    /// <summary>The base64 of the one signature that stands there.</summary>
    public string Base64 => Signature["v1,".Length..];

    /// <summary>Signs what stands there now.</summary>
    public void Sign() => Signature = StandardSignature.Sign(Secret, Id, Timestamp, Body);

    /// <summary>Signs what stands there with another key.</summary>
    public void SignWithKey(ReadOnlySpan<byte> key) =>
        Signature = "v1," + Convert.ToBase64String(StandardSignature.Mac(key, Id, Timestamp, Body));

    /// <summary>The first value of that name, or an empty text.</summary>
    public string Get(string name) =>
        Fields.FirstOrDefault(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";

    /// <summary>Puts a value in the place of the first of that name, or behind all.</summary>
    public void Set(string name, string value)
    {
        var place = Fields.FindIndex(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (place < 0)
            Fields.Add(new(name, value));
        else
            Fields[place] = new(Fields[place].Key, value);
    }

    /// <summary>One more of that name.</summary>
    public void Add(string name, string value) => Fields.Add(new(name, value));

    /// <summary>Takes away all of that name.</summary>
    public void Remove(string name) => Fields.RemoveAll(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Gives all of that name another name.</summary>
    public void Rename(string from, string to)
    {
        for (var place = 0; place < Fields.Count; place++)
        {
            if (Fields[place].Key.Equals(from, StringComparison.OrdinalIgnoreCase))
                Fields[place] = new(to, Fields[place].Value);
        }
    }

    internal byte[] Head(string host)
    {
        var head = new StringBuilder($"{Method} {Target} HTTP/1.1\r\nHost: {host}\r\n");
        foreach (var (name, value) in Fields)
            head.Append(name).Append(": ").Append(value).Append("\r\n");
        if (ExpectsContinue)
            head.Append("Expect: 100-continue\r\n");
        if (Framing == CallFraming.Length)
            head.Append("Content-Length: ").Append(DeclaredLength ?? (long)Body.Length * Repeats).Append("\r\n");
        else
            head.Append("Transfer-Encoding: chunked\r\n");
        return Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
    }

    /// <summary>The framed body in parts; a part goes out as one write.</summary>
    internal IEnumerable<byte[]> Parts()
    {
        if (Framing == CallFraming.Length)
        {
            for (var time = 0; time < Repeats; time++)
                yield return Body;
            yield break;
        }

        var sizes = Framing switch
        {
            CallFraming.ChunkPerByte => [1],
            CallFraming.ChunksWithExtensions => [7, 1, 300, 2, 19],
            _ => new[] { int.MaxValue },
        };
        var number = 0;
        for (var time = 0; time < Repeats; time++)
        {
            for (var from = 0; from < Body.Length; number++)
            {
                var size = Math.Min(sizes[number % sizes.Length], Body.Length - from);
                var extension = Framing == CallFraming.ChunksWithExtensions ? $";part={number};by=\"of\\\"fice\"" : "";
                yield return [.. Encoding.ASCII.GetBytes($"{size:X}{extension}\r\n"), .. Body.AsSpan(from, size), .. "\r\n"u8];
                from += size;
            }
        }

        yield return Encoding.UTF8.GetBytes("0\r\n" + string.Concat(Trailers.Select(one => $"{one.Key}: {one.Value}\r\n")) + "\r\n");
    }
}
