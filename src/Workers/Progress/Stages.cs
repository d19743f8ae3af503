namespace Workers.Progress;

/// <summary>The named stages of a document, as they appear in <c>status --watch</c> and in logs.</summary>
internal static class Stages
{
    public const string Login = "LOGIN";
    public const string Search = "SEARCH";
    public const string Confirm = "CONFIRM";
    public const string Receive = "RECEIVE";
    public const string Upload = "UPLOAD";

    public const string Load = "LOAD";
    public const string TextExtract = "TEXT_EXTRACT";
    public const string LlmExtract = "LLM_EXTRACT";
    public const string Validate = "VALIDATE";
    public const string Emit = "EMIT";
}
