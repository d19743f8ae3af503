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

    private static readonly ManagedKind Kind = new("webhook", "webhooks", "webhooks list");

    private static readonly Argument<Guid> Delivery = new("delivery") { Description = "The message's whole id, as 'webhooks deliveries --json' shows it." };

    public static Command Create()
    {
        var list = new Command("list", "Lists the addresses that are told, and says whether this configuration delivers.") { ManagedOptions.AnyEnvironment, OrderOptions.Json };
        list.SetAction(ListAsync);
        var make = new Command("make", "Has an address told what happens from here on, and prints its secret: the only time that it can be seen.") { Url, Kinds, Description, ManagedOptions.Environment, OrderOptions.By, OrderOptions.Json };
        make.SetAction((parsed, stop) => ManagedOptions.RunAsync(parsed, async (queues, environment) =>
            await TellAsync(parsed, await ManageWebhooks.MakeAsync(queues, environment, Guid.NewGuid(), new(parsed.GetValue(Url), parsed.GetValue(Description), parsed.GetValue(Kinds), Operator.Or(parsed.GetValue(OrderOptions.By))), stop))));
        var rotate = new Command("rotate", "Gives it another secret and prints it; the one before signs beside it for a day.") { Id, ManagedOptions.FoundEnvironment, OrderOptions.Json };
        rotate.SetAction((parsed, stop) => OnOneAsync(parsed, async (queues, environment, id) => await TellAsync(parsed, await ManageWebhooks.RotateAsync(queues, environment, id, stop)), stop));
        var deliveries = new Command("deliveries", "Lists what was told to which address, or is to be, the latest first.") { State, ManagedOptions.AnyEnvironment, OrderOptions.Json };
        deliveries.SetAction(DeliveriesAsync);
        var replay = new Command("replay", "Sends again what was delivered or given up, under its own id.") { Delivery, ManagedOptions.FoundEnvironment };
        replay.SetAction(ReplayAsync);
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
        var command = new Command(name, description) { Id, ManagedOptions.FoundEnvironment };
        command.SetAction((parsed, stop) => OnOneAsync(parsed, async (queues, environment, id) =>
        {
            var endpoint = await changeAsync(queues, environment, id, stop);
            await ManagedOptions.SayAsync(parsed, $"{endpoint.Id} ({endpoint.Url}) {became}.");
        }, stop));
        return command;
    }

    private static Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation) => parsed.GetValue(OrderOptions.Json)
        ? ManagedOptions.ListAsync(parsed, (queues, environment) => ManageWebhooks.ListAsync(queues, environment, cancellation), (_, lists) => ManagedOptions.SayListsAsync(parsed, lists))
        : ManagedOptions.ListAsync(
            parsed,
            async (queues, environment) => await ManageWebhooks.ListAsync(queues, environment, cancellation) is var list ? (list, await FindFailingAsync(queues, environment, list, cancellation)) : default,
            (queues, lists) => ShowAsync(parsed, queues, lists));

    private static async Task ShowAsync(ParseResult parsed, Queues queues, ManagedLists<(WebhookList List, IReadOnlyDictionary<Guid, string> Failing)> lists)
    {
        var rows = lists.All.SelectMany(each => each.Told.List.Endpoints.Select(one => (each.Environment, RowOf(one, each.Told.Failing)))).ToList();
        if (rows.Count > 0)
        {
            await ManagedOptions.SayTableAsync(parsed, lists.AreSeveral, ["id", "url", "what", "state", "waiting", "dead", "made"], rows);
        }
        else if (lists.AreWhole)
        {
            await ManagedOptions.SayAsync(parsed, "There is no webhook. 'webhooks make' makes one.");
        }

        foreach (var (environment, (list, _)) in lists.All)
        {
            if (list is { Endpoints.Count: > 0, Refusal: { } refusal })
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync(
                    queues.WebhookKey is null ? $"{environment.Label()}: nothing is delivered: WEBHOOK_KEY is not set here. Set it to that of the other servers." : ManageWebhooks.Describe(environment, refusal));
            }
        }
    }

    private static IReadOnlyList<string> RowOf(WebhookEndpoint one, IReadOnlyDictionary<Guid, string> failing) =>
    [
        one.Id.ToString(), Printable.Of(one.Url), Printable.Of(one.Description), one.DisabledAt is null ? $"on{failing.GetValueOrDefault(one.Id)}" : $"off: {Printable.Of(one.DisabledWhy ?? "")}", Number(one.Pending), Number(one.Dead), ManagedOptions.Minute(one.MadeAt),
    ];

    /// <summary>What is said of addresses that take nothing.</summary>
    private static async Task<IReadOnlyDictionary<Guid, string>> FindFailingAsync(Queues queues, TargetEnvironment environment, WebhookList list, CancellationToken cancellation)
    {
        var failing = new Dictionary<Guid, string>();
        foreach (var one in list.Endpoints.Where(one => one.Pending + one.Dead > 0))
        {
            var latest = await ManageWebhooks.ListDeliveriesAsync(queues, environment, new(one.Id, null, Looked), cancellation);
            if (FindFailing(latest.Deliveries) is { } answer)
            {
                failing[one.Id] = $", but fails: {Printable.Of(answer)}";
            }
        }

        return failing;
    }

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

    private static Task<int> DeliveriesAsync(ParseResult parsed, CancellationToken cancellation) => ManagedOptions.ListAsync(
        parsed, (queues, environment) => ManageWebhooks.ListDeliveriesAsync(queues, environment, new(null, parsed.GetValue(State), Listed), cancellation), (_, lists) => ShowAsync(parsed, lists));

    private static async Task ShowAsync(ParseResult parsed, ManagedLists<DeliveryPage> lists)
    {
        var deliveries = lists.All.SelectMany(page => page.Told.Deliveries.Select(one => (page.Environment, Delivery: one))).ToList();
        if (parsed.GetValue(OrderOptions.Json))
        {
            await ManagedOptions.SayJsonAsync(parsed, deliveries.Select(row => ManagedOptions.Placed(row.Environment, row.Delivery)));
            return;
        }

        if (deliveries.Count > 0)
        {
            await ManagedOptions.SayTableAsync(parsed, lists.AreSeveral, ["id", "webhook", "kind", "state", "tries", "status", "answer", "made"], deliveries.Select(row => (row.Environment, RowOf(row.Delivery))));
        }
        else if (lists.AreWhole)
        {
            await ManagedOptions.SayAsync(parsed, "There is no such message.");
        }
    }

    private static IReadOnlyList<string> RowOf(WebhookDelivery one) =>
    [
        one.Id.ToString(), one.EndpointId.ToString(), one.Kind, one.State.ToString().ToLowerInvariant(), Number(one.Attempts), one.Status is { } status ? Number(status) : "", Printable.Of(one.Answer ?? ""), ManagedOptions.Minute(one.MadeAt),
    ];

    private static async Task<int> ReplayAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var (delivery, asked) = (parsed.GetValue(Delivery), parsed.GetValue(ManagedOptions.FoundEnvironment));
        if (asked is not null || queues.Configured.Count == 1)
        {
            await ManageWebhooks.ReplayAsync(queues, CommonOptions.Choose(queues, asked), delivery, cancellation);
            await ManagedOptions.SayAsync(parsed, "It is sent again by whoever serves.");
            return ExitCode.Success;
        }

        var (place, faults) = await ManageWebhooks.ReplayAnywhereAsync(queues, delivery, cancellation);
        if (place is not { } environment)
        {
            throw UnansweredPlaces.Refusal(queues, faults, $"delivery {delivery} that has ended");
        }

        await ManagedOptions.SayAsync(parsed, $"It is sent again by whoever serves {environment.Label()}.");
        return ExitCode.Success;
    }

    private static Task<int> OnOneAsync(ParseResult parsed, Func<Queues, TargetEnvironment, Guid, Task> actAsync, CancellationToken cancellation) => ManagedOptions.RunAsync(
        parsed, parsed.GetValue(Id)!, Kind, async (queues, environment) => (await ManageWebhooks.ListAsync(queues, environment, cancellation)).Endpoints.Select(one => one.Id), actAsync);

    private static Task TellAsync(ParseResult parsed, ToldWebhook told) => ManagedOptions.SaySecretAsync(parsed, told, told.Secret, $"It is the secret of {told.Endpoint.Id}.");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
