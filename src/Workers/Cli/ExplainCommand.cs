using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs;

namespace Workers.Cli;

/// <summary><c>explain ID</c>: where a document is, what it waits for, and what happened to it.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<Guid> Id = new("id") { Description = "The document." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    // Long texts stay in the database.
    private static readonly string[] NotShown = ["structure", "file_content", "boosted_file_content"];

    public static Command Create()
    {
        var command = new Command("explain", "Tells where a document is, what it waits for and what happened to it.") { Id, EnvironmentOption };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        await using var queues = Queues.Open(parsed);
        var asked = parsed.GetValue(EnvironmentOption);
        foreach (var environment in asked is null ? queues.Configured : [queues.Choose(asked)])
        {
            var history = await Queues.AskAsync(environment, queues[environment].ReadEventsAsync(parsed.GetValue(Id), cancellation));
            if (history.Document is not null)
            {
                var whyNobody = history.ReadyFor is { } stage ? await queues.WhyNobodyTakesItAsync(environment, stage, cancellation) : null;
                await WriteAsync(output, environment, history, whyNobody is null ? history.BlockedBy : $"{history.BlockedBy}; {whyNobody}");
                return ExitCode.Success;
            }
        }

        throw new CommandException(ExitCode.Data, $"No document {parsed.GetValue(Id)} in {string.Join(", ", queues.Configured.Select(name => name.Label()))}.");
    }

    private static async Task WriteAsync(TextWriter output, TargetEnvironment environment, JobHistory history, string? waitsFor)
    {
        await output.WriteLineAsync($"environment: {environment.Label()}");
        foreach (var (name, value) in history.Document!.Where(field => field.Value is not null && !NotShown.Contains(field.Key, StringComparer.Ordinal)))
        {
            await output.WriteLineAsync($"{name}: {value}");
        }

        await output.WriteLineAsync($"waits for: {waitsFor ?? "nothing"}");
        foreach (var moment in history.Events)
        {
            var move = moment.ToStatus is { } to ? $" {(int?)moment.FromStatus}→{(int)to}" : "";
            await output.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{moment.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff}Z {moment.Kind}{move} {moment.WorkerId} {moment.Reason}").TrimEnd());
        }
    }
}
