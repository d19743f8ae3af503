using System.Text.Json.Nodes;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Node;
using Workers.Jobs;
using Workers.Registre;
using Workers.Registre.Consultations;

namespace Workers.Operations.Documents;

/// <param name="Environment">Null looks in all that are configured.</param>
/// <param name="Apply">False only shows what would be accepted.</param>
/// <param name="By">Who says so; kept in the ledger and in the document's history.</param>
/// <param name="Reason">Kept in the document's history.</param>
internal sealed record AcceptRequest(Guid Id, TargetEnvironment? Environment = null, bool Apply = false, string? By = null, string? Reason = null);

/// <summary>Where paid bytes are, seen from this machine.</summary>
internal enum BytesPlace
{
    /// <summary>On this machine's disk, whole.</summary>
    Here,

    /// <summary>On the disk of another server, whose worker looks for them.</summary>
    OtherServer,

    /// <summary>They should be on this machine's disk and are not, or are damaged.</summary>
    Gone,

    /// <summary>In the environment's document store.</summary>
    Stored,
}

/// <param name="Document">The row, as it was asked for.</param>
/// <param name="Bytes">Null where there is no purchase.</param>
internal sealed record AcceptedDocument(TargetEnvironment Environment, JsonObject Document, AcceptAnswer Answer, BytesPlace? Bytes);

/// <summary>
/// Keeps a paid document that names itself otherwise than it was asked for: a person looked at it. The word is written down in the database, for
/// exactly the bytes that were shown; the worker who has them on its disk stores them, and nothing is bought.
/// </summary>
internal static class AcceptDocument
{
    /// <returns>Null when no environment that was asked has it.</returns>
    /// <exception cref="OperationException">The environment is not configured, its database did not answer, or this machine's disk did not.</exception>
    public static async Task<AcceptedDocument?> RunAsync(Queues queues, AcceptRequest request, CancellationToken cancellation)
    {
        foreach (var environment in request.Environment is { } asked ? [queues.Require(asked)] : queues.Configured)
        {
            var history = await Queues.AskAsync(environment, queues[environment].ReadEventsAsync(request.Id, cancellation));
            if (history.Document is { } document)
            {
                return await RunAsync(queues, request, environment, document, cancellation);
            }
        }

        return null;
    }

    private static async Task<AcceptedDocument> RunAsync(
        Queues queues, AcceptRequest request, TargetEnvironment environment, JsonObject document, CancellationToken cancellation)
    {
        var queue = queues[environment];
        var answer = await Queues.AskAsync(environment, queue.AcceptAsync(new(request.Id), cancellation));
        BytesPlace? bytes = answer.Purchase is { } purchase ? await FindAsync(new DataFolder(queues.Settings.Get<HostingOptions>()).Root, purchase, cancellation) : null;
        if (answer.Result is AcceptResult.Acceptable && bytes is BytesPlace.Gone)
        {
            answer = answer with { Result = AcceptResult.Refused, Reason = $"its bytes are gone: {answer.Purchase!.LocalPath} is not on this server's disk, or no longer as it was received" };
        }

        if (answer.Result is AcceptResult.Acceptable && request.Apply)
        {
            var home = queues.Settings.Get<RegistreOptions>().Unseen;
            var order = new AcceptOrder(request.Id, true, answer.Purchase!.ContentSha256, request.By, request.Reason, home.TotalSeconds);
            answer = await Queues.AskAsync(environment, queue.AcceptAsync(order, cancellation));
            await queues.WakeAsync(environment, cancellation);
        }

        return new(environment, document, answer, bytes);
    }

    private static async Task<BytesPlace> FindAsync(string dataRoot, PurchaseNote purchase, CancellationToken cancellation)
    {
        if (purchase.State == "stored")
        {
            return BytesPlace.Stored;
        }

        try
        {
            if (DiskIdentity.Find(Path.Combine(dataRoot, "registre"))?.Id != purchase.MachineId)
            {
                return BytesPlace.OtherServer;
            }

            var copy = await new LocalCopies(LocalCopies.FolderIn(dataRoot), arrivals: dataRoot).FindAsync(purchase.Id, cancellation);
            return copy?.Facts.ContentSha256 == purchase.ContentSha256 ? BytesPlace.Here : BytesPlace.Gone;
        }
        catch (Exception disk) when (disk is IOException or UnauthorizedAccessException)
        {
            throw new OperationException(
                OperationFailure.Unavailable, $"The paid bytes could not be looked at: {disk.Message} Run it as the user that the daemon runs as, or correct {DataFolder.Variable} ({dataRoot}).", disk);
        }
    }
}
