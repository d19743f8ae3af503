using System.CommandLine;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Webhooks;
using Workers.Webhooks.Senders;

namespace Workers.Cli;

/// <summary><c>senders …</c>: which systems of the office add documents by signed calls.</summary>
internal static class SendersCommand
{
    private static readonly Argument<string> NameArgument = new("name") { Description = "Which system it is, for people." };

    private static readonly Argument<string> Id = new("id") { Description = "The sender's id, or its first 8 digits." };

    private static readonly ManagedKind Kind = new("sender", "senders", "senders list");

    public static Command Create()
    {
        var list = new Command("list", "Lists the systems with their last use, and says whether this configuration takes their calls.") { ManagedOptions.AnyEnvironment, OrderOptions.Json };
        list.SetAction(ListAsync);
        var add = new Command("add", "Registers a system and prints its secret: the only time that it can be seen.") { NameArgument, ManagedOptions.Environment, OrderOptions.By, OrderOptions.Json };
        add.SetAction((parsed, stop) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
            await TellAsync(parsed, await ManageSenders.AddAsync(queues, environment, Guid.NewGuid(), parsed.GetValue(NameArgument), Operator.Or(parsed.GetValue(OrderOptions.By)), stop))));
        var rotate = new Command("rotate", "Gives it another secret and prints it; the one before counts for a day more.") { Id, ManagedOptions.FoundEnvironment, OrderOptions.Json };
        rotate.SetAction((parsed, stop) => OnOneAsync(parsed, async (queues, environment, id) => await TellAsync(parsed, await ManageSenders.RotateAsync(queues, environment, id, stop)), stop));
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
        var command = new Command(name, description) { Id, ManagedOptions.FoundEnvironment, OrderOptions.Json };
        command.SetAction((parsed, stop) => OnOneAsync(parsed, async (queues, environment, id) =>
        {
            var sender = await changeAsync(queues, environment, id, stop);
            await (parsed.GetValue(OrderOptions.Json) ? ManagedOptions.SayJsonAsync(parsed, sender) : ManagedOptions.SayAsync(parsed, $"{sender.Id} ({Printable.Of(sender.Name)}) {became}."));
        }, stop));
        return command;
    }

    private static Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation) => ManagedOptions.ListAsync(
        parsed, (queues, environment) => ManageSenders.ListAsync(queues, environment, cancellation), (queues, lists) => ShowAsync(parsed, queues, lists));

    private static async Task ShowAsync(ParseResult parsed, Queues queues, ManagedLists<SenderList> lists)
    {
        if (parsed.GetValue(OrderOptions.Json))
        {
            await ManagedOptions.SayListsAsync(parsed, lists);
            return;
        }

        var senders = lists.All.SelectMany(list => list.Told.Senders.Select(one => (list.Environment, RowOf(one)))).ToList();
        if (senders.Count > 0)
        {
            await ManagedOptions.SayTableAsync(parsed, lists.AreSeveral, ["id", "name", "state", "last used", "former secret until", "made", "by"], senders);
        }
        else if (lists.AreWhole)
        {
            await ManagedOptions.SayAsync(parsed, "There is no sender. 'senders add' registers one.");
        }

        foreach (var (environment, list) in lists.All)
        {
            if (list.Senders.Count > 0 && WebhookStand.TroubleOf(queues.WebhookKey is not null, list.Senders.Count, list.Refusal) is { } trouble)
            {
                var stand = new WebhookStand(environment, list.Webhooks, list.Senders.Count, trouble);
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"{stand.Found} {stand.Remedy}");
            }
        }
    }

    private static IReadOnlyList<string> RowOf(CallSender one) =>
    [
        one.Id.ToString(), Printable.Of(one.Name), one.DisabledAt is null ? "on" : "off", one.LastUsedAt is { } used ? ManagedOptions.Minute(used) : "never", one.FormerUntil is { } until ? ManagedOptions.Minute(until) : "", ManagedOptions.Minute(one.MadeAt), Printable.Of(one.MadeBy),
    ];

    private static Task<int> OnOneAsync(ParseResult parsed, Func<Queues, TargetEnvironment, Guid, Task> actAsync, CancellationToken cancellation) => ManagedOptions.RunAsync(
        parsed, parsed.GetValue(Id)!, Kind, async (queues, environment) => (await ManageSenders.ListAsync(queues, environment, cancellation)).Senders.Select(one => one.Id), actAsync);

    private static Task TellAsync(ParseResult parsed, ToldSender told) => ManagedOptions.SaySecretAsync(parsed, told, told.Secret, $"It signs what is sent to /v1/incoming/{told.Sender.Id}.");
}
