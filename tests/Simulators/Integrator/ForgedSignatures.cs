using System.Security.Cryptography;
using System.Text;

namespace Simulators.Integrator;

/// <summary>Calls that are wrongly signed, or whose right signature is wrongly written.</summary>
internal static class ForgedSignatures
{
    private const string Wrong = "a wrong signature";
    private const string Spelled = "v1, + base64";
    private const string Version = "unknown versions are ignored, and nothing else is there";

    public static readonly IReadOnlyList<Forgery> All =
    [
        Forgery.Unsigned("secret of nobody", Wrong, (call, _) => SignBy(call, StandardSignature.SecretOf(-7))),
        Forgery.Unsigned("secret as its text", "with the secret's bytes", (call, _) => call.SignWithKey(Encoding.ASCII.GetBytes(call.Secret))),
        Forgery.Unsigned("secret as its base64 text", "with the secret's bytes", (call, _) => call.SignWithKey(Encoding.ASCII.GetBytes(call.Secret["whsec_".Length..]))),
        Forgery.Unsigned("empty secret", Wrong, (call, _) => call.SignWithKey([])),
        Forgery.Unsigned("secret of zeros", Wrong, (call, _) => call.SignWithKey(new byte[32])),
        Forgery.Unsigned("secret is the sender's id", Wrong, (call, hand) => call.SignWithKey(hand.Sender.ToByteArray(bigEndian: true))),
        Forgery.Unsigned("half of the secret", Wrong, (call, _) => call.SignWithKey(StandardSignature.KeyOf(call.Secret).AsSpan(0, 16))),
        Forgery.Unsigned("one bit of the signature", Wrong, (call, _) => Rewrite(call, mac => mac[7] ^= 1)),
        Forgery.Unsigned("last bit of the signature", Wrong, (call, _) => Rewrite(call, mac => mac[31] ^= 1)),
        Forgery.Unsigned("half of the signature", Wrong, (call, _) => call.Signature = "v1," + Convert.ToBase64String(Mac(call).AsSpan(0, 16))),
        Forgery.Unsigned("first byte of the signature", Wrong, (call, _) => call.Signature = "v1," + Convert.ToBase64String(Mac(call).AsSpan(0, 1))),
        Forgery.Unsigned("one byte too many", Wrong, (call, _) => call.Signature = "v1," + Convert.ToBase64String([.. Mac(call), 0])),
        Forgery.Unsigned("no signature behind the version", Wrong, (call, _) => call.Signature = "v1,"),
        Forgery.Unsigned("the version alone", Wrong, (call, _) => call.Signature = "v1"),
        Forgery.Unsigned("zeros for a signature", Wrong, (call, _) => Rewrite(call, mac => mac.AsSpan().Clear())),
        Forgery.Unsigned("no base64", Spelled, (call, _) => call.Signature = "v1,%%%"),
        Forgery.Unsigned("hexadecimal", Spelled, (call, _) => call.Signature = "v1," + Convert.ToHexStringLower(Mac(call))),
        Forgery.Unsigned("without version", Spelled, (call, _) => call.Signature = call.Base64),
        Forgery.Unsigned("under version v2", Version, (call, _) => call.Signature = "v2," + call.Base64),
        Forgery.Unsigned("under version v1a", Version, (call, _) => call.Signature = "v1a," + call.Base64),
        Forgery.Unsigned("under version V1", Version, (call, _) => call.Signature = "V1," + call.Base64),
        Forgery.Unsigned("under version v01", Version, (call, _) => call.Signature = "v01," + call.Base64),
        Forgery.Unsigned("version with an equals sign", Spelled, (call, _) => call.Signature = "v1=" + call.Base64),
        Forgery.Unsigned("a space behind the version", "space-separated", (call, _) => call.Signature = "v1, " + call.Base64),
        Forgery.Unsigned("a space inside", "space-separated", (call, _) => call.Signature = call.Signature.Insert(20, " ")),
        Forgery.Unsigned("a tab inside", Spelled, (call, _) => call.Signature = call.Signature.Insert(20, "\t")),
        Forgery.Unsigned("something behind the signature", Spelled, (call, _) => call.Signature += "AAAA"),
        Forgery.Unsigned("one more equals sign", Spelled, (call, _) => call.Signature += "="),
        Forgery.Unsigned("in quotation marks", Spelled, (call, _) => call.Signature = $"\"{call.Signature}\""),
        Forgery.Unsigned("separated by commas", "space-separated", (call, _) => call.Signature = $"v1,{new string('A', 43)}=,{call.Signature}"),
        Forgery.Unsigned("in another case", Spelled, (call, _) => call.Signature = "v1," + call.Base64.ToLowerInvariant()),
        Forgery.Unsigned("base64 of the base64", Spelled, (call, _) => call.Signature = "v1," + Convert.ToBase64String(Encoding.ASCII.GetBytes(call.Base64))),
        Forgery.Unsigned("200 wrong ones", "one match suffices, and none does", (call, _) => call.Signature = string.Join(' ', Enumerable.Range(0, 200).Select(one => "v1," + Convert.ToBase64String(SHA256.HashData((byte[])[(byte)one]))))),
        Forgery.Unsigned("SHA-384", "HMAC-SHA256", (call, _) => call.Signature = "v1," + Convert.ToBase64String(HMACSHA384.HashData(Key(call), Content(call)))),
        Forgery.Unsigned("SHA-512", "HMAC-SHA256", (call, _) => call.Signature = "v1," + Convert.ToBase64String(HMACSHA512.HashData(Key(call), Content(call)))),
        Forgery.Unsigned("a hash without HMAC", "HMAC-SHA256", (call, _) => call.Signature = "v1," + Convert.ToBase64String(SHA256.HashData((byte[])[.. Key(call), .. Content(call)]))),
        Forgery.Unsigned("signed without the id", "id, timestamp and body are signed", (call, _) => Over(call, $"{call.Timestamp}.", call.Body)),
        Forgery.Unsigned("signed without the time", "id, timestamp and body are signed", (call, _) => Over(call, $"{call.Id}.", call.Body)),
        Forgery.Unsigned("the body alone signed", "id, timestamp and body are signed", (call, _) => Over(call, "", call.Body)),
        Forgery.Unsigned("nothing but id and time signed", "id, timestamp and body are signed", (call, _) => Over(call, $"{call.Id}.{call.Timestamp}.", [])),
        Forgery.Unsigned("signed without dots", "joined by dots", (call, _) => Over(call, $"{call.Id}{call.Timestamp}", call.Body)),
        Forgery.Unsigned("time before id signed", "joined in that order", (call, _) => Over(call, $"{call.Timestamp}.{call.Id}.", call.Body)),
        Forgery.Unsigned("a line end more signed", "the raw body", (call, _) => Over(call, $"{call.Id}.{call.Timestamp}.", [.. call.Body, (byte)'\n'])),
        Forgery.Unsigned("base64 with the other alphabet", Spelled, (call, _) =>
        {
            for (var number = 0; !call.Base64.Contains('+', StringComparison.Ordinal) && !call.Base64.Contains('/', StringComparison.Ordinal); number++)
            {
                call.Id += (char)('a' + (number % 26));
                call.Sign();
            }

            call.Signature = "v1," + call.Base64.Replace('+', '-').Replace('/', '_');
        }),
        Forgery.Unsigned("base64 without padding", Spelled, (call, _) => call.Signature = call.Signature.TrimEnd('=')) with { Statuses = [401, 200, 201, 202], Contested = true },
        Forgery.Unsigned("base64 with spare bits", Spelled, (call, _) => call.Signature = "v1," + SpareBits(call.Base64)) with { Statuses = [401, 200, 201, 202], Contested = true },
        Forgery.Unsigned("two signature headers, the second right", "one header, a space-separated list", (call, _) =>
        {
            var right = call.Signature;
            Rewrite(call, mac => mac[0] ^= 1);
            call.Add("webhook-signature", right);
        }) with { Statuses = [401, 200, 201, 202], Contested = true },
    ];

    private static byte[] Key(CallDraft call) => StandardSignature.KeyOf(call.Secret);

    private static byte[] Content(CallDraft call) => StandardSignature.Content(call.Id, call.Timestamp, call.Body);

    private static byte[] Mac(CallDraft call) => Convert.FromBase64String(call.Base64);

    private static void SignBy(CallDraft call, string secret)
    {
        call.Secret = secret;
        call.Sign();
    }

    private static void Over(CallDraft call, string before, byte[] body) =>
        call.Signature = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Key(call), (byte[])[.. Encoding.UTF8.GetBytes(before), .. body]));

    private static void Rewrite(CallDraft call, Action<byte[]> bend)
    {
        var mac = Mac(call);
        bend(mac);
        call.Signature = "v1," + Convert.ToBase64String(mac);
    }

    /// <summary>The same bytes spelled with other bits where base64 has two to spare.</summary>
    private static string SpareBits(string base64)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        var last = alphabet.IndexOf(base64[42], StringComparison.Ordinal);
        return base64[..42] + alphabet[last | 1] + "=";
    }
}
