namespace Workers.Ocr.Acceptance;

/// <summary>An answer counts only when the model says that it came to its end.</summary>
internal static class FinishRule
{
    /// <returns>Null when it did, else why not.</returns>
    public static string? FindFault(ModelAnswer answer) => answer.FinishReason switch
    {
        ModelAnswer.Done when !string.IsNullOrWhiteSpace(answer.Text) => null,
        ModelAnswer.Done => "the answer is empty",
        "length" => "the answer was cut off at the output limit",
        "content_filter" => $"the answer was withheld by the model's content filter{(answer.Refusal is null ? "" : $": {answer.Refusal}")}",
        _ when answer.Refusal is { } refusal => $"the model refused the question: {refusal}",
        var other => $"the answer ended with '{other ?? "no finish reason"}'",
    };
}
