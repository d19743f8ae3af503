using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Ocr.Prompts;

/// <summary>What the model is told and the schema that its answer must have. Every result names the prompt by its hash.</summary>
internal sealed partial record Prompt
{
    private Prompt(string name)
    {
        Name = name;
        Text = Header().Replace(EmbeddedText.Read($"Ocr/Prompts/{name}.prompt.md"), "").Trim();
        var schema = EmbeddedText.Read($"Ocr/Prompts/{name}.schema.json");
        using var document = JsonDocument.Parse(schema);
        Schema = document.RootElement.Clone();
        Hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Text + schema)))[..16];
    }

    public static Prompt IndexPage { get; } = new("index-page");

    public static Prompt IndexBand { get; } = new("index-band");

    public static Prompt Acte { get; } = new("acte");

    public static Prompt ActeLines { get; } = new("acte-lines");

    public string Name { get; }

    public string Text { get; }

    public JsonElement Schema { get; }

    /// <summary>Of text and schema together, 16 hex digits.</summary>
    public string Hash { get; }

    /// <summary>What a file says to its maintainers is not for the model.</summary>
    [GeneratedRegex("^<!--.*?-->", RegexOptions.Singleline, PatternBound.Milliseconds)]
    private static partial Regex Header();
}
