using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Workers.Database.Environments;
using Workers.Documents;
using Workers.Gemini;
using Workers.Hosting.Settings;
using Workers.Ocr;
using Workers.Registre;

namespace Workers.Operations.Doctor;

/// <param name="Parts">Of <see cref="DoctorParts"/>; none looks at all.</param>
/// <param name="Offline">Leaves out who is outside: Gemini, the registry.</param>
/// <param name="Fix">Makes the repairs that harm nothing first.</param>
internal sealed record ExaminationOrder(IReadOnlyCollection<string> Parts, bool Offline, bool Fix);

/// <summary>Looks at everything that a daemon needs, and says of each whether it is there; nothing of it starts work.</summary>
internal static class Examination
{
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan OfBrowser = TimeSpan.FromSeconds(60);

    /// <param name="settings">Where they have faults, only they and what depends on none are looked at.</param>
    /// <exception cref="OperationCanceledException">The caller gave up; nothing else is thrown.</exception>
    public static async Task<DoctorReport> RunAsync(LoadedSettings settings, ExaminationOrder order, TimeProvider time, CancellationToken cancellation)
    {
        var canAsk = settings.Faults.Count == 0;
        var environments = canAsk ? ConfiguredEnvironments.Of(settings) : [];
        await using var queues = canAsk ? Queues.Open(settings) : null;
        await using var services = settings.AddTo(new ServiceCollection()).AddSingleton(time).AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddLogging().AddDocuments(environments).BuildServiceProvider();
        List<DoctorCheck> checks =
        [
            new(DoctorParts.Configuration, Short, _ => Task.FromResult(ConfigurationDoctor.Look(settings))),
            .. canAsk ? [new DoctorCheck(DoctorParts.Machine, Short, _ => Task.FromResult(MachineDoctor.Look(settings)))] : Array.Empty<DoctorCheck>(),
            new(DoctorParts.Runtime, Short, stop => RuntimeDoctor.LookAsync(time, stop)),
            .. canAsk ? OfSettings(settings, order, environments, queues!, services.GetRequiredService<DocumentStores>(), time) : [],
        ];
        List<DoctorCheck> asked = [.. checks.Where(check => order.Parts.Count == 0 || order.Parts.Contains(check.Part, StringComparer.Ordinal))];
        List<DoctorLine> lines = [];
        if (order.Fix && canAsk)
        {
            lines.AddRange(await DoctorRounds.RunAsync([new(DoctorParts.Configuration, Short, stop => DoctorFixes.ApplyAsync(settings, environments, stop))], time, cancellation));
        }

        lines.AddRange(await DoctorRounds.RunAsync(asked, time, cancellation));
        lines.AddRange(order.Parts.Where(part => !checks.Exists(check => check.Part == part)).Select(part => DoctorLine.Warning(part, WhyNot(part, canAsk, order.Offline))));
        return new(lines);
    }

    private static IEnumerable<DoctorCheck> OfSettings(
        LoadedSettings settings, ExaminationOrder order, IReadOnlyList<EnvironmentSettings> environments, Queues queues, DocumentStores stores, TimeProvider time)
    {
        yield return new(DoctorParts.Reading, Short, stop => ReadingDoctor.LookAsync(settings.Get<OcrOptions>(), time, stop));
        yield return new(DoctorParts.Chromium, OfBrowser, stop => BrowserDoctor.LookAsync(settings.Get<RegistreOptions>(), time, stop));
        if (!order.Offline)
        {
            yield return new(DoctorParts.Registry, Short, stop => RegistryDoctor.LookAsync(settings.Get<RegistreOptions>(), time, stop));
        }

        yield return new(DoctorParts.Redis, Short, stop => RedisDoctor.LookAsync(settings, time, stop));
        foreach (var environment in environments)
        {
            yield return new(EnvironmentDoctor.PartOf(environment.Name), Short, stop => EnvironmentDoctor.LookAsync(queues, environment, time, stop));
            yield return new(EnvironmentDoctor.PartOf(environment.Name), Short, stop => EnvironmentDoctor.LookAtDocumentsAsync(stores[environment.Name], stop));
        }

        if (!order.Offline)
        {
            yield return new(DoctorParts.Gemini, Short, stop => GeminiDoctor.LookAsync(settings.Get<GeminiOptions>(), time, stop));
        }
    }

    private static string WhyNot(string part, bool canAsk, bool isOffline) =>
        !canAsk ? "not looked at: the configuration has faults"
        : part is DoctorParts.Gemini or DoctorParts.Registry && isOffline ? "not looked at: left out by --offline"
        : $"not looked at: {part.ToUpperInvariant()} is not configured";
}
