using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Logging;
using Serilog;
using Workers.Capacity;
using Workers.Capacity.Ledger;
using Workers.Capacity.Measurement;
using Workers.Capacity.Planning;
using Workers.Database.Environments;
using Workers.Documents;
using Workers.Gemini;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Hosting.Logging;
using Workers.Hosting.Loops;
using Workers.Hosting.Settings;
using Workers.Hosting.Startup;
using Workers.Ocr;
using Workers.Redis;
using Workers.Registre;
using Workers.Registre.Accounts;
using Workers.Supervisor.Stopping;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace Workers.Supervisor.Startup;

/// <summary>The daemon from its first check to its exit code: what is outside and, beside that, what is on this machine; then its place in the ledger, then work.</summary>
/// <param name="beside">Adds what runs in the same process and is none of the work.</param>
internal sealed partial class Daemon(LoadedSettings settings, IReadOnlyList<EnvironmentSettings> environments, Pools pools, TimeProvider time, Action<IServiceCollection>? beside = null)
{
    /// <summary>What a start takes beside what it waits for.</summary>
    private static readonly TimeSpan StartMargin = TimeSpan.FromSeconds(90);

    public async Task<int> RunAsync()
    {
        var guard = new SecretGuard([.. settings.Secrets, .. settings.Get<RegistreOptions>().ReadAccounts().Select(account => account.Password)]);
        await using var logs = LoggingSetup.Create(settings.Get<LoggingOptions>(), guard, Console.IsOutputRedirected);
        using var loggers = LoggerFactory.Create(logging => logging.AddSerilog(logs));
        var logger = loggers.CreateLogger<Daemon>();
        var manager = new ServiceManager(new SystemdNotifier(), ServiceManager.WatchdogOf(settings.TextOf("WATCHDOG_USEC")), logger);
        manager.Extend(settings.Get<HostingOptions>().StartupWait + StartMargin);
        using var signals = new StopSignals(time, loggers.CreateLogger<StopSignals>());
        var checks = new StartupChecks(settings.Get<HostingOptions>().StartupWait, time, loggers.CreateLogger<StartupChecks>());

        var loops = new BackgroundLoops(time, loggers.CreateLogger<BackgroundLoops>());
        RedisGateway? redis = null;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(signals.Asked);
        var machine = Task.Run(() => checks.RunAsync(DaemonChecks.Machine(settings, pools, time, loggers), ended.Token), CancellationToken.None);
        try
        {
            var (refused, isFirst, exitCode) = await CheckOutsideAsync(checks, loops, loggers, logger, gateway => redis = gateway, signals.Asked);
            return exitCode is { } code ? code : await RunHostAsync(redis!, loops, refused, isFirst, machine, checks, signals, manager, logs, guard, logger);
        }
        catch (OperationCanceledException) when (signals.WasAsked)
        {
            LogEnd(logger, wasAsked: true);
            return ExitCode.Success;
        }
        finally
        {
            await ended.CancelAsync();
            await Task.WhenAny(machine);
            if (redis is not null)
            {
                await redis.DisposeAsync();
            }
        }
    }

    /// <returns>Which environments cannot be served, whether no database has ever known a daemon, and the exit code where nothing can be done.</returns>
    private async Task<(Dictionary<TargetEnvironment, string> Refused, bool IsFirst, int? ExitCode)> CheckOutsideAsync(
        StartupChecks checks, BackgroundLoops loops, ILoggerFactory loggers, ILogger logger, Action<RedisGateway> connected, CancellationToken stop)
    {
        await using var outside = settings.AddTo(new ServiceCollection()).AddSingleton(time).AddSingleton(loggers).AddLogging().AddDocuments(environments).BuildServiceProvider();
        var stores = outside.GetRequiredService<DocumentStores>();
        var firsts = new ConcurrentBag<bool>();
        var failures = await checks.RunAsync(
            [
                DaemonChecks.Redis(settings.Get<RedisOptions>(), loops, time, loggers, connected, warning => LogWarning(logger, warning)),
                .. environments.Select(environment => DaemonChecks.Environment(environment, stores, time, loggers, warning => LogWarning(logger, warning), firsts.Add)),
            ],
            stop);
        var refused = new Dictionary<TargetEnvironment, string>();
        foreach (var failure in failures)
        {
            if (failure.Subject is CheckSubject.Environment { Target: var environment })
            {
                refused.Add(environment, failure.Message);
                LogRefused(logger, failure.Message, EnvironmentRecheck.Interval.TotalSeconds);
            }
        }

        if (failures.FirstOrDefault(failure => failure.Subject is CheckSubject.Redis) is { } fatal)
        {
            LogFatal(logger, fatal.ToString());
            return (refused, false, fatal.ExitCode);
        }

        if (refused.Count < environments.Count)
        {
            return (refused, firsts.Count == environments.Count && firsts.All(isFirst => isFirst), null);
        }

        LogFatal(logger, "No environment can be served.");
        return (refused, false, failures.Max(failure => failure.ExitCode));
    }

    private async Task<int> RunHostAsync(
        RedisGateway redis, BackgroundLoops loops, Dictionary<TargetEnvironment, string> refused, bool isFirst, Task<IReadOnlyList<CheckFailure>> machine, StartupChecks checks,
        StopSignals signals, ServiceManager manager, Serilog.Core.Logger logs, SecretGuard guard, ILogger logger)
    {
        var served = environments.Where(environment => !refused.ContainsKey(environment.Name)).ToList();
        using var host = Build(redis, loops, refused, signals, manager, logs, guard);
        // The ledger last: a start that ends before it leaves nothing there.
        var failures = await machine;
        if (failures.Count == 0)
        {
            failures = await checks.RunAsync([DaemonChecks.Ledger(host.Services, pools, isFirst)], signals.Asked);
        }

        if (failures.Count > 0)
        {
            foreach (var failure in failures)
            {
                LogFatal(logger, failure.ToString());
            }

            await host.Services.GetRequiredService<CapacityLedger>().CloseAsync(CancellationToken.None);
            return failures.Max(failure => failure.ExitCode);
        }

        if (SayWhatFits(logger))
        {
            LogMeasured(logger, host.Services.GetRequiredService<Admission>().Describe());
            LogServing(logger, string.Join(", ", served.Select(environment => environment.Name.Label())), pools);
            using var stop = signals.Asked.Register(host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication);
            await host.RunAsync(CancellationToken.None);
            LogEnd(logger, signals.WasAsked);
            return signals.WasAsked ? ExitCode.Success : ExitCode.Software;
        }

        return ExitCode.Configuration;
    }

    private IHost Build(RedisGateway redis, BackgroundLoops loops, Dictionary<TargetEnvironment, string> refused, StopSignals signals, ServiceManager manager, Serilog.Core.Logger logs, SecretGuard guard)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        settings.AddTo(builder.Services)
            .AddSerilog(logs)
            .AddSingleton(guard)
            .AddSingleton(time)
            .AddSingleton(SafeRandom.Instance)
            .AddSingleton(redis)
            .AddSingleton(loops)
            .AddSingleton(signals)
            .AddSingleton(manager)
            .AddSingleton(new RedisKeys(settings.Get<RedisOptions>()))
            .AddSingleton(new DisabledEnvironments(refused))
            .AddDaemon(settings, environments, pools)
            .Configure<HostOptions>(host => host.ShutdownTimeout = StopBounds.Of(settings.Get<SupervisorOptions>(), settings.Get<RegistreOptions>(), pools).Host);
        beside?.Invoke(builder.Services);
        return builder.Build();
    }

    /// <returns>False when nothing that is asked for can ever run.</returns>
    private bool SayWhatFits(ILogger logger)
    {
        var (capacity, options, machine) = (settings.Get<CapacityOptions>(), settings.Get<SupervisorOptions>(), MachineSize.Measure());
        var accounts = pools.HasFlag(Pools.Registre) ? AccountCover.Warnings(options.RegistreWorkers, settings.Get<RegistreOptions>().ReadAccounts().Count) : [];
        var models = pools.HasFlag(Pools.Ocr) ? SecondModel.Warnings(settings.Get<OcrOptions>(), settings.Get<GeminiOptions>()) : [];
        foreach (var warning in Budget.Warnings(capacity, machine).Concat(accounts).Concat(models))
        {
            LogWarning(logger, warning);
        }

        var plan = CapacityPlan.Of(capacity, machine, options.RequestFor(pools));
        foreach (var waiting in plan.Waiting)
        {
            LogWaiting(logger, waiting.Workers, waiting.Type, waiting.Message);
        }

        if (plan.NothingFits)
        {
            LogFatal(logger, $"Nothing that is configured fits on this server. {string.Join(" ", plan.Remedies)}");
        }

        return !plan.NothingFits;
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Message}")]
    private static partial void LogFatal(ILogger logger, string message);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Message} This environment is NOT served; it is asked again every {Seconds} s.")]
    private static partial void LogRefused(ILogger logger, string message, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Message}")]
    private static partial void LogWarning(ILogger logger, string message);

    [LoggerMessage(Level = LogLevel.Warning, Message = "When all are needed, {Count} of the {Type} workers will wait: {Message}")]
    private static partial void LogWaiting(ILogger logger, int count, WorkerType type, string message);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Message}")]
    private static partial void LogMeasured(ILogger logger, string message);

    [LoggerMessage(Level = LogLevel.Information, Message = "Serving {Environments} with {Pools}")]
    private static partial void LogServing(ILogger logger, string environments, Pools pools);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopped; asked to: {WasAsked}")]
    private static partial void LogEnd(ILogger logger, bool wasAsked);
}
