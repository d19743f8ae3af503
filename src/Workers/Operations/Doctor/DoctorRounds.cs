using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Workers.Operations.Doctor;

/// <summary>One look, which belongs to a part.</summary>
/// <param name="Bound">After which it counts as a fault.</param>
internal sealed record DoctorCheck(string Part, TimeSpan Bound, Func<CancellationToken, Task<IReadOnlyList<DoctorLine>>> LookAsync);

/// <summary>Makes all looks side by side, each within its bound; whatever one throws is a line of its own.</summary>
internal static class DoctorRounds
{
    public static async Task<IReadOnlyList<DoctorLine>> RunAsync(IEnumerable<DoctorCheck> checks, TimeProvider time, CancellationToken cancellation)
    {
        var lines = await Task.WhenAll(checks.Select(check => LookAsync(check, time, cancellation)));
        return [.. lines.SelectMany(part => part)];
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a look meets is what it found; the other looks go on.")]
    private static async Task<IReadOnlyList<DoctorLine>> LookAsync(DoctorCheck check, TimeProvider time, CancellationToken cancellation)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            // A look that never yields must not keep the others from beginning.
            return await Task.Run(() => check.LookAsync(bound.Token), cancellation).WaitAsync(check.Bound, time, cancellation);
        }
        catch (TimeoutException)
        {
            return [DoctorLine.Fault(check.Part, string.Create(CultureInfo.InvariantCulture, $"did not answer in {check.Bound.TotalSeconds:0} s"), failure: DoctorParts.IsStore(check.Part) ? OperationFailure.Unavailable : null)];
        }
        catch (Exception failure) when (!cancellation.IsCancellationRequested)
        {
            return [DoctorLine.Fault(check.Part, failure.Message)];
        }
        finally
        {
            await bound.CancelAsync();
        }
    }
}
