using System.Globalization;
using System.Text.Json.Nodes;
using Workers.Jobs;

namespace Workers.Cli;

/// <summary>One purchase at the registry as lines for an operator (pure).</summary>
internal static class PurchaseText
{
    public static IEnumerable<string> LinesOf(PurchaseNote purchase)
    {
        var dossier = purchase.Dossier is { } file ? $" in dossier {file}" : "";
        yield return $"purchase: {purchase.State}{Sent(purchase)}{Price(purchase)}{dossier} {purchase.Note}".TrimEnd();
        if (Text(purchase.Obtained, "corrected") is { } corrected)
        {
            yield return $"  {corrected}";
        }

        foreach (var field in FieldsOf(purchase))
        {
            yield return field;
        }

        if (purchase.Accepted is { } accepted)
        {
            var reason = accepted.Reason is { } why ? $": {why}" : "";
            yield return $"  accepted by {accepted.By ?? "an operator"} at {Time(accepted.At)}{reason}";
        }
    }

    /// <summary>What a document that names itself otherwise was asked for as, and what it says; nothing of one that is as it was asked for.</summary>
    public static IEnumerable<string> FieldsOf(PurchaseNote purchase) =>
        from field in purchase.Obtained?["fields"] as JsonArray ?? []
        let says = Text(field, "says") is { } text ? $"the document says {text}" : "the document does not say"
        let differs = field["differs"] is JsonValue value && value.TryGetValue(out bool isOther) && isOther
        select $"  {(differs ? "differs" : "same")}: {Text(field, "field")}: asked for {Text(field, "asked")}, {says}";

    public static string Sent(PurchaseNote purchase) => purchase.SubmittingAt is { } at ? $" with {purchase.Account} at {Time(at)}" : "";

    public static string Price(PurchaseNote purchase) => purchase.PriceCad is { } cad ? string.Create(CultureInfo.InvariantCulture, $" for {cad:0.00} CAD") : "";

    private static string Time(DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");

    private static string? Text(JsonNode? field, string name) => field?[name] is JsonValue value ? value.ToString() : null;
}
