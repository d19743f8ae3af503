using System.CommandLine;
using System.Text.Json;
using Workers.Hosting;
using Workers.Jobs;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary>What became of an operator's request, one line per document.</summary>
internal static class OperatorAnswers
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static async Task<int> WriteAsync(ParseResult parsed, IReadOnlyList<OperatorAnswer> answers, bool isJson = false)
    {
        var exitCode = answers.Any(answer => answer.Result is OperatorResult.Refused) ? ExitCode.Data : ExitCode.Success;
        if (isJson)
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(answers, Indented));
            return exitCode;
        }

        foreach (var answer in answers)
        {
            var text = answer.Result switch
            {
                OperatorResult.Cancelled => "cancelled",
                OperatorResult.Requested => "runs; its worker is told to end it",
                OperatorResult.Requeued => "is read anew",
                OperatorResult.Prioritised => "has its new priority",
                OperatorResult.Retried => $"tried again from {(answer.StatusId is { } status ? StatusFlow.NameOf(status) : "the start")}",
                _ => $"refused: {answer.Reason ?? "its status does not allow it"}",
            };
            var writer = answer.Result is OperatorResult.Refused ? parsed.InvocationConfiguration.Error : parsed.InvocationConfiguration.Output;
            await writer.WriteLineAsync($"{answer.Id}: {text}");
        }

        return exitCode;
    }
}
