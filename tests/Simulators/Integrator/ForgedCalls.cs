using System.IO.Compression;

namespace Simulators.Integrator;

/// <summary>Calls whose body, target, method or framing is not what was signed or not what is served.</summary>
internal static class ForgedCalls
{
    private const string Raw = "the raw body is signed";
    private const string Before = "verified before the body is parsed";
    private const string Bounds = "same bounds of size as POST /v1/documents";
    private const string SameRules = "same rules as POST /v1/documents";
    private const string OneSender = "the same answer for an unknown sender";
    private const string OneId = "the same id with another body";

    public static readonly IReadOnlyList<Forgery> All =
    [
        Forgery.Unsigned("a space more in the body", Raw, (call, _) => call.Body = [.. call.Body, (byte)' ']),
        Forgery.Unsigned("a byte of the body", Raw, (call, _) => call.Body = Bent(call.Body)),
        Forgery.Unsigned("the body cut short", Raw, (call, _) => call.Body = call.Body[..^1]),
        Forgery.Unsigned("no body", Raw, (call, _) => call.Body = []),
        Forgery.Unsigned("the body twice", Raw, (call, _) => call.Body = [.. call.Body, .. call.Body]),
        Forgery.Unsigned("a byte order mark before the body", Raw, (call, _) => call.Body = [0xEF, 0xBB, 0xBF, .. call.Body]),
        Forgery.Unsigned("the body compressed after it was signed", Raw, (call, _) =>
        {
            call.Body = Gzip(call.Body);
            call.Add("Content-Encoding", "gzip");
        }) with { Statuses = [401, 415] },
        Forgery.Unsigned("wrongly signed and no JSON", Before, (call, _) =>
        {
            call.Body = "{"u8.ToArray();
            call.SignWithKey(new byte[32]);
        }),
        Forgery.Unsigned("wrongly signed and deeply nested", Before, (call, _) =>
        {
            call.Body = [.. Enumerable.Repeat((byte)'[', 100_000)];
            call.SignWithKey(new byte[32]);
        }),
        Forgery.Unsigned("a sender of nobody", OneSender, (call, hand) => call.Target = call.Target.Replace(
            hand.Sender.ToString("D"), Nobody(hand), StringComparison.Ordinal)),
        Forgery.Unsigned("a sender of nobody, signed by nothing", OneSender, (call, hand) =>
        {
            call.Target = call.Target.Replace(hand.Sender.ToString("D"), Nobody(hand), StringComparison.Ordinal);
            call.SignWithKey([]);
        }),
        Forgery.Unsigned("the sender that is all zeros", OneSender, (call, hand) => call.Target = call.Target.Replace(
            hand.Sender.ToString("D"), Guid.Empty.ToString("D"), StringComparison.Ordinal)),
        Forgery.Other("a sender that is no uuid", [401, 404], OneSender, (call, hand) => call.Target = call.Target.Replace(
            hand.Sender.ToString("D"), "office", StringComparison.Ordinal)) with { Contested = true },
        Forgery.Other("no sender", [401, 404, 405], OneSender, (call, hand) => call.Target = call.Target.Replace(
            hand.Sender.ToString("D"), "", StringComparison.Ordinal)) with { Contested = true },
        Forgery.Other("dots shifted between id and time", [400, 401, 422], "what follows is no document", (call, hand) =>
        {
            // id.time.body is the same text when the id loses its last part: the parts are to be told apart by the headers.
            var (id, now, body) = (call.Id, call.Timestamp, call.Body);
            call.Id = $"{id}.{now}";
            call.Sign();
            call.Id = id;
            call.Body = [.. System.Text.Encoding.ASCII.GetBytes(now + "."), .. body];
        }),
        Forgery.Other("the same id with another document", [422], OneId, (call, _) =>
        {
            call.Body = SignedSender.DocumentBody(7_654_321);
            call.Sign();
        }) with { HonestFirst = true },
        Forgery.Other("the same id with other blanks", [422], OneId, (call, _) =>
        {
            call.Body = [.. call.Body, (byte)'\n'];
            call.Sign();
        }) with { HonestFirst = true, Contested = true },
        Forgery.Unsigned("the signature of the first body on another", Raw, (call, _) => call.Body = SignedSender.DocumentBody(7_654_321)) with { HonestFirst = true },
        Forgery.Unsigned("a known id wrongly signed", "verified before it is answered again", (call, _) => call.SignWithKey(new byte[32])) with { HonestFirst = true },
        Forgery.Late("a known id after the window", "the time counts for replays too", (call, hand) =>
        {
            call.Timestamp = hand.Seconds(-StandardSignature.Window - hand.Margin);
            call.Sign();
        }) with { HonestFirst = true },
        Forgery.Other("media type text/plain", [415], "Content-Type: application/json", (call, _) => call.Set("Content-Type", "text/plain")),
        Forgery.Other("media type of a form", [415], "Content-Type: application/json", (call, _) => call.Set("Content-Type", "application/x-www-form-urlencoded")),
        Forgery.Other("no media type", [415], "Content-Type: application/json", (call, _) => call.Remove("Content-Type")) with { Contested = true },
        Forgery.Other("rightly signed CSV", [415], "Content-Type: application/json", (call, _) =>
        {
            call.Body = "document_source,document_number,circonscription_fonciere,cadastre\nindex,1 234 567,Montréal,Cadastre du Québec\n"u8.ToArray();
            call.Set("Content-Type", "text/csv");
            call.Sign();
        }) with { Contested = true },
        Forgery.Other("rightly signed and no JSON", [400, 422], SameRules, (call, _) => Signed(call, "{\"document_source\": "u8)),
        Forgery.Other("rightly signed and empty", [400, 422], SameRules, (call, _) => Signed(call, [])),
        Forgery.Other("rightly signed and another shape", [400, 422], SameRules, (call, _) => Signed(call, "42"u8)),
        Forgery.Other("rightly signed and no document", [400, 422], SameRules, (call, _) => Signed(call, "[{\"document_source\": \"nothing\"}]"u8)),
        Forgery.Other("rightly signed and deeply nested", [400, 422], SameRules, (call, _) => Signed(call, Enumerable.Repeat((byte)'[', 100_000).ToArray())),
        Forgery.Other("method GET", [405], "POST is served", (call, _) => call.Method = "GET"),
        Forgery.Other("method PUT", [405], "POST is served", (call, _) => call.Method = "PUT"),
        Forgery.Other("method DELETE", [405], "POST is served", (call, _) => call.Method = "DELETE"),
        Forgery.Other("a length over the bound", [413], Bounds, (call, _) => call.DeclaredLength = 40L * 1024 * 1024),
        Forgery.Other("chunks over the bound", [413, 0], Bounds, (call, _) =>
        {
            call.Framing = CallFraming.OneChunk;
            call.Body = [.. Enumerable.Repeat((byte)' ', 1024 * 1024)];
            call.Repeats = 40;
        }),
        Forgery.Other("broken off in the body", [400, 408, 0], "the body never came", (call, _) =>
        {
            call.DeclaredLength = call.Body.Length + 100;
            call.EndsSending = true;
        }) with { MayBeBare = true },
        Forgery.Other("two lengths", [400, 0], "RFC 9112, 6.3", (call, _) => call.Add("Content-Length", "1")) with { MayBeBare = true },
        Forgery.Other("length beside chunks", [400, 401, 200, 201, 202, 0], "RFC 9112, 6.3: chunks count, or it is refused", (call, _) =>
        {
            call.Framing = CallFraming.OneChunk;
            call.Add("Content-Length", "2");
        }) with { Contested = true, MayBeBare = true },
    ];

    private static string Nobody(ForgeryHand hand) => new Guid(hand.Seed, 0x1234, 0x4567, [0x89, 1, 2, 3, 4, 5, 6, 7]).ToString("D");

    private static void Signed(CallDraft call, ReadOnlySpan<byte> body)
    {
        call.Body = body.ToArray();
        call.Sign();
    }

    private static byte[] Bent(byte[] body)
    {
        var bent = body.ToArray();
        bent[bent.Length / 2] ^= 1;
        return bent;
    }

    private static byte[] Gzip(byte[] body)
    {
        using var small = new MemoryStream();
        using (var gzip = new GZipStream(small, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(body);
        return small.ToArray();
    }
}
