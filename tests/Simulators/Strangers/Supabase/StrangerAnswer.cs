using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Simulators.Strangers.Supabase;

/// <summary>One answer before it goes on the wire; <see cref="Headers"/> holds its content type, and not its length.</summary>
internal sealed record StrangerAnswer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body)
{
    private static readonly JsonSerializerOptions AsIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static StrangerAnswer Json(int status, JsonNode body, string type = "application/json; charset=utf-8") =>
        Text(status, body.ToJsonString(AsIs), type);

    public static StrangerAnswer Text(int status, string body, string type) => new(status, [new("Content-Type", type)], Encoding.UTF8.GetBytes(body));

    public static StrangerAnswer Empty(int status) => new(status, [], []);

    /// <summary>The same answer with one more header line.</summary>
    public StrangerAnswer With(string header, string value) => this with { Headers = [.. Headers, new(header, value)] };
}
