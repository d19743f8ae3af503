using System.Globalization;
using Workers.Database;
using Workers.Database.Environments;
using Workers.Documents;
using Workers.Hosting.Environments;

namespace Workers.Operations.Doctor;

/// <summary>One environment: its key, its database, and the place of its documents.</summary>
internal static class EnvironmentDoctor
{
    public static string PartOf(TargetEnvironment environment) => environment.Label().ToLowerInvariant();

    /// <summary>The database's part.</summary>
    public static async Task<IReadOnlyList<DoctorLine>> LookAsync(Queues queues, EnvironmentSettings environment, TimeProvider time, CancellationToken cancellation)
    {
        var part = PartOf(environment.Name);
        List<DoctorLine> lines = [.. OfKey(environment)];
        var started = time.GetTimestamp();
        var verdict = await queues.CheckSchemaAsync(environment.Name, cancellation);
        var took = time.GetElapsedTime(started).TotalMilliseconds;
        if (!verdict.IsUsable)
        {
            return [.. lines, DoctorLine.Fault(part, verdict.Problem!, verdict.Remedy, StoreFailures.Of(verdict))];
        }

        lines.Add(DoctorLine.Ok(part, string.Create(CultureInfo.InvariantCulture, $"the database answers in {took:0} ms over {(environment.Options.DatabaseUrl is null ? "PostgREST" : "Postgres")}, with this program's tables, functions and statuses")));
        if (verdict.Warning is { } warning)
        {
            lines.Add(DoctorLine.Warning(part, warning));
        }

        try
        {
            var sent = time.GetUtcNow();
            var traits = await queues.ReadTraitsAsync(environment.Name, cancellation);
            lines.AddRange(TraitsDoctor.Look(environment, traits, traits.Now - sent - ((time.GetUtcNow() - sent) / 2)));
            lines.AddRange(OfWebhooks(await WebhookStand.ReadAsync(queues, environment.Name, cancellation)));
        }
        catch (DatabaseException failure)
        {
            lines.Add(DoctorLine.Fault(part, failure.Message, failure.RemedyFor(environment.Name), StoreFailures.Of(failure)));
        }

        return lines;
    }

    public static async Task<IReadOnlyList<DoctorLine>> LookAtDocumentsAsync(IDocumentStore store, CancellationToken cancellation) =>
        [await store.CheckAsync(cancellation, makes: false) is { } remedy ? DoctorLine.Fault(PartOf(store.Environment), remedy) : DoctorLine.Ok(PartOf(store.Environment), "the place of the documents can be used")];

    /// <summary>Nothing where nobody is registered.</summary>
    public static IEnumerable<DoctorLine> OfWebhooks(WebhookStand stand)
    {
        if (stand.Webhooks + stand.Senders > 0)
        {
            yield return stand.Trouble is null
                ? DoctorLine.Ok(PartOf(stand.Environment), string.Create(CultureInfo.InvariantCulture, $"{stand.Webhooks} webhooks and {stand.Senders} senders are served with this WEBHOOK_KEY"))
                : DoctorLine.Warning(PartOf(stand.Environment), stand.Found, stand.Remedy);
        }
    }

    public static IEnumerable<DoctorLine> OfKey(EnvironmentSettings environment)
    {
        if (environment.Options.ServiceKey is not { } key)
        {
            yield break;
        }

        var (part, variable) = (PartOf(environment.Name), $"{environment.Name.Label()}_SUPABASE_SERVICE_KEY");
        yield return SupabaseKey.KindOf(key) switch
        {
            SupabaseKeyKind.Service => DoctorLine.Ok(part, $"{variable} is a service key"),
            SupabaseKeyKind.Public => DoctorLine.Fault(part, $"{variable} is a key for browsers (anon), which may do nothing here", $"Set {variable} to the service key of the project's API settings."),
            _ => DoctorLine.Warning(part, $"{variable} does not tell whose key it is", "Compare it with the service key of the project's API settings."),
        };
    }
}
