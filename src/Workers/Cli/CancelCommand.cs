using System.CommandLine;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Cli;

/// <summary><c>cancel ID…</c>: waiting documents end at once, running ones as soon as they safely can.</summary>
internal static class CancelCommand
{
    private static readonly Argument<Guid[]> Ids = OperatorAnswers.Ids("Documents, by the id that enqueue printed.");

    private static readonly Option<string?> Reason = new("--reason") { Description = "Kept in the document's history.", HelpName = "text" };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("cancel", "Cancels documents that have not finished.") { Ids, Reason, EnvironmentOption };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = Queues.Open(parsed);
        var environment = queues.Choose(parsed.GetValue(EnvironmentOption));
        var answers = await Queues.AskAsync(environment, queues[environment].CancelAsync(parsed.GetValue(Ids)!, parsed.GetValue(Reason), cancellation));
        return await OperatorAnswers.WriteAsync(parsed, answers);
    }
}

/// <summary>What became of an operator's request, one line per document.</summary>
internal static class OperatorAnswers
{
    public static Argument<Guid[]> Ids(string description) => new("id")
    {
        Description = description,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var ids = new List<Guid>();
            foreach (var token in result.Tokens)
            {
                if (Guid.TryParse(token.Value, out var id))
                {
                    ids.Add(id);
                }
                else
                {
                    result.AddError($"'{token.Value}' is not a document's id.");
                }
            }

            return [.. ids];
        },
    };

    public static async Task<int> WriteAsync(ParseResult parsed, IReadOnlyList<OperatorAnswer> answers)
    {
        foreach (var answer in answers)
        {
            var text = answer.Result switch
            {
                OperatorResult.Cancelled => "cancelled",
                OperatorResult.Requested => "runs; its worker is told to end it",
                OperatorResult.Retried => $"tried again from {(answer.StatusId is { } status ? StatusFlow.NameOf(status) : "the start")}",
                _ => $"refused: {answer.Reason ?? "its status does not allow it"}",
            };
            var writer = answer.Result is OperatorResult.Refused ? parsed.InvocationConfiguration.Error : parsed.InvocationConfiguration.Output;
            await writer.WriteLineAsync($"{answer.Id}: {text}");
        }

        return answers.Any(answer => answer.Result is OperatorResult.Refused) ? ExitCode.Data : ExitCode.Success;
    }
}
