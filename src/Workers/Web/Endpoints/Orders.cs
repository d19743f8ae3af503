using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Workers.Access;
using Workers.Operations;
using Workers.Web.Access;

namespace Workers.Web.Endpoints;

/// <summary>What an order is answered with.</summary>
/// <param name="Body">What is kept, and answered to whoever sends it again.</param>
/// <param name="Told">What is answered in its place the first time: it holds what is told once and kept nowhere. Null where there is nothing of the kind.</param>
internal sealed record OrderAnswer(int Status, object Body, object? Told = null)
{
    /// <summary>What it concerned, in words, where that was not known before; null of a document.</summary>
    public string? About { get; init; }

    public static OrderAnswer Good(object body, object? told = null) => new(StatusCodes.Status200OK, body, told);

    public static OrderAnswer Of(Problem problem) => new(problem.Status, problem);
}

/// <summary>How an order was answered.</summary>
/// <param name="Body">JSON: what is kept of it, to the letter; the first time with what is told once.</param>
/// <param name="IsReplayed">It was carried out before, and answered so.</param>
internal sealed record CarriedOrder(int Status, string Body, bool IsReplayed)
{
    /// <summary>Why it was refused, in all words that there are; null of what was carried out, and of what was kept.</summary>
    public Problem? Problem { get; init; }
}

/// <summary>What makes a caller's order the same again.</summary>
/// <param name="Header">Where the caller wrote it.</param>
internal sealed record OwnKey(string Header, string Key);

/// <summary>
/// Carries an order out that came over the network: written down before with who ordered it, answered, and where the caller gave it an <c>Idempotency-Key</c>, kept, so
/// that the same again is answered and not carried out.
/// </summary>
internal sealed partial class Orders(Queues queues, ILoggerFactory loggers)
{
    public const string KeyHeader = "Idempotency-Key";
    public const string ReplayedHeader = "Idempotency-Replayed";

    private const int LongestKey = 200;

    private readonly ILogger _logger = loggers.CreateLogger<Orders>();

    private static readonly string CutOff = JsonSerializer.Serialize(
        new Problem(StatusCodes.Status409Conflict, ProblemCode.Refused, "An earlier try of this request was cut off, and whether it was carried out is not known: look at the document, then order under a new Idempotency-Key."), WebJson.Options);

    /// <param name="verb">A word of a short list.</param>
    /// <param name="body">As it came.</param>
    /// <param name="actAsync">Given the same id for each try of one idempotency key; a repeat under it adds nothing.</param>
    /// <param name="about">What it concerns, in words, where it is no document.</param>
    /// <param name="mayRepeat">It does: a try that was cut off is carried out again. Else whoever asks again is told that nobody knows.</param>
    public Task RunAsync(
        HttpContext context, string verb, bool mayRepeat, Guid? document, ReadOnlyMemory<byte> body, Func<Caller, Guid, CancellationToken, Task<OrderAnswer>> actAsync, string? about = null) =>
        RunAsync(context, verb, mayRepeat, document, HashOf(verb, document, context.Request, body), actAsync, about: about);

    /// <param name="hash">Of all that makes it this order and no other.</param>
    /// <inheritdoc cref="RunAsync(HttpContext, string, bool, Guid?, ReadOnlyMemory{byte}, Func{Caller, Guid, CancellationToken, Task{OrderAnswer}}, string?)"/>
    /// <param name="own">The caller's own key of it; that of its header where nothing is said.</param>
    public async Task RunAsync(
        HttpContext context, string verb, bool mayRepeat, Guid? document, string hash, Func<Caller, Guid, CancellationToken, Task<OrderAnswer>> actAsync, OwnKey? own = null, string? about = null)
    {
        var carried = await CarryOutAsync(context, verb, mayRepeat, document, own is null ? KeyOf(context.Request) : own.Key, hash, actAsync, about, own?.Header ?? KeyHeader);
        if (carried.IsReplayed)
        {
            context.Response.Headers[ReplayedHeader] = "true";
        }

        await WriteAsync(context, carried.Status, carried.Body);
    }

    /// <param name="key">The caller's own of this order; null where it has none.</param>
    /// <param name="hash">Of all that makes it this order and no other.</param>
    /// <param name="header">Where the caller wrote it, for people.</param>
    /// <inheritdoc cref="RunAsync(HttpContext, string, bool, Guid?, ReadOnlyMemory{byte}, Func{Caller, Guid, CancellationToken, Task{OrderAnswer}}, string?)"/>
    /// <exception cref="RequestFaultException">The key is another order's, or a try of it runs.</exception>
    public async Task<CarriedOrder> CarryOutAsync(
        HttpContext context, string verb, bool mayRepeat, Guid? document, string? key, string hash, Func<Caller, Guid, CancellationToken, Task<OrderAnswer>> actAsync, string? about = null, string header = KeyHeader)
    {
        var caller = Caller.Of(context.User)!;
        var stop = context.RequestAborted;
        var ledger = queues.CallsOf(caller.Environment);
        var id = Guid.NewGuid();
        var opened = await Queues.AskAsync(caller.Environment, ledger.OpenAsync(
            new(id, caller.Key.Id, context.Connection.RemoteIpAddress?.ToString() ?? "", verb, document, key is null ? null : HashOf(key), hash, mayRepeat, CutOff, caller.Key.Name, about), stop));
        switch (opened.State)
        {
            case CallState.Kept:
                return new(opened.Status!.Value, opened.Answer ?? "{}", IsReplayed: true);
            case CallState.Other:
                throw new RequestFaultException(new(
                    StatusCodes.Status422UnprocessableEntity, ProblemCode.IdempotencyMismatch, $"This {header} stands for another request of the last day. Give this one its own."));
            case CallState.Busy:
                throw new RequestFaultException(new(
                    StatusCodes.Status409Conflict, ProblemCode.InProgress, $"A request with this {header} is being carried out. Send it again soon.", RetryAfter: 2));
        }

        OrderAnswer answer;
        try
        {
            // Whoever hangs up does not cut an order in half.
            answer = await actAsync(caller, key is null ? id : RequestOf(caller, key, hash), CancellationToken.None);
        }
        catch (OperationException failed) when (failed.Failure is not (OperationFailure.Refused or OperationFailure.NotFound or OperationFailure.Invalid))
        {
            // Whether it was carried out is not known: only what may be repeated is free at once.
            if (mayRepeat)
            {
                await GiveUpAsync(ledger, caller, verb, id, Problems.Of(failed).Status);
            }

            throw;
        }
        catch (OperationException refused)
        {
            answer = OrderAnswer.Of(Problems.Of(refused));
        }

        var kept = JsonSerializer.Serialize(answer.Body, answer.Body.GetType(), WebJson.Options);
        try
        {
            await Queues.AskAsync(caller.Environment, SettleAsync(ledger, id, answer.Status, kept, answer.About));
        }
        catch (OperationException away)
        {
            // It is carried out, and that is what is told. The same under its key finds the try cut off.
            LogNotSettled(verb, id, answer.Status, away.Message);
        }

        return new(answer.Status, answer.Told is { } told ? JsonSerializer.Serialize(told, told.GetType(), WebJson.Options) : kept, IsReplayed: false) { Problem = answer.Body as Problem };
    }

    private static async Task<bool> SettleAsync(NetworkCalls ledger, Guid id, int status, string told, string? about)
    {
        await ledger.SettleAsync(id, status, told, about, CancellationToken.None);
        return true;
    }

    /// <summary>What cannot be written down now stays open, and is taken over after a minute.</summary>
    private async Task GiveUpAsync(NetworkCalls ledger, Caller caller, string verb, Guid id, int status)
    {
        try
        {
            await Queues.AskAsync(caller.Environment, AsTask());
        }
        catch (OperationException away)
        {
            // The first failure is what is told.
            LogNotSettled(verb, id, status, away.Message);
        }

        async Task<bool> AsTask()
        {
            await ledger.GiveUpAsync(id, status, CancellationToken.None);
            return true;
        }
    }

    public static Task WriteAsync(HttpContext context, int status, string body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status >= StatusCodes.Status400BadRequest ? Problems.MediaType : "application/json; charset=utf-8";
        return context.Response.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>With or without the quotes that the draft of the header's standard wants.</summary>
    /// <returns>Null where the caller gave none.</returns>
    /// <exception cref="RequestFaultException">It is none that is taken.</exception>
    public static string? KeyOf(HttpRequest request)
    {
        var header = request.Headers.TryGetValue(KeyHeader, out var given) ? given.ToString() : null;
        var key = header is ['"', .., '"'] ? header[1..^1] : header;
        return key is null || (key.Length is > 0 and <= LongestKey && !key.AsSpan().ContainsAnyExceptInRange('!', '~')) ? key
            : throw new RequestFaultException(Problems.BadRequest($"{KeyHeader}: allowed: 1 to {LongestKey} visible ASCII characters without spaces."));
    }

    /// <summary>Of an order that is told by words alone.</summary>
    public static string HashOf(IEnumerable<string?> words) => HashOf(JsonSerializer.Serialize(words));

    /// <summary>Also when nobody remembers the answer any more, the same under the same key is no second order.</summary>
    private static Guid RequestOf(Caller caller, string key, string hash) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller.Environment} {caller.Key.Id} {key} {hash}")).AsSpan(0, 16));

    /// <summary>Callers write names into it; none is kept.</summary>
    private static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private static string HashOf(string verb, Guid? document, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{verb}\n{document}\n{request.QueryString.Value}\n{request.ContentType}\n"));
        hash.AppendData(body.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "How the order {Verb} ({Call}) was answered ({Status}) could not be written down; it stays open among the orders: {Reason}")]
    private partial void LogNotSettled(string verb, Guid call, int status, string reason);
}
