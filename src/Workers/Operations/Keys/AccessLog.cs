using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Workers.Access;
using Workers.Hosting.Environments;

namespace Workers.Operations.Keys;

/// <summary>Where a list of orders goes on; as text it is one word. Pure.</summary>
internal sealed record AccessLogCursor(DateTimeOffset At, Guid Id)
{
    private const char Between = ' ';

    public static bool TryParse(string? text, [NotNullWhen(true)] out AccessLogCursor? cursor)
    {
        cursor = null;
        if (text is { Length: > 0 and < 200 } && Base64Url.IsValid(text) && Encoding.UTF8.GetString(Base64Url.DecodeFromChars(text)).Split(Between) is [var at, var id]
            && DateTimeOffset.TryParseExact(at, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) && Guid.TryParse(id, out var last))
        {
            cursor = new(moment, last);
        }

        return cursor is not null;
    }

    public override string ToString() => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{At:O}{Between}{Id}")));
}

/// <param name="Behind">Where the page before ended.</param>
/// <param name="KeyId">Null: of any.</param>
internal sealed record AccessLogRequest(TargetEnvironment Environment, int Limit, AccessLogCursor? Behind = null, string? KeyId = null, string? Verb = null, Guid? DocumentId = null);

/// <param name="Next">Null at the end.</param>
internal sealed record AccessLogPage(IReadOnlyList<WrittenCall> Calls, AccessLogCursor? Next);

/// <summary>Tells what was ordered over the network, by whom and from where, the latest first.</summary>
internal static class AccessLog
{
    /// <exception cref="OperationException">The environment is not configured, or its database did not answer.</exception>
    public static async Task<AccessLogPage> ReadAsync(Queues queues, AccessLogRequest request, CancellationToken cancellation)
    {
        var query = new WrittenCallsQuery(request.Limit, request.Behind?.At, request.Behind?.Id, request.KeyId, request.Verb, request.DocumentId);
        var found = await Queues.AskAsync(request.Environment, queues.CallsOf(request.Environment).ListAsync(query, cancellation));
        return new(found.Calls, found is { More: true, Calls: [.., var last] } ? new(last.OpenedAt, last.Id) : null);
    }
}
