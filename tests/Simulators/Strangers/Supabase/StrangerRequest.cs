using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace Simulators.Strangers.Supabase;

/// <summary>One request, read to its end. <see cref="Path"/> is as it was sent, with its escapes.</summary>
internal sealed record StrangerRequest(
    string Method,
    string Path,
    IReadOnlyList<KeyValuePair<string, string>> Query,
    IReadOnlyDictionary<string, string> Headers,
    byte[] Body)
{
    /// <summary>A header; empty when it was not sent.</summary>
    public string this[string header] => Headers.GetValueOrDefault(header, "");

    /// <summary>A value of the query; null when it is not there.</summary>
    public string? Asked(string name) => Query.FirstOrDefault(pair => pair.Key == name).Value;

    /// <summary>The same request with another header, or without it.</summary>
    public StrangerRequest With(string header, string? value)
    {
        var headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase);
        headers.Remove(header);
        if (value is not null)
        {
            headers[header] = value;
        }

        return this with { Headers = headers };
    }

    /// <summary>The same request with <paramref name="prefix"/> taken off its path.</summary>
    public StrangerRequest Below(string prefix) => this with { Path = Path[prefix.Length..] };

    /// <summary>Reads a request; ends with an exception when the sender goes away before its end.</summary>
    public static async Task<StrangerRequest> ReadAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.Get<IHttpRequestFeature>()!.RawTarget.Split('?', 2);
        var query = target.Length > 1
            ? QueryHelpers.ParseQuery(target[1]).SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")))
            : [];
        var headers = context.Request.Headers.ToDictionary(pair => pair.Key, pair => string.Join(", ", pair.Value.ToArray()), StringComparer.OrdinalIgnoreCase);
        return new(context.Request.Method, target[0], [.. query], headers, body.ToArray());
    }
}
