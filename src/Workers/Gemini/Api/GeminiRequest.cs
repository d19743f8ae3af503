using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Workers.Gemini.Clients;
using Workers.Gemini.Prices;

namespace Workers.Gemini.Api;

/// <summary>Writes a chat as the body of <c>generateContent</c>. Pure.</summary>
internal static class GeminiRequest
{
    public static ReadOnlyMemory<byte> Write(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteBody(writer, messages, options, model: null);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The same body as <c>countTokens</c> wants it.</summary>
    public static ReadOnlyMemory<byte> WriteForCounting(IEnumerable<ChatMessage> messages, ChatOptions? options, string model)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("generateContentRequest");
            WriteBody(writer, messages, options, "models/" + model);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static void WriteBody(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages, ChatOptions? options, string? model)
    {
        var all = messages.ToList();
        writer.WriteStartObject();
        if (model is not null)
        {
            writer.WriteString("model", model);
        }
        else if (CallTags.Of(options).Tier is not ServiceTier.Standard and var tier)
        {
            writer.WriteString("service_tier", Tiers.Word(tier));
        }

        WriteInstructions(writer, [.. all.Where(message => message.Role == ChatRole.System).SelectMany(message => message.Contents)], options?.Instructions);
        writer.WriteStartArray("contents");
        foreach (var message in all.Where(message => message.Role != ChatRole.System))
        {
            WriteContent(writer, message.Role == ChatRole.Assistant ? "model" : "user", message.Contents);
        }

        writer.WriteEndArray();
        WriteGeneration(writer, options);
        writer.WriteEndObject();
    }

    private static void WriteInstructions(Utf8JsonWriter writer, List<AIContent> system, string? instructions)
    {
        if (instructions is not null)
        {
            system.Insert(0, new TextContent(instructions));
        }

        if (system.Count > 0)
        {
            writer.WritePropertyName("systemInstruction");
            WriteContent(writer, role: null, system);
        }
    }

    private static void WriteContent(Utf8JsonWriter writer, string? role, IEnumerable<AIContent> parts)
    {
        writer.WriteStartObject();
        if (role is not null)
        {
            writer.WriteString("role", role);
        }

        writer.WriteStartArray("parts");
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            WritePart(writer, part);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WritePart(Utf8JsonWriter writer, AIContent part)
    {
        switch (part)
        {
            case TextContent text:
                writer.WriteString("text", text.Text);
                break;
            case DataContent data:
                writer.WriteStartObject("inlineData");
                writer.WriteString("mimeType", data.MediaType);
                writer.WriteBase64String("data", data.Data.Span);
                writer.WriteEndObject();
                break;
            case UriContent file:
                writer.WriteStartObject("fileData");
                writer.WriteString("mimeType", file.MediaType);
                writer.WriteString("fileUri", file.Uri.AbsoluteUri);
                writer.WriteEndObject();
                break;
            default:
                throw new GeminiException(GeminiFailure.Invalid, $"A {part.GetType().Name} cannot be sent to Gemini.") { Sent = false };
        }
    }

    private static void WriteGeneration(Utf8JsonWriter writer, ChatOptions? options)
    {
        writer.WriteStartObject("generationConfig");
        WriteNumber(writer, "temperature", (decimal?)options?.Temperature);
        WriteNumber(writer, "topP", (decimal?)options?.TopP);
        WriteNumber(writer, "topK", options?.TopK);
        WriteNumber(writer, "maxOutputTokens", options?.MaxOutputTokens);
        WriteNumber(writer, "seed", options?.Seed);
        if (options?.StopSequences is { Count: > 0 } stops)
        {
            writer.WriteStartArray("stopSequences");
            foreach (var stop in stops)
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        if (options?.ResponseFormat is ChatResponseFormatJson format)
        {
            writer.WriteString("responseMimeType", "application/json");
            if (format.Schema is { } schema)
            {
                writer.WritePropertyName("responseSchema");
                GeminiSchema.Write(writer, schema);
            }
        }

        writer.WriteEndObject();
    }

    /// <summary>Through decimal, so that a float's 0.2 is written as 0.2.</summary>
    private static void WriteNumber(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
