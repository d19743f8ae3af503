using System.Security.Cryptography;
using System.Text;
using Workers.Hosting;

namespace Workers.Redis;

/// <summary>A Lua script of ours, with the hash by which Redis knows it.</summary>
internal sealed class RedisScript
{
    private RedisScript(string name, string text)
    {
        (Name, Text) = (name, text);
#pragma warning disable CA5350 // Redis names scripts by their SHA-1; nothing is secured by it.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public string Name { get; }

    public string Text { get; }

    public byte[] Hash { get; }

    /// <param name="embeddedPaths">Paths as in <c>Capacity/Lua/reserve.lua</c>; several are joined in this order, the shared part first.</param>
    /// <exception cref="FileNotFoundException">No such file was embedded.</exception>
    public static RedisScript Load(params ReadOnlySpan<string> embeddedPaths)
    {
        var text = new StringBuilder();
        foreach (var path in embeddedPaths)
        {
            text.Append(EmbeddedText.Read(path)).Append('\n');
        }

        return new(embeddedPaths[^1], text.ToString());
    }

    /// <param name="name">What failures call it.</param>
    public static RedisScript FromText(string name, string text) => new(name, text);
}
