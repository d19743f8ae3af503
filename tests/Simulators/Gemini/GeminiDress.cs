using System.Text.Json;
using System.Text.Json.Nodes;

namespace Simulators.Gemini;

/// <summary>Puts an answer into what models put answers into at times, without changing what it says.</summary>
internal static class GeminiDress
{
    public static string On(string json) => $"\uFEFF```JSON5\n{Dressed(JsonNode.Parse(json)!).ToJsonString()}\n```\n";

    private static JsonNode Dressed(JsonNode node) => node switch
    {
        JsonObject members => Dressed(members),
        JsonArray items => new JsonArray([.. items.Select(item => item is null ? null : Dressed(item))]),
        _ when node.GetValueKind() is JsonValueKind.Number => node.ToString(),
        _ => node.DeepClone(),
    };

    private static JsonObject Dressed(JsonObject members)
    {
        var dressed = new JsonObject { ["comment_of_the_model"] = "rien à signaler" };
        foreach (var (name, value) in members)
        {
            dressed[name] = value switch
            {
                JsonArray { Count: 0 } => null,
                JsonArray { Count: 1 } one when one[0] is JsonObject only => Dressed(only),
                JsonValue text when text.GetValueKind() is JsonValueKind.String && (string?)text is "" => null,
                JsonValue word when name is "template" or "kind" => ((string?)word)?.ToUpperInvariant().Replace('_', '-'),
                null => null,
                _ => Dressed(value),
            };
        }

        return dressed;
    }
}
