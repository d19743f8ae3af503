using Microsoft.Extensions.Logging.Abstractions;
using Workers.Registre;
using Workers.Registre.Browser;

namespace Workers.Operations.Doctor;

/// <summary>Whether Chromium starts here and shows a page.</summary>
internal static class BrowserDoctor
{
    private const string Part = DoctorParts.Chromium;

    public static async Task<IReadOnlyList<DoctorLine>> LookAsync(RegistreOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var fault = await new BrowserCheck(options, time, NullLogger<BrowserCheck>.Instance).CheckAsync(cancellation, renders: true);
        return [fault is not null ? DoctorLine.Fault(Part, fault.Said) : DoctorLine.Ok(Part, FormattableString.Invariant($"starts and shows a page ({time.GetElapsedTime(started).TotalSeconds:0.0} s)"))];
    }
}
