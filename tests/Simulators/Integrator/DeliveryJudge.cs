using System.Text.Json;

namespace Simulators.Integrator;

/// <summary>What a careful receiver thinks of one delivery. Pure.</summary>
internal static class DeliveryJudge
{
    public sealed record Verdict(string? Id, RefusalReason? Refusal, string Detail, IReadOnlyList<int> SignedBy, DateTimeOffset? Timestamp);

    public static Verdict Judge(WireHead head, byte[] body, IReadOnlyList<string> secrets, DateTimeOffset now)
    {
        var id = head.Only("webhook-id");
        if (string.IsNullOrEmpty(id))
            return new(null, RefusalReason.NoId, Told(head, "webhook-id"), [], null);
        if (head.Only("webhook-timestamp") is not { } written || StandardSignature.TimeOf(written) is not { } at)
            return new(id, RefusalReason.NoTimestamp, Told(head, "webhook-timestamp"), [], null);
        if (head.Only("webhook-signature") is not { Length: > 0 } signatures)
            return new(id, RefusalReason.NoSignature, Told(head, "webhook-signature"), [], at);
        var signedBy = StandardSignature.SignedBy(secrets, id, written, body, signatures);
        if (signedBy.Count == 0)
            return new(id, RefusalReason.WrongSignature, signatures, [], at);
        return (now - at).Duration() > StandardSignature.Window
            ? new(id, RefusalReason.OutsideWindow, $"{at:O} at {now:O}", signedBy, at)
            : new(id, null, "", signedBy, at);
    }

    /// <summary>The message's type, and what is odd about a body and its head.</summary>
    public static (string? Type, IReadOnlyList<string> Oddities) LookAt(WireHead head, byte[] body)
    {
        var oddities = new List<string>();
        string? type = null;
        var mediaType = (head.Only("Content-Type") ?? "").Split(';')[0].Trim();
        if (!mediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            oddities.Add($"media type '{mediaType}'");
        if (!head.StartLine.StartsWith("POST ", StringComparison.Ordinal))
            oddities.Add($"not a POST: {head.StartLine}");
        if (head.All("Host").Count != 1)
            oddities.Add("no one Host");
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                return (null, [.. oddities, "no object"]);
            type = root.TryGetProperty("type", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
            if (type is null || !type.All(one => char.IsAsciiLetterOrDigit(one) || one is '_' or '.'))
                oddities.Add($"type '{type}'");
            if (!root.TryGetProperty("timestamp", out var at) || at.ValueKind != JsonValueKind.String || !at.TryGetDateTimeOffset(out _))
                oddities.Add("no timestamp after ISO 8601");
            if (!root.TryGetProperty("data", out _))
                oddities.Add("no data");
        }
        catch (JsonException broken)
        {
            oddities.Add($"no JSON: {broken.Message}");
        }

        return (type, oddities);
    }

    private static string Told(WireHead head, string name) => head.All(name) switch
    {
        [] => $"no {name}",
        [var one] => $"{name}: {one}",
        var many => $"{many.Count} times {name}",
    };
}
