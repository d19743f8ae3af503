using System.Globalization;
using Workers.Operations.Orders;
using Workers.Steering;

namespace Workers.Cli;

/// <summary>Orders to daemons as text (pure).</summary>
internal static class OrderText
{
    public static IEnumerable<string> Of(OrderAnswer answer)
    {
        foreach (var order in answer.Given)
        {
            yield return order.IsLifted ? $"{Taken(order)}{(order.Server is { } server ? $" ({server})" : "")}" : order.Describe();
        }

        foreach (var thing in answer.Idle)
        {
            yield return $"{NameOf(thing.Verb, thing.Subject)}: was not ordered";
        }

        foreach (var order in answer.Left)
        {
            yield return $"Another order stays: {order.Describe()}";
        }
    }

    public static IEnumerable<string> FaultsOf(OrderAnswer answer)
    {
        if (answer.Given.Count == 0)
        {
            foreach (var store in answer.Stores.Where(store => store.Fault is not null))
            {
                yield return $"{store.Store} did not tell what is ordered: {store.Fault!.TrimEnd('.')}. Give it again when it answers.";
            }

            yield break;
        }

        foreach (var store in answer.Stores.Where(store => store.Fault is not null))
        {
            yield return store.IsDurable
                ? $"{store.Store} did not take it: {store.Fault!.TrimEnd('.')}. A daemon that serves it brings it there when it answers."
                : $"{store.Store} did not take it: {store.Fault!.TrimEnd('.')}. Daemons see it in the databases.";
        }

        if (!answer.IsDurable)
        {
            yield return "It is in force and kept in Redis only: it would be lost with it until a daemon has brought it to a database.";
        }
    }

    /// <summary>One order as it was given, for the history.</summary>
    public static string OfEvent(SteeringOrder order)
    {
        var what = order.IsLifted ? Taken(order) : order.What;
        var until = order.Until is { } end ? $" until {Minute(end)}" : "";
        return $"{Minute(order.At)}  {order.By}: {what}{(order.Server is { } server ? $" ({server})" : "")}{until}{(order.Why is { Length: > 0 } why ? $": {why}" : "")}";
    }

    public static IEnumerable<string> Of(OrderList list)
    {
        if (list.InForce.Count == 0)
        {
            yield return "Nothing is ordered: daemons work as they are configured.";
        }

        foreach (var order in list.InForce)
        {
            yield return order.Describe();
        }

        foreach (var ignored in list.Ignored)
        {
            yield return $"! {ignored.Daemon} does not follow it: {ignored.Order.What}: {ignored.Why}";
        }

        foreach (var daemon in list.Unseen)
        {
            yield return $"! {daemon} has not told that it knows the newest order";
        }

        foreach (var store in list.Stores.Where(store => store.Fault is not null))
        {
            yield return $"! {store.Store}: {store.Fault}";
        }

        if (list.Events.Count > 0)
        {
            yield return "";
            yield return "As they were given, newest first:";
        }

        foreach (var order in list.Events)
        {
            yield return OfEvent(order);
        }
    }

    private static string Taken(SteeringOrder order) => order.Verb switch
    {
        SteeringVerb.Pause => $"{order.Subject} goes on",
        SteeringVerb.Drain => "takes documents again",
        SteeringVerb.Set => $"{order.Subject} is as configured",
        _ => "is not asked to stop any more",
    };

    private static string NameOf(SteeringVerb verb, string subject) => verb is SteeringVerb.Drain ? "drain" : subject;

    private static string Minute(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
