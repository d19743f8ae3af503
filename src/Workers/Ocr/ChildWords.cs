using Workers.Hosting.Processes;
using Workers.Office;

namespace Workers.Ocr;

/// <summary>Why a program did not succeed, in words of the office; what it said itself is given as it was said (pure).</summary>
internal static class ChildWords
{
    public static Remark Of(ChildResult result)
    {
        var why = result.TimedOut ? Remark.Of("word.ran_out") : Remark.Of("word.exit_code", new() { ["code"] = result.ExitCode });
        return result.Said is "" ? why : Remark.Of("word.and_said", new() { ["why"] = why, ["text"] = result.Said });
    }
}
