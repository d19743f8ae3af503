using System.Runtime.InteropServices;
using Workers.Hosting.Processes;
using Workers.Hosting.Startup;

namespace Workers.Operations.Doctor;

/// <summary>What the runtime needs of the system: languages, time zones, fonts.</summary>
internal static class RuntimeDoctor
{
    private const string Part = DoctorParts.Runtime;
    private const string FontList = "fc-list";
    private const string FontRemedy = "apt-get install fontconfig fonts-dejavu-core";
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<DoctorLine>> LookAsync(TimeProvider time, CancellationToken cancellation) =>
    [
        LanguageData.FindFault() is { } fault ? DoctorLine.Fault(Part, fault) : DoctorLine.Ok(Part, $"{RuntimeInformation.FrameworkDescription} with language data (ICU)"),
        OfZones(TimeZones.FindMissing()),
        await FontsAsync(FontList, time, cancellation),
    ];

    public static DoctorLine OfZones(string? missing) => missing is not null
        ? DoctorLine.Fault(Part, $"the time zone {missing} is not known: days of budgets and of Gemini's quota are counted by it", "apt-get install tzdata")
        : DoctorLine.Ok(Part, "the time zones of Quebec and of the Pacific are known");

    public static async Task<DoctorLine> FontsAsync(string program, TimeProvider time, CancellationToken cancellation)
    {
        try
        {
            var told = await ChildProcess.RunAsync(new(program, ":lang=fr", "family") { Timeout = Bound }, time, cancellation);
            var families = told.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.Ordinal).Count();
            return !told.Succeeded ? DoctorLine.Warning(Part, $"fonts cannot be listed ({told.Summary})", FontRemedy)
                : families == 0 ? DoctorLine.Fault(Part, "no font has the letters of French: Chromium and poppler would draw empty boxes", FontRemedy)
                : DoctorLine.Ok(Part, FormattableString.Invariant($"{families} families of fonts have the letters of French"));
        }
        catch (ChildNotStartedException missing)
        {
            return DoctorLine.Warning(Part, $"fonts cannot be listed: {missing.Message}", FontRemedy);
        }
    }
}
