using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Cli.Status;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Keeping;
using Workers.Operations.Keeping;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>transfers</c>: the register of what was sent to the model, out of the country.</summary>
internal static class TransfersCommand
{
    private static readonly Option<DateOnly?> Since = Day("--since", "From this day on (yyyy-MM-dd, UTC).");

    private static readonly Option<DateOnly?> Until = Day("--until", "Before this day (yyyy-MM-dd, UTC).");

    private static readonly Option<string?> Dossier = new("--dossier") { Description = "Of this dossier alone, also after it was purged.", HelpName = "name" };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("transfers", "Lists what was sent to the model: when, to which model and host, of which dossier and content. For the register of the privacy law.")
        {
            Since, Until, Dossier, Json, EnvironmentOption,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var request = new TransfersRequest(parsed.GetValue(EnvironmentOption), Start(parsed.GetValue(Since)), Start(parsed.GetValue(Until)), parsed.GetValue(Dossier));
        List<(TargetEnvironment Environment, ModelTransfer Transfer)> found = [];
        await foreach (var one in ListTransfers.RunAsync(queues, request, cancellation))
        {
            found.Add(one);
        }

        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(found.Select(one => new
            {
                one.Environment, one.Transfer.At, one.Transfer.Model, one.Transfer.Endpoint, one.Transfer.Dossier, one.Transfer.DossierHash, one.Transfer.ContentSha256, one.Transfer.Kind,
                one.Transfer.JobId, one.Transfer.InputTokens, one.Transfer.IsSettled,
            }), Indented));
            return ExitCode.Success;
        }

        PageWriter.WritePlain(output, [new("Sent to the model", ["environment", "at", "model", "host", "dossier", "content", "tokens"], [.. found.Select(Row)])], []);
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture, $"{found.Count} sent, of {found.Select(one => one.Transfer.ContentSha256).Distinct(StringComparer.Ordinal).Count()} contents"));
        return ExitCode.Success;
    }

    private static IReadOnlyList<string> Row((TargetEnvironment Environment, ModelTransfer Transfer) one) =>
    [
        one.Environment.Label(),
        one.Transfer.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        one.Transfer.Model,
        one.Transfer.Endpoint ?? "",
        one.Transfer.Dossier ?? (one.Transfer.DossierHash is { } hash ? $"#{hash[..12]}" : ""),
        one.Transfer.ContentSha256[..Math.Min(12, one.Transfer.ContentSha256.Length)],
        one.Transfer.InputTokens?.ToString(CultureInfo.InvariantCulture) ?? (one.Transfer.IsSettled ? "" : "no answer"),
    ];

    private static DateTimeOffset? Start(DateOnly? day) => day is { } one ? new(one.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null;

    private static Option<DateOnly?> Day(string name, string description) => new(name)
    {
        HelpName = "day",
        Description = description,
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            {
                return day;
            }

            result.AddError($"{name}: found '{result.Tokens[0].Value}'; allowed: a day as in 2026-01-31.");
            return null;
        },
    };
}
