using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Documents;

namespace Workers.Cli;

/// <summary><c>explain ID</c>: where a document is, what it waits for, and what happened to it.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<Guid> Id = new("id") { Description = "The document." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    public static Command Create()
    {
        var command = new Command("explain", "Tells where a document is, what it waits for and what happened to it.") { Id, EnvironmentOption };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var request = new ExplainRequest(parsed.GetValue(Id), parsed.GetValue(EnvironmentOption));
        var explanation = await ExplainDocument.RunAsync(queues, request, cancellation)
            ?? throw new CommandException(ExitCode.Data, $"No document {request.Id} in {string.Join(", ", queues.Configured.Select(name => name.Label()))}.");
        await WriteAsync(parsed.InvocationConfiguration.Output, explanation);
        return ExitCode.Success;
    }

    private static async Task WriteAsync(TextWriter output, DocumentExplanation explanation)
    {
        await output.WriteLineAsync($"environment: {explanation.Environment.Label()}");
        foreach (var (name, value) in explanation.Fields)
        {
            await output.WriteLineAsync($"{name}: {value}");
        }

        await output.WriteLineAsync($"waits for: {explanation.WaitsFor ?? "nothing"}");
        if (explanation.Reviews is { } reviews)
        {
            await output.WriteLineAsync(ReviewText.Of(reviews, explanation.Fields.First(field => field.Key == "id").Value));
        }

        foreach (var purchase in explanation.Purchases)
        {
            foreach (var line in PurchaseText.LinesOf(purchase))
            {
                await output.WriteLineAsync(line);
            }
        }

        foreach (var line in ReadingSpendText.LinesOf(explanation.Reading))
        {
            await output.WriteLineAsync(line);
        }

        foreach (var file in explanation.SetAside)
        {
            await output.WriteLineAsync($"set aside: {file}");
        }

        foreach (var moment in explanation.Events)
        {
            var move = moment.ToStatus is { } to ? $" {(int?)moment.FromStatus}→{(int)to}" : "";
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{moment.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}Z {moment.Kind}{move} {moment.WorkerId} {moment.Reason}").TrimEnd());
        }
    }
}
