using System.Text.Json.Nodes;

namespace Workers.Office;

/// <summary>The sentences that a row says beside the code of its outcome. Pure.</summary>
internal static class OutcomeMessages
{
    /// <summary>Endings that need no more than their code, a failure after which a document goes on, and a cancellation when its PDF had come.</summary>
    private static readonly string[] Plain = ["attempts_exhausted", "purchase_uncertain", "cancelled", "cancelled_stored", "unreadable", "failed", "retried"];

    /// <summary>By code, for a call of the database, which decides how a document ends.</summary>
    public static IReadOnlyDictionary<string, string> All(OfficeWords words) => Plain.ToDictionary(code => code, code => words.Say($"outcome.{code}"), StringComparer.Ordinal);

    /// <param name="why">What is special about this document; null where the code says all.</param>
    /// <returns>Null for an outcome of which there is no more to say than <see cref="All"/>.</returns>
    public static string? Of(OfficeWords words, string? outcome, Remark? why) =>
        outcome is null || why is null || Plain.Contains(outcome, StringComparer.Ordinal) ? null : words.Say($"outcome.{outcome}", new JsonObject { ["why"] = why });
}
