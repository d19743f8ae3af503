using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Shouldly;
using Workers.Webhooks.Senders;

namespace Workers.Web;

/// <summary>A sender as its system knows it: signs, and sends.</summary>
internal sealed class IncomingSender(WebWorld world, string id, string secret)
{
    public string Id => id;

    public string Secret => secret;

    /// <param name="key">An operator's.</param>
    public static async Task<IncomingSender> AddAsync(WebWorld world, string key, string name = "a system")
    {
        var added = await world.PostAsync("/v1/senders", key, $$"""{"name": "{{name}}"}""");
        added.Json["secret"].ShouldNotBeNull(added.Text);
        return new(world, added.Json["id"]!.ToString(), added.Json["secret"]!.ToString());
    }

    public IncomingSender With(string other) => new(world, id, other);

    public static string Documents(params string[] numbers) =>
        $"[{string.Join(", ", numbers.Select(number => $$"""{"document_source": "index", "document_number": "{{number}}", "circonscription_fonciere": "Montréal", "cadastre": "Cadastre du Québec"}"""))}]";

    /// <param name="late">Of the timestamp, to the server's clock.</param>
    public Task<Answered> SendAsync(string message, string body, int late = 0, string type = "application/json") => SendAsync(message, Encoding.UTF8.GetBytes(body), late, type);

    public Task<Answered> SendAsync(string message, byte[] body, int late = 0, string type = "application/json")
    {
        var seconds = world.Time.GetUtcNow().ToUnixTimeSeconds() + late;
        return SendRawAsync(body, type, HeadersOf(message, seconds, body));
    }

    /// <summary>As they are.</summary>
    public Task<Answered> SendRawAsync(byte[] body, string type, params (string Name, string Value)[] headers) => SendRawAsync(new ByteArrayContent(body), type, headers);

    /// <inheritdoc cref="SendRawAsync(byte[], string, ValueTuple{string, string}[])"/>
    public Task<Answered> SendRawAsync(HttpContent content, string type, params (string Name, string Value)[] headers)
    {
        content.Headers.ContentType = type.Length > 0 ? MediaTypeHeaderValue.Parse(type) : null;
        return world.SendAsync(new(HttpMethod.Post, new Uri(world.Address, $"/v1/incoming/{id}")) { Content = content }, null, headers);
    }

    public (string Name, string Value)[] HeadersOf(string message, long seconds, byte[] body) =>
    [
        ("webhook-id", message), ("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture)), ("webhook-signature", SignedCallText.Sign(SignedCallText.SecretOf(secret), message, seconds, body)),
    ];
}
