using System.Text.Json.Serialization;
using Workers.Capacity;
using Workers.Hosting;
using Workers.Hosting.Settings;
using Workers.Operations.Accounts;
using Workers.Steering;

namespace Workers.Operations.Orders;

/// <summary>What is ordered of daemons.</summary>
/// <param name="Subject">As a <see cref="SteeringOrder"/> has it.</param>
/// <param name="IsLifted">It takes back what was ordered.</param>
internal sealed record OrderedThing(SteeringVerb Verb, string Subject, string? Value = null, bool IsLifted = false);

/// <param name="Server">One daemon, by its id, the beginning of it, its host or its SERVER_ID; null for all.</param>
/// <param name="By">Who orders it.</param>
/// <param name="Lasts">Null: until it is taken back.</param>
/// <param name="IsId">Server is a whole id that was just read; the daemon may have ended since.</param>
internal sealed record OrderRequest(IReadOnlyList<OrderedThing> Things, string? Server, string By, TimeSpan? Lasts = null, string? Why = null, bool IsId = false);

/// <param name="Given">What is in force from now on, or taken back.</param>
/// <param name="Idle">What was to be taken back and was not ordered.</param>
/// <param name="Left">Of what was taken back: what other orders still hold of the same.</param>
internal sealed record OrderAnswer(IReadOnlyList<SteeringOrder> Given, IReadOnlyList<OrderedThing> Idle, IReadOnlyList<SteeringOrder> Left, IReadOnlyList<StoreAnswer> Stores)
{
    /// <summary>Nothing was found to be taken back, and a store that may know of it did not answer.</summary>
    [JsonIgnore]
    public bool IsUnknown => Given.Count == 0 && Stores.Any(store => store.Fault is not null);

    /// <summary>Whether a store keeps it that outlives a restart of everything.</summary>
    public bool IsDurable => Given.Count == 0 || Stores.Any(store => store is { IsDurable: true, Fault: null });
}

/// <summary>Gives orders to running daemons, or takes them back, in Redis and in every database that answers.</summary>
internal static class GiveOrders
{
    /// <summary>In characters.</summary>
    public const int LongestWhy = 300;

    /// <exception cref="OperationException">What is ordered is not allowed, nobody is called so, or no store answered.</exception>
    public static async Task<OrderAnswer> RunAsync(Queues queues, OrderRequest request, CancellationToken cancellation)
    {
        await using var stores = await OrderStores.OpenAsync(queues, cancellation);
        return await RunAsync(stores, queues.Settings, request, cancellation);
    }

    /// <inheritdoc cref="RunAsync(Queues, OrderRequest, CancellationToken)"/>
    public static async Task<OrderAnswer> RunAsync(OrderStores stores, LoadedSettings settings, OrderRequest request, CancellationToken cancellation)
    {
        Require(stores);
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var server = request.Server is { } name && !request.IsId ? await ResolveAsync(stores, name, cancellation) : request.Server;
        RequireAllowed(stores, settings, request, server, now);
        await RequireKnownAccountsAsync(stores, settings, request, cancellation);
        var inForce = stores.Known.All.Where(order => order.IsInForce(now)).ToList();
        var (given, idle) = (new List<SteeringOrder>(), new List<OrderedThing>());
        var lasts = SteeredDaemon.IsOneStart(server) && !(request.Lasts < SteeredDaemon.Longest) ? SteeredDaemon.Longest : request.Lasts;
        foreach (var thing in request.Things)
        {
            var order = new SteeringOrder(
                Guid.NewGuid(), stores.Known.Merge(given).NextRevision(now, SafeRandom.Instance.Next(1000)), thing.Verb, thing.Subject, thing.Value, server, thing.IsLifted,
                request.By, now, thing.IsLifted ? null : now + lasts, request.Why);
            if (thing.IsLifted && !inForce.Exists(known => known.Key == order.Key))
            {
                idle.Add(thing);
            }
            else
            {
                given.Add(order);
            }
        }

        if (given.Count > 0)
        {
            await stores.BringAsync(given, cancellation);
            Require(stores);
        }

        var daemons = stores.Redis is null ? null : await stores.ReadDaemonsAsync(cancellation);
        var left = inForce.Where(known => !ListOrders.IsOfAGoneStart(known, daemons, now) && request.Things.Any(thing => thing.IsLifted && thing.Verb == known.Verb && thing.Subject == known.Subject) && !given.Exists(order => order.Key == known.Key));
        return new(given, idle, [.. left], stores.Answers);
    }

    /// <summary>Every pause and drain in force, each to be taken back where it was ordered.</summary>
    /// <exception cref="OperationException">No store answered.</exception>
    public static async Task<OrderAnswer> ResumeAllAsync(Queues queues, string by, string? why, CancellationToken cancellation)
    {
        await using var stores = await OrderStores.OpenAsync(queues, cancellation);
        Require(stores);
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var given = new List<SteeringOrder>();
        foreach (var order in stores.Known.All.Where(order => order.Verb is SteeringVerb.Pause or SteeringVerb.Drain && order.IsInForce(now)))
        {
            given.Add(order with
            {
                Id = Guid.NewGuid(), Revision = stores.Known.Merge(given).NextRevision(now, SafeRandom.Instance.Next(1000)), IsLifted = true, By = by, At = now, Until = null, Why = why,
            });
        }

        if (given.Count > 0)
        {
            await stores.BringAsync(given, cancellation);
            Require(stores);
        }

        return new(given, [], [], stores.Answers);
    }

    private static void Require(OrderStores stores)
    {
        if (stores.FindSilence() is { } silence)
        {
            throw new OperationException(stores.SilenceOf(), $"Nothing was ordered: {silence}.");
        }
    }

    /// <summary>A daemon that runs, or that something is ordered of, by the beginning of its id; a host or SERVER_ID as it is, where there is one, or nobody can tell.</summary>
    private static async Task<string> ResolveAsync(OrderStores stores, string name, CancellationToken cancellation)
    {
        var daemons = await stores.ReadDaemonsAsync(cancellation);
        return DaemonNames.Resolve(name, daemons, [.. stores.Known.All.Select(order => order.Server).OfType<string>()]) switch
        {
            [var only] => only,
            [] when stores.Redis is null => name,
            [] => throw new OperationException(
                OperationFailure.Refused,
                $"No daemon is called '{Printable.Of(name)}'; running: {(daemons.Count == 0 ? "none" : string.Join(", ", daemons.Select(DaemonNames.Describe)))}. Name a host, a SERVER_ID or the beginning of an id."),
            var several => throw new OperationException(OperationFailure.Refused, $"'{Printable.Of(name)}' is the beginning of {string.Join(", ", several)}: write more of it."),
        };
    }

    private static void RequireAllowed(OrderStores stores, LoadedSettings settings, OrderRequest request, string? server, DateTimeOffset now)
    {
        if (TypedText.FaultOfReason("why", request.Why, LongestWhy) is { } odd)
        {
            throw new OperationException(OperationFailure.Invalid, $"{odd} Nothing was ordered.");
        }

        var sets = request.Things.Where(thing => thing.Verb is SteeringVerb.Set).ToList();
        var others = stores.Known.All
            .Where(order => order.Verb is SteeringVerb.Set && order.IsInForce(now) && (order.Server is null || order.Server == server) && SettingCatalog.Steerable.ContainsKey(order.Subject))
            .OrderBy(order => order.Server is not null)
            .Select(order => KeyValuePair.Create(order.Subject, order.Value ?? ""));
        var fault = sets.Select(thing => Steering.Steering.FindUnknown(thing.Subject)).FirstOrDefault(unknown => unknown is not null)
            ?? Steering.Steering.FindFault(settings.With(others), [.. sets.Where(thing => !thing.IsLifted).Select(thing => KeyValuePair.Create(thing.Subject, thing.Value ?? ""))])
            ?? sets.Where(thing => !thing.IsLifted).Select(thing => FindGrowth(settings, thing)).FirstOrDefault(grown => grown is not null);
        if (fault is not null)
        {
            throw new OperationException(OperationFailure.Refused, $"{fault} Nothing was ordered.");
        }
    }

    /// <summary>A pause of an account that nobody has would leave the one that was meant buying.</summary>
    private static async Task RequireKnownAccountsAsync(OrderStores stores, LoadedSettings settings, OrderRequest request, CancellationToken cancellation)
    {
        var asked = request.Things.Where(thing => thing is { Verb: SteeringVerb.Pause, IsLifted: false }).Select(thing => PauseSubject.FindAccount(thing.Subject)).OfType<string>().ToList();
        if (asked.Count == 0)
        {
            return;
        }

        var known = await RegistryAccounts.ReadKnownAsync(settings, stores.Redis, stores.Keys, cancellation);
        if (known.Count > 0 && asked.Find(code => !known.Contains(code)) is { } unknown)
        {
            throw new OperationException(
                OperationFailure.Refused, $"Account '{Printable.Of(unknown)}' is not known here nor to any daemon; known: {string.Join(", ", known.Order(StringComparer.Ordinal))}. Nothing was ordered.");
        }
    }

    private static string? FindGrowth(LoadedSettings settings, OrderedThing thing)
    {
        var configured = settings.Get<CapacityOptions>();
        var most = thing.Subject switch { "SERVER_MAX_CPU" => configured.MaxCpu.Number, "SERVER_MAX_RAM" => configured.MaxRam.Number, _ => null };
        return most is { } bound && ServerAmount.TryParse(thing.Value ?? "", out var asked) && asked?.Number > bound
            ? FormattableString.Invariant($"{thing.Subject}: found '{thing.Value}'; allowed while daemons run: at most what they were started with ({bound}). To give them more, change the environment and restart.")
            : null;
    }
}
