using System.Globalization;

namespace Simulators.Integrator;

/// <summary>Calls whose id or timestamp is missing, malformed or out of time.</summary>
internal static class ForgedHeaders
{
    private const string Id = "webhook-id";
    private const string Timestamp = "webhook-timestamp";
    private const string Signature = "webhook-signature";
    private const string Missing = "a missing header is named";
    private const string Visible = "1 to 100 visible ASCII characters without spaces";
    private const string Whole = "whole seconds since 1970 UTC";
    private const string Outside = "the signature is right and the time outside the window";

    public static readonly IReadOnlyList<Forgery> All =
    [
        Forgery.Malformed("id missing", Id, Missing, (call, _) => call.Remove(Id)),
        Forgery.Malformed("timestamp missing", Timestamp, Missing, (call, _) => call.Remove(Timestamp)),
        Forgery.Malformed("signature missing", Signature, Missing, (call, _) => call.Remove(Signature)),
        Forgery.Unsigned("all three missing", Missing, (call, _) =>
        {
            call.Remove(Id);
            call.Remove(Timestamp);
            call.Remove(Signature);
        }) with { Names = "webhook-" },
        Forgery.Malformed("id empty", Id, Visible, (call, _) => SetId(call, "")),
        Forgery.Malformed("timestamp empty", Timestamp, Whole, (call, _) => SetTime(call, "")),
        Forgery.Malformed("signature empty", Signature, "a malformed header is named", (call, _) => call.Signature = ""),
        Forgery.Malformed("id of 101 characters", Id, Visible, (call, _) => SetId(call, call.Id.PadRight(101, 'x'))),
        Forgery.Malformed("id of 8000 characters", Id, Visible, (call, _) => SetId(call, call.Id.PadRight(8000, 'x'))),
        Forgery.Malformed("id with a space", Id, Visible, (call, _) => SetId(call, call.Id + " two")),
        Forgery.Malformed("id with a tab", Id, Visible, (call, _) => SetId(call, call.Id + "\ttwo")),
        Forgery.Malformed("id beyond ASCII", Id, Visible, (call, _) => SetId(call, call.Id + "é")) with { Statuses = [401, 400], MayBeBare = true },
        Forgery.Malformed("id with DEL", Id, Visible, (call, _) => SetId(call, call.Id + "\u007f")) with { Statuses = [401, 400], MayBeBare = true },
        Forgery.Malformed("id twice, the same", Id, "one id for one message", (call, _) => call.Add(Id, call.Id)) with { Contested = true },
        Forgery.Malformed("id twice, two ids", Id, "one id for one message", (call, _) => call.Add(Id, "other")),
        Forgery.Malformed("timestamp twice, two times", Timestamp, "the timestamp of this try", (call, hand) => call.Add(Timestamp, hand.Seconds(-hand.Margin))),
        Forgery.Malformed("timestamp after ISO 8601", Timestamp, Whole, (call, hand) => SetTime(call, hand.Now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture))),
        Forgery.Malformed("timestamp with a fraction", Timestamp, Whole, (call, _) => SetTime(call, call.Timestamp + ".0")),
        Forgery.Malformed("timestamp with an exponent", Timestamp, Whole, (call, _) => SetTime(call, call.Timestamp + "e0")),
        Forgery.Malformed("timestamp in hexadecimal", Timestamp, Whole, (call, hand) => SetTime(call, "0x" + hand.Now.ToUnixTimeSeconds().ToString("x", CultureInfo.InvariantCulture))),
        Forgery.Malformed("timestamp with a space inside", Timestamp, Whole, (call, _) => SetTime(call, call.Timestamp.Insert(4, " "))),
        Forgery.Malformed("timestamp with separators", Timestamp, Whole, (call, hand) => SetTime(call, hand.Now.ToUnixTimeSeconds().ToString("N0", CultureInfo.InvariantCulture))),
        Forgery.Malformed("timestamp in wide digits", Timestamp, Whole, (call, _) => SetTime(call, string.Concat(call.Timestamp.Select(one => (char)(one - '0' + '\uff10'))))) with { Statuses = [401, 400], MayBeBare = true },
        Forgery.Malformed("timestamp in words", Timestamp, Whole, (call, _) => SetTime(call, "now")),
        Forgery.Malformed("timestamp with a plus", Timestamp, Whole, (call, _) => SetTime(call, "+" + call.Timestamp)) with { Contested = true },
        Forgery.Malformed("timestamp with a zero before", Timestamp, Whole, (call, _) => SetTime(call, "0" + call.Timestamp)) with { Statuses = [401, 200, 201, 202], Names = null, Contested = true },
        Forgery.Unsigned("timestamp before 1970", Whole, (call, _) => SetTime(call, "-1")) with { Code = null },
        Forgery.Unsigned("timestamp of 30 digits", Whole, (call, _) => SetTime(call, new string('9', 30))) with { Code = null },
        Forgery.Unsigned("timestamp of the last long", Whole, (call, _) => SetTime(call, long.MaxValue.ToString(CultureInfo.InvariantCulture))) with { Code = null },
        Forgery.Unsigned("timestamp in milliseconds", Outside, (call, hand) => SetTime(call, hand.Now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture))) with { Code = null },
        Forgery.Late("timestamp zero", Outside, (call, _) => SetTime(call, "0")) with { Code = null },
        Forgery.Late("clock too far behind", Outside, (call, hand) => SetTime(call, hand.Seconds(-StandardSignature.Window - hand.Margin))),
        Forgery.Late("clock too far ahead", Outside, (call, hand) => SetTime(call, hand.Seconds(StandardSignature.Window + hand.Margin))),
        Forgery.Late("a call of yesterday", Outside, (call, hand) => SetTime(call, hand.Seconds(TimeSpan.FromDays(-1)))),
        Forgery.Unsigned("too late and wrongly signed", "timestamp_refused only where the signature was right", (call, hand) =>
        {
            call.Timestamp = hand.Seconds(-StandardSignature.Window - hand.Margin);
            call.Secret = StandardSignature.SecretOf(-9);
            call.Sign();
        }),
        Forgery.Unsigned("an old call under a new time", "the timestamp is signed", (call, hand) =>
        {
            var now = call.Timestamp;
            SetTime(call, hand.Seconds(TimeSpan.FromHours(-1)));
            call.Timestamp = now;
        }),
        Forgery.Unsigned("another id than was signed", "the id is signed", (call, _) => call.Id += "x"),
        Forgery.Unsigned("the id in another case than was signed", "the id's bytes are signed", (call, _) =>
        {
            SetId(call, call.Id + "aA");
            call.Id = call.Id[..^2] + "Aa";
        }),
        Forgery.Malformed("headers under another vendor's names", Id, Missing, (call, _) =>
        {
            foreach (var part in new[] { "id", "timestamp", "signature" })
                call.Rename("webhook-" + part, "svix-" + part);
        }) with { Names = "webhook-" },
        Forgery.Malformed("names with underscores", Id, Missing, (call, _) => call.Rename(Id, "webhook_id")),
        Forgery.Malformed("the signature in a trailer", Signature, Missing, (call, _) =>
        {
            call.Framing = CallFraming.OneChunk;
            call.Trailers.Add(new(Signature, call.Signature));
            call.Remove(Signature);
        }),
        Forgery.Malformed("the signature in the query", Signature, Missing, (call, _) =>
        {
            call.Target += "?webhook-signature=" + Uri.EscapeDataString(call.Signature);
            call.Remove(Signature);
        }),
        Forgery.Malformed("a key instead of a signature", Signature, Missing, (call, _) =>
        {
            call.Add("Authorization", "Bearer " + call.Base64);
            call.Remove(Signature);
        }),
    ];

    private static void SetId(CallDraft call, string id)
    {
        call.Id = id;
        call.Sign();
    }

    private static void SetTime(CallDraft call, string timestamp)
    {
        call.Timestamp = timestamp;
        call.Sign();
    }
}
