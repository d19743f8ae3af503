using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Jobs.Changes;
using Workers.Operations;
using Workers.Operations.Changes;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>bulk list | show | resume | cancel</c>: orders about several documents that were given.</summary>
internal static class BulkCommand
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private static readonly Argument<string> Id = new("id") { Description = "The bulk change, or the beginning of its id." };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment("prod, staging or dev; all that are configured where none is named.");

    private static readonly Option<int> Limit = new("--limit") { HelpName = "n", Description = "How many are shown of each environment, from 1 to 200.", DefaultValueFactory = _ => 20 };

    private static readonly Option<string?> By = CommonOptions.Words("--by", "name", "Who ends it; the user of this machine where nobody is named.");

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Create()
    {
        Limit.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int>() is < 1 or > 200)
            {
                result.AddError($"--limit: found '{result.Tokens[0].Value}'; allowed: 1 to 200.");
            }
        });
        Id.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && (text.Length is < 4 or > 36 || !text.All(sign => char.IsAsciiHexDigit(sign) || sign is '-')))
            {
                result.AddError($"'{text}' is not the id of a bulk change, nor the first 4 signs or more of one.");
            }
        });
        var list = new Command("list", "Shows the latest, and how far each is.") { EnvironmentOption, Limit, Json };
        list.SetAction(ListAsync);
        var show = new Command("show", "Shows one: who ordered what, how far it is, what was left out and why.") { Id, EnvironmentOption, Json };
        show.SetAction(ShowAsync);
        var resume = new Command("resume", "Goes on with one whose command is gone; a daemon does so by itself.") { Id, EnvironmentOption, Json };
        resume.SetAction(ResumeAsync);
        var cancel = new Command("cancel", "Ends one; what it changed by then stays changed.") { Id, By, EnvironmentOption, Json };
        cancel.SetAction(CancelAsync);
        return new("bulk", "Orders that change several documents (retry, cancel, requeue-ocr, priority with --yes), and how far they are.") { list, show, resume, cancel };
    }

    /// <summary>Carries an order out, and tells how far it is every two seconds.</summary>
    /// <param name="json">How the end is told; null for text.</param>
    public static async Task<int> FollowAsync(
        ParseResult parsed, Queues queues, TargetEnvironment environment, Guid id, Func<BulkChange, string>? json, CancellationToken cancellation)
    {
        var (output, time) = (parsed.InvocationConfiguration.Output, TimeProvider.System);
        var told = time.GetTimestamp();
        BulkChange? last = null;
        // Several commands of one person are several runners.
        var runner = string.Create(CultureInfo.InvariantCulture, $"{Operator.Name}, {Environment.ProcessId}");
        await foreach (var bulk in CarryOutChange.RunAsync(queues, environment, id, runner, time, cancellation))
        {
            last = bulk;
            if (json is null && bulk.State is BulkState.Running && time.GetElapsedTime(told) > Quiet)
            {
                told = time.GetTimestamp();
                await output.WriteLineAsync(ChangeText.LineOf(bulk));
            }
        }

        if (json is not null)
        {
            await output.WriteLineAsync(json(last!));
        }
        else
        {
            foreach (var line in ChangeText.LinesOf(last!))
            {
                await output.WriteLineAsync(Printable.Of(line));
            }
        }

        return last!.State is BulkState.Finished ? ExitCode.Success : ExitCode.Failed;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = parsed.InvocationConfiguration.Output;
        await using var queues = CommonOptions.OpenQueues(parsed);
        var found = await BulkOrders.ListAsync(queues, parsed.GetValue(EnvironmentOption), parsed.GetValue(Limit), cancellation);
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(found, Indented));
            return ExitCode.Success;
        }

        var rows = from one in found
                   from bulk in one.Orders
                   select (IReadOnlyList<string>)[bulk.Id.ToString(), one.Environment.Label(), AgeText.Of(TimeProvider.System.GetUtcNow() - bulk.AskedAt), bulk.AskedBy, ChangeText.LineOf(bulk)];
        if (found.All(one => one.Orders.Count == 0))
        {
            await output.WriteLineAsync("No bulk change was ordered.");
            return ExitCode.Success;
        }

        foreach (var line in ListText.Table(["id", "env", "age", "by", "what"], rows, TerminalWidth.Of(output)))
        {
            await output.WriteLineAsync(line);
        }

        return ExitCode.Success;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var (environment, order) = await BulkOrders.FindAsync(queues, parsed.GetValue(EnvironmentOption), parsed.GetValue(Id)!, cancellation);
        await WriteAsync(parsed, environment, order);
        return ExitCode.Success;
    }

    private static async Task<int> ResumeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var (environment, order) = await BulkOrders.FindAsync(queues, parsed.GetValue(EnvironmentOption), parsed.GetValue(Id)!, cancellation);
        if (order.State is BulkState.Cancelled)
        {
            throw new CommandException(ExitCode.Data, $"{order.Id} was cancelled and is not gone on with: what it has not changed is ordered anew by the same command with --yes. See bulk show {order.Id}.");
        }

        return await FollowAsync(
            parsed, queues, environment, order.Id, parsed.GetValue(Json) ? end => JsonSerializer.Serialize(new { environment, order = end }, Indented) : null, cancellation);
    }

    private static async Task<int> CancelAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var (environment, order) = await BulkOrders.FindAsync(queues, parsed.GetValue(EnvironmentOption), parsed.GetValue(Id)!, cancellation);
        var ended = await BulkOrders.CancelAsync(queues, environment, order.Id, Operator.Or(parsed.GetValue(By)), cancellation);
        await WriteAsync(parsed, environment, ended.Bulk!);
        if (!ended.Stepped)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{order.Id}: it has ended by itself before.");
        }

        return ended.Stepped ? ExitCode.Success : ExitCode.Data;
    }

    private static async Task WriteAsync(ParseResult parsed, TargetEnvironment environment, BulkChange order)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { environment, order }, Indented));
            return;
        }

        foreach (var line in ChangeText.LinesOf(order))
        {
            await output.WriteLineAsync(Printable.Of(line));
        }
    }
}
