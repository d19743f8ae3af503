namespace Simulators.Integrator;

/// <summary>How a receiver answers one delivery.</summary>
public enum ReceiverMood
{
    /// <summary>200 at once, with a short body.</summary>
    Ok,

    /// <summary>204.</summary>
    NoContent,

    /// <summary>202 after a 103 that is no answer yet.</summary>
    AcceptedAfterHints,

    /// <summary>500.</summary>
    ServerError,

    /// <summary>429 with a <c>Retry-After</c> of an hour.</summary>
    TooMany,

    /// <summary>410.</summary>
    Gone,

    /// <summary>302 to <see cref="WebhookReceiver.Elsewhere"/>.</summary>
    RedirectElsewhere,

    /// <summary>308 to <see cref="WebhookReceiver.Elsewhere"/>.</summary>
    RedirectForGood,

    /// <summary>302 to its own address, for ever.</summary>
    RedirectToItself,

    /// <summary>Takes the request and answers nothing, until the caller hangs up.</summary>
    Silent,

    /// <summary>Breaks off in the status line.</summary>
    BreaksInStatusLine,

    /// <summary>Breaks off in the headers of a 200.</summary>
    BreaksInHeaders,

    /// <summary>Breaks off in the body of a 200.</summary>
    BreaksInBody,

    /// <summary>A 200, byte for byte with <see cref="WebhookReceiver.SlowStep"/> between.</summary>
    SlowByteForByte,

    /// <summary>A 200 whose chunks never end.</summary>
    EndlessBody,

    /// <summary>A 200 whose headers never end.</summary>
    EndlessHeaders,

    /// <summary>A 200 of some kilobytes gzip that become 64 MB.</summary>
    BodyThatSwells,

    /// <summary>Bytes that are no HTTP.</summary>
    Garbage,

    /// <summary>A 200 with headers that are lawful and meant badly.</summary>
    HostileHeaders,

    /// <summary>A 200 with headers that no HTTP knows: NUL, a folded line, two lengths.</summary>
    UnlawfulHeaders,

    /// <summary>Closes after the headers, before it read the body.</summary>
    ClosesBeforeBody,

    /// <summary>500 before it read the body, then reads on.</summary>
    AnswersBeforeBody,

    /// <summary>Reads the body byte for byte with <see cref="WebhookReceiver.SlowStep"/> between, then 200.</summary>
    ReadsBodySlowly,

    /// <summary>200 and <c>Connection: keep-alive</c>; the next request over that connection is reset.</summary>
    KeepAliveThenReset,

    /// <summary>200 and <c>Connection: keep-alive</c>, then closes in order without saying so.</summary>
    KeepAliveThenCloses,
}

/// <summary>How an honest sender writes a call. All of them are taken.</summary>
public enum SenderMood
{
    /// <summary>As simple as it goes.</summary>
    Plain,

    /// <summary>The headers in the other order.</summary>
    HeadersReversed,

    /// <summary>The headers in an order drawn from the seed.</summary>
    HeadersShuffled,

    /// <summary>Names of headers in lower case.</summary>
    HeadersLowerCase,

    /// <summary>Names of headers in upper case.</summary>
    HeadersUpperCase,

    /// <summary>Names of headers in a case drawn from the seed.</summary>
    HeadersMixedCase,

    /// <summary>Blanks and tabs around the values of headers.</summary>
    HeadersPadded,

    /// <summary>Other headers beside, as a proxy adds them.</summary>
    HeadersBeside,

    /// <summary>The right signature first among wrong ones.</summary>
    RightSignatureFirst,

    /// <summary>The right signature between wrong ones.</summary>
    RightSignatureBetween,

    /// <summary>The right signature last.</summary>
    RightSignatureLast,

    /// <summary>The right signature twice.</summary>
    RightSignatureTwice,

    /// <summary>Beside signatures of unknown versions, some of them malformed.</summary>
    UnknownVersionsBeside,

    /// <summary>Signed by a secret of nobody and by the right one, as in a rotation.</summary>
    TwoSecrets,

    /// <summary>The body in one chunk.</summary>
    Chunked,

    /// <summary>The body in chunks of one byte.</summary>
    ChunkedByteForByte,

    /// <summary>Chunks of drawn sizes with extensions, and a trailer.</summary>
    ChunkedWithExtensions,

    /// <summary>The clock ahead, just within the window.</summary>
    ClockAhead,

    /// <summary>The clock behind, just within the window.</summary>
    ClockBehind,

    /// <summary>Blanks and line ends around the JSON, which belong to what is signed.</summary>
    BodyWithBlanks,

    /// <summary><c>Content-Type: application/json; charset=utf-8</c>.</summary>
    ContentTypeWithCharset,

    /// <summary>Waits for 100 before the body, for a second at most.</summary>
    ExpectsContinue,

    /// <summary>Head and body byte for byte in packets of their own.</summary>
    ManyPackets,

    /// <summary>The target in absolute form, which every server takes (RFC 9112, 3.2.2).</summary>
    AbsoluteTarget,
}
