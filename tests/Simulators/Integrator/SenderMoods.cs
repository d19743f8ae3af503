using System.Text;

namespace Simulators.Integrator;

/// <summary>Bends a right call as a mood will have it; it stays right.</summary>
internal static class SenderMoods
{
    /// <summary>Moods that leave id, time and body as they are.</summary>
    public static readonly IReadOnlyList<SenderMood> OfHeaders =
    [
        .. Enum.GetValues<SenderMood>().Where(mood => mood is not (SenderMood.ClockAhead or SenderMood.ClockBehind
            or SenderMood.BodyWithBlanks or SenderMood.ExpectsContinue)),
    ];

    public static void Apply(SenderMood mood, CallDraft draft, Random random, Uri server)
    {
        switch (mood)
        {
            case SenderMood.HeadersReversed:
                draft.Fields.Reverse();
                break;
            case SenderMood.HeadersShuffled:
                Beside(draft);
                var shuffled = draft.Fields.ToArray();
                random.Shuffle(shuffled);
                draft.Fields.Clear();
                draft.Fields.AddRange(shuffled);
                break;
            case SenderMood.HeadersLowerCase:
                Names(draft, char.ToLowerInvariant);
                break;
            case SenderMood.HeadersUpperCase:
                Names(draft, char.ToUpperInvariant);
                break;
            case SenderMood.HeadersMixedCase:
                Names(draft, one => random.Next(2) == 0 ? char.ToUpperInvariant(one) : char.ToLowerInvariant(one));
                break;
            case SenderMood.HeadersPadded:
                for (var place = 0; place < draft.Fields.Count; place++)
                    draft.Fields[place] = new(draft.Fields[place].Key, $"\t  {draft.Fields[place].Value} \t ");
                break;
            case SenderMood.HeadersBeside:
                Beside(draft);
                break;
            case SenderMood.RightSignatureFirst:
                draft.Signature = $"{draft.Signature} {Wrong(draft, 1)} {Wrong(draft, 2)}";
                break;
            case SenderMood.RightSignatureBetween:
                draft.Signature = $"{Wrong(draft, 1)} {Wrong(draft, 2)} {draft.Signature} {Wrong(draft, 3)}";
                break;
            case SenderMood.RightSignatureLast:
                draft.Signature = $"{string.Join(' ', Enumerable.Range(1, 7).Select(seed => Wrong(draft, seed)))} {draft.Signature}";
                break;
            case SenderMood.RightSignatureTwice:
                draft.Signature = $"{draft.Signature} {draft.Signature}";
                break;
            case SenderMood.UnknownVersionsBeside:
                draft.Signature = $"v1a,{Convert.ToBase64String(new byte[64])} v2,!!! v0,{draft.Base64} {draft.Signature} v10,";
                break;
            case SenderMood.TwoSecrets:
                draft.Signature = $"{Wrong(draft, 4)} {draft.Signature}";
                break;
            case SenderMood.Chunked:
                draft.Framing = CallFraming.OneChunk;
                break;
            case SenderMood.ChunkedByteForByte:
                draft.Framing = CallFraming.ChunkPerByte;
                break;
            case SenderMood.ChunkedWithExtensions:
                draft.Framing = CallFraming.ChunksWithExtensions;
                draft.Trailers.Add(new("X-Office-Trailer", "end"));
                break;
            case SenderMood.ContentTypeWithCharset:
                draft.Set("Content-Type", "application/json; charset=utf-8");
                break;
            case SenderMood.ExpectsContinue:
                draft.ExpectsContinue = true;
                break;
            case SenderMood.ManyPackets:
                draft.ManyPackets = true;
                break;
            case SenderMood.AbsoluteTarget:
                draft.Target = new Uri(server, draft.Target).AbsoluteUri;
                break;
        }
    }

    private static string Wrong(CallDraft draft, int seed) =>
        StandardSignature.Sign(StandardSignature.SecretOf(-seed), draft.Id, draft.Timestamp, draft.Body);

    private static void Beside(CallDraft draft)
    {
        draft.Add("User-Agent", "office/1.0");
        draft.Add("Accept", "*/*");
        draft.Add("X-Request-Id", "0f9e");
        draft.Add("Via", "1.1 office-proxy");
        draft.Add("Cookie", "webhook-id=other; webhook-signature=v1,none");
        draft.Add("X-Webhook-Id", "other");
        draft.Add("webhook-attempt", "3");
    }

    private static void Names(CallDraft draft, Func<char, char> spelled)
    {
        for (var place = 0; place < draft.Fields.Count; place++)
        {
            var name = new StringBuilder();
            foreach (var one in draft.Fields[place].Key)
                name.Append(spelled(one));
            draft.Fields[place] = new(name.ToString(), draft.Fields[place].Value);
        }
    }
}
