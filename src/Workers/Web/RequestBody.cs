using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Workers.Web;

/// <summary>What cannot be read of a request.</summary>
internal sealed class RequestFaultException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}

/// <summary>A request's body, as a whole; Kestrel bounds how large it is and how slowly it may come.</summary>
internal static class RequestBody
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    /// <exception cref="RequestFaultException">It does not end within two minutes.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context, TimeProvider time)
    {
        using var bound = new CancellationTokenSource(Longest, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, bound.Token);
        using var whole = new MemoryStream((int)Math.Clamp(context.Request.ContentLength ?? 0, 0, 1 << 20));
        try
        {
            await context.Request.Body.CopyToAsync(whole, either.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            throw new RequestFaultException(new(StatusCodes.Status408RequestTimeout, ProblemCode.BadRequest, "The body did not end within two minutes. Split it, or send it over a faster line."));
        }

        return whole.GetBuffer().AsMemory(0, (int)whole.Length);
    }

    /// <summary>An empty body is an object without members.</summary>
    /// <exception cref="RequestFaultException">It is none of this shape.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> body)
        where T : new()
    {
        if (body.IsEmpty)
        {
            return new();
        }

        try
        {
            return JsonSerializer.Deserialize<T>(body.Span, WebJson.Options) ?? new();
        }
        catch (JsonException odd)
        {
            throw new RequestFaultException(Problems.BadRequest(JsonFault.Describe(body, typeof(T), odd)));
        }
    }

    /// <exception cref="RequestFaultException">The body is of another kind.</exception>
    public static bool IsJson(HttpRequest request) => request.ContentType?.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "application/json" => true,
        "text/csv" => false,
        var other => throw new RequestFaultException(Problems.OfStatus(
            StatusCodes.Status415UnsupportedMediaType, $"Content-Type: found '{other}'; allowed: application/json (an array of documents), text/csv (with a header line).")),
    };
}
