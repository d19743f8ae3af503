using Workers.Database.Migrations;
using Workers.Hosting.Environments;

namespace Workers.Operations.Schema;

/// <param name="Back">Takes the last conversion back instead.</param>
/// <param name="Apply">Without it, only tells what would change.</param>
internal sealed record ConversionRequest(SchemaTarget Target, bool Back, bool Apply);

/// <summary>The way over from an older numbering of statuses, in one transaction.</summary>
internal static class ConvertStatuses
{
    /// <exception cref="OperationException">Unreachable, not migrated, or the queue does not allow it; nothing was changed.</exception>
    public static async Task<ConversionReport> RunAsync(ConversionRequest request, CancellationToken cancellation)
    {
        var (environment, address) = request.Target;
        var report = await Queues.AskAsync(environment, StatusConversion.RunAsync(address, request.Back, request.Apply, cancellation));
        return report.Fault is { } fault ? throw new OperationException(OperationFailure.Refused, $"{environment.Label()}: {fault}.") : report;
    }
}
