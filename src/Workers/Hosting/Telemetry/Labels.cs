using System.Text.Json;

namespace Workers.Hosting.Telemetry;

/// <summary>The labels of <see cref="Instruments"/>. Each takes words of a short list that the program or its configuration holds.</summary>
internal static class Labels
{
    public const string Environment = "environment";
    public const string Source = "source";
    public const string Status = "status";
    public const string State = "state";
    public const string Stage = "stage";
    public const string Outcome = "outcome";
    public const string Reason = "reason";
    public const string Cause = "cause";
    public const string Pool = "pool";
    public const string Type = "type";
    public const string Result = "result";
    public const string Fault = "fault";
    public const string Page = "page";
    public const string Kind = "kind";
    public const string Review = "review";
    public const string Loop = "loop";
    public const string Dependency = "dependency";

    // Of the conventions.
    public const string MessagingSystem = "messaging.system";
    public const string MessagingDestination = "messaging.destination.name";
    public const string MessagingOperation = "messaging.operation.name";
    public const string ModelOperation = "gen_ai.operation.name";
    public const string ModelProvider = "gen_ai.provider.name";
    public const string RequestedModel = "gen_ai.request.model";
    public const string TokenType = "gen_ai.token.type";
    public const string ErrorType = "error.type";

    /// <summary>A member of an enum as a label: <c>InDoubt</c> is <c>in_doubt</c>.</summary>
    public static string Word<T>(T member)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(member.ToString());

    public static KeyValuePair<string, object?> Is(this string label, object? value) => new(label, value);
}
