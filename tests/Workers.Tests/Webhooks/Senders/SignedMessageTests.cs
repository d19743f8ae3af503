using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Shouldly;
using StandardWebhooks;
using Xunit;

namespace Workers.Webhooks.Senders;

/// <summary>What counts as a signed call, over hostile headers and bodies.</summary>
public sealed class SignedMessageTests
{
    private const string Id = "msg_1";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_764_500_000);
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(part => (byte)part)];
    private static readonly byte[] Body = "[{\"document_number\": \"é\"}]"u8.ToArray();

    [Theory]
    [InlineData(null, "1764500000", "v1,x", "webhook-id: is missing")]
    [InlineData("", "1764500000", "v1,x", "webhook-id: is missing")]
    [InlineData("a b", "1764500000", "v1,x", "webhook-id: allowed")]
    [InlineData("a\tb", "1764500000", "v1,x", "webhook-id: allowed")]
    [InlineData("é", "1764500000", "v1,x", "webhook-id: allowed")]
    [InlineData("a\u007f", "1764500000", "v1,x", "webhook-id: allowed")]
    [InlineData("a", null, "v1,x", "webhook-timestamp: is missing")]
    [InlineData("a", "1e9", "v1,x", "webhook-timestamp: allowed")]
    [InlineData("a", "-1", "v1,x", "webhook-timestamp: allowed")]
    [InlineData("a", "+1", "v1,x", "webhook-timestamp: allowed")]
    [InlineData("a", "17645 00000", "v1,x", "webhook-timestamp: allowed")]
    [InlineData("a", " 1764500000", "v1,x", "webhook-timestamp: allowed")]
    [InlineData("a", "1764500000.5", "v1,x", "webhook-timestamp: allowed")]
    [InlineData("a", "0x10", "v1,x", "webhook-timestamp: allowed")]
    [InlineData("a", "١٧٦٤", "v1,x", "webhook-timestamp: allowed")]
    [InlineData("a", "253402300800", "v1,x", "webhook-timestamp: allowed")]
    [InlineData("a", "99999999999999999999999999", "v1,x", "webhook-timestamp: allowed")]
    [InlineData("a", "1764500000", null, "webhook-signature: is missing")]
    [InlineData("a", "1764500000", " ", "webhook-signature: holds no")]
    [InlineData("a", "1764500000", "qL1u4QO0c9G8ZLzr", "webhook-signature: holds no")]
    [InlineData("a", "1764500000", "v2,qL1u4QO0c9G8ZLzr v1a,x V1,x", "webhook-signature: holds no")]
    public void A_header_that_is_missing_or_malformed_is_named(string? id, string? timestamp, string? signature, string said)
    {
        SignedMessage.TryRead(Of(id), Of(timestamp), Of(signature), out var message, out var fault).ShouldBeFalse();

        message.ShouldBeNull();
        fault!.ShouldStartWith(said);
    }

    [Fact]
    public void A_header_that_is_there_twice_or_is_too_long_is_named()
    {
        SignedMessage.TryRead(["a", "a"], ["1"], ["v1,x"], out _, out var fault).ShouldBeFalse();
        fault.ShouldBe("webhook-id: found 2 times; allowed: once.");
        SignedMessage.TryRead(["a"], ["1", "1"], ["v1,x"], out _, out fault).ShouldBeFalse();
        fault.ShouldStartWith("webhook-timestamp: found 2 times");
        SignedMessage.TryRead(["a"], ["1"], ["v1,x", "v1,y"], out _, out fault).ShouldBeFalse();
        fault.ShouldStartWith("webhook-signature: found 2 times");
        SignedMessage.TryRead([new string('x', 101)], ["1"], ["v1,x"], out _, out fault).ShouldBeFalse();
        fault.ShouldStartWith("webhook-id: allowed: 1 to 100");
        SignedMessage.TryRead([new string('~', 100)], ["1"], ["v1,x"], out _, out _).ShouldBeTrue();
    }

    [Fact]
    public void It_is_what_the_package_of_the_standard_signs()
    {
        var signature = new StandardWebhook(Secret).Sign(Id, Now, Encoding.UTF8.GetString(Body));

        Read(signature).IsSignedBy(Secret, Body).ShouldBeTrue();
        signature.ShouldBe(Sign(Body));
    }

    [Fact]
    public void One_right_signature_of_the_list_suffices_wherever_it_stands()
    {
        var wrong = string.Join(' ', Enumerable.Range(0, 99).Select(place => $"v1,{Convert.ToBase64String(SHA256.HashData([(byte)place]))}"));

        Read($"{wrong} {Sign(Body)}").IsSignedBy(Secret, Body).ShouldBeTrue();
        Read($"{Sign(Body)} {wrong}").IsSignedBy(Secret, Body).ShouldBeTrue();
        Read($"v2,x  v1a,x {Sign(Body)} garbage").IsSignedBy(Secret, Body).ShouldBeTrue();
        Read(wrong).IsSignedBy(Secret, Body).ShouldBeFalse();
        // The right bytes under a version that nobody knows are no signature of this one.
        Read($"v2,{Sign(Body)[3..]} v1,x").IsSignedBy(Secret, Body).ShouldBeFalse();
    }

    [Theory]
    [InlineData("v1,")]
    [InlineData("v1,====")]
    [InlineData("v1,not base64!")]
    [InlineData("v1,AAAA")]
    public void What_is_no_signature_is_none(string signature) => Read(signature).IsSignedBy(Secret, Body).ShouldBeFalse();

    [Fact]
    public void Every_byte_of_the_body_the_id_and_the_time_counts_and_so_does_the_secret()
    {
        var message = Read(Sign(Body));

        for (var place = 0; place < Body.Length; place++)
        {
            byte[] changed = [.. Body];
            changed[place] ^= 1;
            message.IsSignedBy(Secret, changed).ShouldBeFalse(FormattableString.Invariant($"byte {place}"));
        }

        message.IsSignedBy(Secret, [.. Body, (byte)' ']).ShouldBeFalse();
        message.IsSignedBy(Secret, Body.AsSpan(0, Body.Length - 1)).ShouldBeFalse();
        message.IsSignedBy([.. Secret.Reverse()], Body).ShouldBeFalse();
        Read(Sign(Body), id: "msg_2").IsSignedBy(Secret, Body).ShouldBeFalse();
        Read(Sign(Body), seconds: 1).IsSignedBy(Secret, Body).ShouldBeFalse();
        // As it was written, not as it is understood.
        SignedMessage.TryRead([Id], ["01764500000"], [Sign(Body)], out var padded, out _).ShouldBeTrue();
        padded!.IsSignedBy(Secret, Body).ShouldBeFalse();
        Read(Sign(Body)[..^1]).IsSignedBy(Secret, Body).ShouldBeFalse("without its padding");
    }

    [Fact]
    public void A_body_that_is_no_text_is_verified_byte_by_byte()
    {
        // A reader of texts takes both for the same replacement character.
        byte[] one = [0xff, 0xfe, 0x00, 0x80], other = [0xfe, 0xff, 0x00, 0x80];

        Read(Sign(one)).IsSignedBy(Secret, one).ShouldBeTrue();
        Read(Sign(one)).IsSignedBy(Secret, other).ShouldBeFalse();
        Read(Sign([])).IsSignedBy(Secret, []).ShouldBeTrue();
    }

    [Theory]
    [InlineData(-300, true)]
    [InlineData(-301, false)]
    [InlineData(300, true)]
    [InlineData(301, false)]
    public void The_window_is_five_minutes_to_either_side(int seconds, bool isOf)
    {
        Read("v1,x", seconds: Now.ToUnixTimeSeconds() + seconds).IsOf(Now).ShouldBe(isOf);
        // A clock has parts of seconds, a timestamp has none.
        Read("v1,x", seconds: Now.ToUnixTimeSeconds() + seconds).IsOf(Now.AddMilliseconds(999)).ShouldBe(isOf);
    }

    private static IReadOnlyList<string?> Of(string? value) => value is null ? [] : [value];

    private static SignedMessage Read(string signatures, string id = Id, long? seconds = null)
    {
        SignedMessage.TryRead([id], [(seconds ?? Now.ToUnixTimeSeconds()).ToString(CultureInfo.InvariantCulture)], [signatures], out var message, out var fault).ShouldBeTrue(fault);
        return message!;
    }

    private static string Sign(byte[] body) => SignedCallText.Sign(Secret, Id, Now.ToUnixTimeSeconds(), body);
}
