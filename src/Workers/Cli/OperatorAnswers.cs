using System.CommandLine;
using Workers.Hosting;
using Workers.Jobs;

namespace Workers.Cli;

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
