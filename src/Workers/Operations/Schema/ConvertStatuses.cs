using Workers.Database.Migrations;
using Workers.Hosting.Environments;

namespace Workers.Operations.Schema;

/// <summary>The way over from an older numbering of statuses, and back, in one transaction.</summary>
internal static class ConvertStatuses
{
    /// <param name="back">Takes the last conversion back instead.</param>
    /// <param name="apply">Without it, only tells what would change.</param>
    /// <exception cref="OperationException">The database did not answer, or the queue cannot be converted; nothing was changed.</exception>
    public static async Task<ConversionReport> RunAsync(SchemaTarget target, bool back, bool apply, CancellationToken cancellation)
    {
        var report = await DatabaseQuestions.AskAsync(target.Environment, StatusConversion.RunAsync(target.Address, back, apply, cancellation));
        return report.Fault is { } fault
            ? throw new OperationException(OperationFailure.Refused, $"{target.Environment.Label()}: {fault}.")
            : report;
    }
}
