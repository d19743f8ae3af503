using Workers.Gemini;
using Workers.Hosting.Settings;
using Workers.Ocr;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Supervisor;

namespace Workers.Operations.Doctor;

/// <summary>Whether a daemon could start with these settings.</summary>
internal static class ConfigurationDoctor
{
    private const string Part = DoctorParts.Configuration;

    public static IReadOnlyList<DoctorLine> Look(LoadedSettings settings)
    {
        List<DoctorLine> lines = [.. settings.Faults.Select(OfFault)];
        if (lines.Count == 0)
        {
            // Rules over several settings hold only where each of them is well-formed.
            lines.AddRange(DaemonRules.Of(settings, Pools.All, makes: false).Select(OfFault));
            lines.AddRange(SecondModel.Warnings(settings.Get<OcrOptions>(), settings.Get<GeminiOptions>()).Select(warning => DoctorLine.Warning(Part, warning)));
            lines.AddRange(AccountCover.Warnings(settings.Get<SupervisorOptions>().RegistreWorkers, Accounts(settings)).Select(warning => DoctorLine.Warning(Part, warning)));
        }

        lines.AddRange(settings.Warnings.Select(warning => DoctorLine.Warning(Part, warning)));
        return lines.Count > 0 ? lines
            : [DoctorLine.Ok(Part, settings.File is { } file ? $"every setting can be used; {file} was read" : "every setting can be used; there is no .env file here or in a folder above")];
    }

    private static int Accounts(LoadedSettings settings) => settings.Get<RegistreOptions>() is { Accounts: null, AccountsFile: null } ? 0 : settings.Get<RegistreOptions>().ReadAccounts().Count;

    private static DoctorLine OfFault(ConfigurationFault fault) => DoctorLine.Fault(Part, (fault with { Remedy = "" }).ToString().TrimEnd(), fault.Remedy, OperationFailure.Misconfigured);
}
