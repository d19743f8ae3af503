using System.CommandLine;
using System.Globalization;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;
using Workers.Operations.Webhooks;
using Workers.Webhooks;

namespace Workers.Cli;

/// <summary><c>webhooks …</c>: which addresses are told what happens to documents, and what was told to them.</summary>
internal static class WebhooksCommand
{
    private const int Listed = 50;

    /// <summary>Of one address, the latest, by which it is told whether it takes anything.</summary>
    private const int Looked = 20;

    private static readonly Option<string?> Description = new("--description") { HelpName = "text", Description = "What it is, for people." };

    private static readonly Option<string[]> Kinds = new("--kinds")
    {
        HelpName = "kind",
        Description = "What of documents it is told, such as document.read document.failed; all where none is named.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<DeliveryState?> State = new("--state") { HelpName = "state", Description = "pending, delivering, delivered or dead; all where none is named." };

    private static readonly Argument<string> Url = new("url") { Description = "Where messages are sent: https, or what WEBHOOK_NETWORKS allows." };

    private static readonly Argument<string> Id = new("id") { Description = "The webhook's id, or its first 8 digits." };

    private static readonly Argument<Guid> Delivery = new("delivery") { Description = "The message's whole id, as 'webhooks deliveries --json' shows it." };

    public static Command Create()
    {
        var list = new Command("list", "Lists the addresses that are told, and says whether this configuration delivers.") { ManagedOptions.Environment, OrderOptions.Json };
        list.SetAction(ListAsync);
        var make = new Command("make", "Has an address told what happens from here on, and prints its secret: the only time that it can be seen.") { Url, Kinds, Description, ManagedOptions.Environment, OrderOptions.By, OrderOptions.Json };
        make.SetAction((parsed, stop) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
            await TellAsync(parsed, await ManageWebhooks.MakeAsync(queues, environment, Guid.NewGuid(), new(parsed.GetValue(Url), parsed.GetValue(Description), parsed.GetValue(Kinds), Operator.Or(parsed.GetValue(OrderOptions.By))), stop))));
        var rotate = new Command("rotate", "Gives it another secret and prints it; the one before signs beside it for a day.") { Id, ManagedOptions.Environment, OrderOptions.Json };
        rotate.SetAction((parsed, stop) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
            await TellAsync(parsed, await ManageWebhooks.RotateAsync(queues, environment, await FindAsync(parsed, queues, environment, stop), stop))));
        var deliveries = new Command("deliveries", "Lists what was told to which address, or is to be, the latest first.") { State, ManagedOptions.Environment, OrderOptions.Json };
        deliveries.SetAction(DeliveriesAsync);
        var replay = new Command("replay", "Sends again what was delivered or given up, under its own id.") { Delivery, ManagedOptions.Environment };
        replay.SetAction((parsed, stop) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
        {
            await ManageWebhooks.ReplayAsync(queues, environment, parsed.GetValue(Delivery), stop);
            await ManagedOptions.SayAsync(parsed, "It is sent again by whoever serves.");
        }));
        var confirm = new Command("confirm", "Says that this database, which was restored or copied, may call and take signed calls from where it lies now, with secrets of this WEBHOOK_KEY.") { ManagedOptions.Environment };
        confirm.SetAction((parsed, stop) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
        {
            await ManageWebhooks.ConfirmAsync(queues, environment, stop);
            await ManagedOptions.SayAsync(parsed, $"{environment.Label()}: whoever serves delivers, and takes signed calls.");
        }));
        return new Command("webhooks", "Has addresses of the office told what happens to documents.")
        {
            list,
            make,
            rotate,
            Change("enable", "Tells it again what happens from here on, and what waits.", "is told again", ManageWebhooks.EnableAsync),
            Change("disable", "Tells it nothing until it is enabled; what waits goes on waiting.", "is told nothing", (queues, environment, id, stop) => ManageWebhooks.DisableAsync(queues, environment, id, $"By {Operator.Name}.", stop)),
            Change("remove", "Takes it away with all that was to be told to it.", "is taken away", ManageWebhooks.RemoveAsync),
            deliveries,
            replay,
            confirm,
        };
    }

    private static Command Change(string name, string description, string became, Func<Queues, TargetEnvironment, Guid, CancellationToken, Task<WebhookEndpoint>> changeAsync)
    {
        var command = new Command(name, description) { Id, ManagedOptions.Environment };
        command.SetAction((parsed, stop) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
        {
            var endpoint = await changeAsync(queues, environment, await FindAsync(parsed, queues, environment, stop), stop);
            await ManagedOptions.SayAsync(parsed, $"{endpoint.Id} ({endpoint.Url}) {became}.");
        }));
        return command;
    }

    private static Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
    {
        var list = await ManageWebhooks.ListAsync(queues, environment, cancellation);
        if (parsed.GetValue(OrderOptions.Json))
        {
            await ManagedOptions.SayJsonAsync(parsed, list);
            return;
        }

        if (list.Endpoints.Count == 0)
        {
            await ManagedOptions.SayAsync(parsed, "There is no webhook. 'webhooks make' makes one.");
            return;
        }

        var failing = new Dictionary<Guid, string>();
        foreach (var one in list.Endpoints.Where(one => one.Pending + one.Dead > 0))
        {
            var latest = await ManageWebhooks.ListDeliveriesAsync(queues, environment, new(one.Id, null, Looked), cancellation);
            if (FindFailing(latest.Deliveries) is { } answer)
            {
                failing[one.Id] = $", but fails: {Printable.Of(answer)}";
            }
        }

        IEnumerable<IReadOnlyList<string>> rows = list.Endpoints.Select(one => (IReadOnlyList<string>)
        [
            one.Id.ToString(), Printable.Of(one.Url), Printable.Of(one.Description), one.DisabledAt is null ? $"on{failing.GetValueOrDefault(one.Id)}" : $"off: {Printable.Of(one.DisabledWhy ?? "")}", Number(one.Pending), Number(one.Dead), ManagedOptions.Minute(one.MadeAt),
        ]);
        await ManagedOptions.SayTableAsync(parsed, ["id", "url", "what", "state", "waiting", "dead", "made"], rows);

        if (list.Refusal is { } refusal)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                queues.WebhookKey is null ? $"{environment.Label()}: nothing is delivered: WEBHOOK_KEY is not set here. Set it to that of the other servers." : ManageWebhooks.Describe(environment, refusal));
        }
    });

    /// <summary>The last answer of an address that took none of what was sent to it lately (pure).</summary>
    /// <param name="latest">The latest first.</param>
    /// <returns>Null where it took something, or nothing was sent.</returns>
    internal static string? FindFailing(IReadOnlyList<WebhookDelivery> latest)
    {
        var tried = latest.Where(one => one.Attempts > 0).ToList();
        return tried is [var last, ..] && tried.TrueForAll(one => one.State is not DeliveryState.Delivered)
            ? $"{(last.Status is { } status ? $"{Number(status)} " : "")}{last.Answer}".Trim()
            : null;
    }

    private static Task<int> DeliveriesAsync(ParseResult parsed, CancellationToken cancellation) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
    {
        var page = await ManageWebhooks.ListDeliveriesAsync(queues, environment, new(null, parsed.GetValue(State), Listed), cancellation);
        if (parsed.GetValue(OrderOptions.Json))
        {
            await ManagedOptions.SayJsonAsync(parsed, page.Deliveries);
            return;
        }

        if (page.Deliveries.Count == 0)
        {
            await ManagedOptions.SayAsync(parsed, "There is no such message.");
            return;
        }

        IEnumerable<IReadOnlyList<string>> rows = page.Deliveries.Select(one => (IReadOnlyList<string>)
        [
            one.Id.ToString(), one.EndpointId.ToString(), one.Kind, one.State.ToString().ToLowerInvariant(), Number(one.Attempts), one.Status is { } status ? Number(status) : "", Printable.Of(one.Answer ?? ""), ManagedOptions.Minute(one.MadeAt),
        ]);
        await ManagedOptions.SayTableAsync(parsed, ["id", "webhook", "kind", "state", "tries", "status", "answer", "made"], rows);
    });

    private static async Task<Guid> FindAsync(ParseResult parsed, Queues queues, TargetEnvironment environment, CancellationToken cancellation) =>
        await ManageWebhooks.FindAsync(queues, environment, parsed.GetValue(Id)!, cancellation);

    private static Task TellAsync(ParseResult parsed, ToldWebhook told) => ManagedOptions.SaySecretAsync(parsed, told, told.Secret, $"It is the secret of {told.Endpoint.Id}.");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

}
