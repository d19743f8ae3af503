using System.Text;
using System.Text.Json;

namespace Simulators.Integrator;

/// <summary>What was answered to a call. Status 0: nothing, and <paramref name="Detail"/> says how it ended.</summary>
public sealed record WireAnswer(int Status, WireHead? Head, byte[] Body, string Detail)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>Any 2xx.</summary>
    public bool Took => Status is >= 200 and < 300;

    /// <summary>Whether it is <c>application/problem+json</c> (RFC 9457).</summary>
    public bool IsProblem =>
        (Head?.Only("Content-Type") ?? "").Split(';')[0].Trim().Equals("application/problem+json", StringComparison.OrdinalIgnoreCase);

    /// <summary>The problem's <c>code</c>.</summary>
    public string? Code => Member("code");

    /// <summary>The problem's <c>detail</c>.</summary>
    public string? ProblemDetail => Member("detail");

    /// <summary>The problem's <c>title</c>.</summary>
    public string? Title => Member("title");

    /// <summary>Fields without which RFC 9110 lets no such answer go: <c>WWW-Authenticate</c> with 401, <c>Allow</c> with 405.</summary>
    public IReadOnlyList<string> Omissions => Status switch
    {
        401 when Head?.All("WWW-Authenticate").Count is null or 0 => ["WWW-Authenticate"],
        405 when Head?.All("Allow").Count is null or 0 => ["Allow"],
        _ => [],
    };

    /// <summary>A member of the body where that is a JSON object, as text.</summary>
    public string? Member(string name)
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var member)
                ? member.ToString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
