using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workers.Webhooks.Senders;

/// <summary>
/// What a signed call says of itself in its headers, after Standard Webhooks. Verified here over the bytes as they came, and with every signature of the list: the package that signs our own messages
/// takes a text, looks at the first signature alone and at a clock of its own. Pure.
/// </summary>
internal sealed class SignedMessage
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";

    /// <summary>How far a timestamp may be from the server's clock, to either side.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private const int LongestId = 100;
    private const string Version = "v1,";

    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    private readonly string _timestamp;
    private readonly IReadOnlyList<byte[]> _signatures;

    private SignedMessage(string id, string timestamp, long seconds, IReadOnlyList<byte[]> signatures)
    {
        (Id, _timestamp, _signatures) = (id, timestamp, signatures);
        At = DateTimeOffset.FromUnixTimeSeconds(seconds);
    }

    /// <summary>The same for each try of one message.</summary>
    public string Id { get; }

    /// <summary>When this try was made, by the sender's clock.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Each header as it came: once, where all is well.</summary>
    /// <param name="fault">Which header is not as it must be, and what is allowed.</param>
    public static bool TryRead(
        IReadOnlyList<string?> ids, IReadOnlyList<string?> timestamps, IReadOnlyList<string?> signatures, [NotNullWhen(true)] out SignedMessage? message, [NotNullWhen(false)] out string? fault)
    {
        message = null;
        fault = OnceFault(IdHeader, ids) ?? OnceFault(TimestampHeader, timestamps) ?? OnceFault(SignatureHeader, signatures);
        if (fault is not null)
        {
            return false;
        }

        var (id, timestamp) = (ids[0]!, timestamps[0]!);
        if (id.Length > LongestId || !IsVisible(id))
        {
            fault = $"{IdHeader}: allowed: 1 to {LongestId} visible ASCII characters without spaces, the same for each try of a message.";
            return false;
        }

        if (!timestamp.All(char.IsAsciiDigit) || !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > LastSecond)
        {
            fault = $"{TimestampHeader}: allowed: whole seconds since 1970 UTC, in digits alone.";
            return false;
        }

        List<byte[]> listed = [.. signatures[0]!.Split(' ').Where(one => one.StartsWith(Version, StringComparison.Ordinal) && IsVisible(one)).Select(Encoding.ASCII.GetBytes)];
        if (listed.Count == 0)
        {
            fault = $"{SignatureHeader}: holds no signature of version 1; allowed: one or more with a space between them, each '{Version}' and the base64 of HMAC-SHA256.";
            return false;
        }

        message = new(id, timestamp, seconds, listed);
        return true;
    }

    /// <summary>Whether one of the signatures is this secret's, over these bytes; how long it takes does not tell where they differ.</summary>
    public bool IsSignedBy(byte[] secret, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(Encoding.ASCII.GetBytes($"{Id}.{_timestamp}."));
        hash.AppendData(body);
        var expected = Encoding.ASCII.GetBytes(Version + Convert.ToBase64String(hash.GetHashAndReset()));
        var isOne = false;
        foreach (var signature in _signatures)
        {
            isOne |= CryptographicOperations.FixedTimeEquals(signature, expected);
        }

        return isOne;
    }

    /// <summary>Whether this try was made within the window around a moment, in whole seconds.</summary>
    public bool IsOf(DateTimeOffset now) => Math.Abs(now.ToUnixTimeSeconds() - At.ToUnixTimeSeconds()) <= (long)Window.TotalSeconds;

    private static string? OnceFault(string header, IReadOnlyList<string?> values) => values switch
    {
        [{ Length: > 0 }] => null,
        [] or [null or ""] => $"{header}: is missing; each signed call has {IdHeader}, {TimestampHeader} and {SignatureHeader}.",
        _ => string.Create(CultureInfo.InvariantCulture, $"{header}: found {values.Count} times; allowed: once."),
    };

    private static bool IsVisible(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}
