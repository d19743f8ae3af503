using System.Text.Json;
using System.Text.Json.Nodes;
using Workers.Office;

namespace Workers.Registre.Purchases;

/// <summary>Why what the registry delivered is not taken for what was asked for, in words of the office (pure).</summary>
internal static class DeliveredInstead
{
    /// <param name="obtained">How the copy was come by, with what it says in the place of what was asked for.</param>
    /// <returns>Null where that does not tell.</returns>
    public static Remark? Of(JsonObject? obtained, DocumentRequest request)
    {
        var named = (obtained?["fields"] as JsonArray ?? []).OfType<JsonObject>()
            .Where(field => IsTrue(field["differs"]) && OfficeWords.Knows($"instead.{field["field"]}"))
            .Select(field => (JsonNode?)Remark.Of($"instead.{field["field"]}", new() { ["says"] = field["says"]?.ToString() }))
            .ToArray();
        var isUnproven = IsTrue(obtained?["unproven"]);
        if (named is [] && !isUnproven)
        {
            return null;
        }

        JsonNode? other = named is [] ? Remark.Of("instead.nameless") : new JsonArray(named);
        return Of(isUnproven ? Remark.Of("instead.by_invoice", new() { ["named"] = other, ["invoice"] = obtained!["invoice"]?.ToString() }) : other, request);
    }

    /// <param name="named">What the document says it is, in whatever words.</param>
    public static Remark Of(JsonNode? named, DocumentRequest request) =>
        Remark.Of("why.delivered_instead", new() { ["other"] = named, ["number"] = request.Number, ["circonscription"] = request.Circonscription });

    private static bool IsTrue(JsonNode? stored) => stored?.GetValueKind() is JsonValueKind.True;
}
