using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using Workers.Hosting.Environments;

namespace Workers.Jobs.Feed;

/// <summary>A place of one environment's history as one word, which others keep and give back. Pure.</summary>
internal readonly record struct FeedCursor(TargetEnvironment Environment, FeedPlace Place)
{
    private const byte Form = 1;
    private const int Length = 34;

    /// <returns>False of what is none, whatever it holds.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out FeedCursor? cursor)
    {
        cursor = null;
        Span<byte> bytes = stackalloc byte[Length];
        if (!Base64Url.IsValid(text, out var length) || length != Length || !Base64Url.TryDecodeFromChars(text, bytes, out _) || bytes[0] != Form || !Enum.IsDefined((TargetEnvironment)bytes[1]))
        {
            return false;
        }

        var id = BinaryPrimitives.ReadInt64BigEndian(bytes[26..]);
        cursor = id < 0 ? null : new((TargetEnvironment)bytes[1], new(new(bytes[2..18]), BinaryPrimitives.ReadUInt64BigEndian(bytes[18..]), id));
        return cursor is not null;
    }

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        (bytes[0], bytes[1]) = (Form, (byte)Environment);
        Place.Epoch.TryWriteBytes(bytes[2..18]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[18..], Place.Tx);
        BinaryPrimitives.WriteInt64BigEndian(bytes[26..], Place.Id);
        return Base64Url.EncodeToString(bytes);
    }
}
