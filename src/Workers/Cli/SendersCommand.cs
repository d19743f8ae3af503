using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Webhooks;
using Workers.Supervisor.Peers;
using Workers.Webhooks.Senders;

namespace Workers.Cli;

/// <summary><c>senders …</c>: which systems of the office add documents by signed calls.</summary>
internal static class SendersCommand
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<string?> By = new("--by") { HelpName = "name", Description = "Who orders it; the user of this machine where nobody is named." };

    private static readonly Argument<string> NameArgument = new("name") { Description = "Which system it is, for people." };

    private static readonly Argument<string> Id = new("id") { Description = "The sender's id, or its first 8 digits." };

    public static Command Create()
    {
        var list = new Command("list", "Lists the systems with their last use, and says whether this configuration takes their calls.") { EnvironmentOption, Json };
        list.SetAction(ListAsync);
        var add = new Command("add", "Registers a system and prints its secret: the only time that it can be seen.") { NameArgument, EnvironmentOption, By, Json };
        add.SetAction((parsed, stop) => RunAsync(parsed, async (queues, environment) =>
            await TellAsync(parsed, await ManageSenders.AddAsync(queues, environment, Guid.NewGuid(), parsed.GetValue(NameArgument), Operator.Or(parsed.GetValue(By)), stop))));
        var rotate = new Command("rotate", "Gives it another secret and prints it; the one before counts for a day more.") { Id, EnvironmentOption, Json };
        rotate.SetAction((parsed, stop) => RunAsync(parsed, async (queues, environment) =>
            await TellAsync(parsed, await ManageSenders.RotateAsync(queues, environment, await FindAsync(parsed, queues, environment, stop), stop))));
        return new Command("senders", "Lets systems of the office add documents by calls that they sign, without a key.")
        {
            list,
            add,
            rotate,
            Change("off", "Takes no call of it until it is switched on; what it added stays.", "is switched off", ManageSenders.DisableAsync),
            Change("on", "Takes its calls again.", "is switched on", ManageSenders.EnableAsync),
            Change("remove", "Takes it away; what it added stays.", "is taken away", ManageSenders.RemoveAsync),
        };
    }

    private static Command Change(string name, string description, string became, Func<Queues, TargetEnvironment, Guid, CancellationToken, Task<CallSender>> changeAsync)
    {
        var command = new Command(name, description) { Id, EnvironmentOption, Json };
        command.SetAction((parsed, stop) => RunAsync(parsed, async (queues, environment) =>
        {
            var sender = await changeAsync(queues, environment, await FindAsync(parsed, queues, environment, stop), stop);
            await SayAsync(parsed, parsed.GetValue(Json) ? JsonSerializer.Serialize(sender, Indented) : $"{sender.Id} ({Printable.Of(sender.Name)}) {became}.");
        }));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Func<Queues, TargetEnvironment, Task> actAsync)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        await actAsync(queues, CommonOptions.Choose(queues, parsed.GetValue(EnvironmentOption)));
        return ExitCode.Success;
    }

    private static Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation) => RunAsync(parsed, async (queues, environment) =>
    {
        var list = await ManageSenders.ListAsync(queues, environment, cancellation);
        if (parsed.GetValue(Json))
        {
            await SayAsync(parsed, JsonSerializer.Serialize(list, Indented));
            return;
        }

        if (list.Senders.Count == 0)
        {
            await SayAsync(parsed, "There is no sender. 'senders add' registers one.");
            return;
        }

        IEnumerable<IReadOnlyList<string>> rows = list.Senders.Select(one => (IReadOnlyList<string>)
        [
            one.Id.ToString(), Printable.Of(one.Name), one.DisabledAt is null ? "on" : "off", one.LastUsedAt is { } used ? Day(used) : "never", one.FormerUntil is { } until ? Day(until) : "", Day(one.MadeAt), Printable.Of(one.MadeBy),
        ]);
        foreach (var line in ListText.Table(["id", "name", "state", "last used", "former secret until", "made", "by"], rows, TerminalWidth.Of(parsed.InvocationConfiguration.Output)))
        {
            await SayAsync(parsed, line);
        }

        if (WebhookStand.TroubleOf(queues.WebhookKey is not null, list.Senders.Count, list.Refusal) is { } trouble)
        {
            var stand = new WebhookStand(environment, list.Webhooks, list.Senders.Count, trouble);
            await parsed.InvocationConfiguration.Error.WriteLineAsync($"{stand.Found} {stand.Remedy}");
        }
    });

    private static async Task<Guid> FindAsync(ParseResult parsed, Queues queues, TargetEnvironment environment, CancellationToken cancellation) =>
        await ManageSenders.FindAsync(queues, environment, parsed.GetValue(Id)!, cancellation);

    private static async Task TellAsync(ParseResult parsed, ToldSender told)
    {
        if (parsed.GetValue(Json))
        {
            await SayAsync(parsed, JsonSerializer.Serialize(told, Indented));
            return;
        }

        await SayAsync(parsed, told.Secret ?? "");
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"Keep it now: it is not shown again. It signs what is sent to /v1/incoming/{told.Sender.Id}.");
    }

    private static Task SayAsync(ParseResult parsed, string text) => parsed.InvocationConfiguration.Output.WriteLineAsync(text);

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
