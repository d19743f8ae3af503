using System.CommandLine;
using System.CommandLine.Invocation;
using System.Diagnostics.CodeAnalysis;
using Workers.Hosting;
using Workers.Hosting.Startup;
using Workers.Operations;

namespace Workers.Cli;

/// <summary>The commands, one file each. Without a command name the daemon runs.</summary>
internal static class CommandLine
{
    [SuppressMessage("Design", "CA1031", Justification = "The last place that can give a fault its exit code.")]
    public static async Task<int> InvokeAsync(IReadOnlyList<string> args, TextWriter? output = null, TextWriter? error = null)
    {
        var parsed = Create().Parse(args);
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // Signals are the daemon's own matter; a short command simply ends.
            ProcessTerminationTimeout = null,
        };
        configuration.Output = output ?? configuration.Output;
        configuration.Error = error ?? configuration.Error;
        if (LanguageData.FindFault() is { } missing)
        {
            await configuration.Error.WriteLineAsync(missing);
            return ExitCode.Configuration;
        }

        try
        {
            var exitCode = await InvokeAsync(parsed, configuration);
            return parsed.Errors.Count > 0 ? ExitCode.Usage : exitCode;
        }
        catch (CommandException fault)
        {
            await configuration.Error.WriteLineAsync(fault.Message);
            return fault.ExitCode;
        }
        catch (OperationException fault)
        {
            await configuration.Error.WriteLineAsync(fault.Message);
            return ExitRule.Of(fault.Failure);
        }
        catch (OutputException fault)
        {
            await configuration.Error.WriteLineAsync($"{fault.Message} What the command did by then is done; only its words are lost. Give it an output that takes them.");
            return ExitCode.Output;
        }
        catch (Exception fault)
        {
            await configuration.Error.WriteLineAsync($"A fault of this program ended the command. Report it with these lines: {fault}");
            return ExitCode.Software;
        }
    }

    /// <summary>What is not understood is told with the next step, not with the whole help, which would carry it off the screen.</summary>
    private static async Task<int> InvokeAsync(ParseResult parsed, InvocationConfiguration configuration)
    {
        if (parsed.Action is not ParseErrorAction fault)
        {
            return await parsed.InvokeAsync(configuration);
        }

        fault.ShowHelp = false;
        var exitCode = await parsed.InvokeAsync(configuration);
        await configuration.Error.WriteLineAsync($"'{$"Workers {ExampledHelp.PathOf(parsed.CommandResult)}".TrimEnd()} --help' tells what is allowed.");
        return exitCode;
    }

    public static RootCommand Create()
    {
        var root = new RootCommand("Buys documents from the Quebec land registry, stores them and reads them.")
        {
            CommonOptions.EnvFile,
            RunCommand.Create(),
            EnqueueCommand.Create(),
            QuoteCommand.Create(),
            BringCommand.Create(),
            DoctorCommand.Create(),
            HealthCommand.Create(),
            StatusCommand.Create(),
            PlanCommand.Create(),
            MigrateCommand.Create(),
            DocumentsCommand.Create(),
            DeadLettersCommand.Create(),
            CancelCommand.Create(),
            RetryCommand.Create(),
            RequeueOcrCommand.Create(),
            PriorityCommand.Create(),
            BulkCommand.Create(),
            AcceptCommand.Create(),
            ExplainCommand.Create(),
            ReplayCommand.Create(),
            GeminiCommand.Create(),
            AccountsCommand.Create(),
            InvoicesCommand.Create(),
            CanaryCommand.Create(),
            ReviewCommand.Create(),
            TitleCommand.Create(),
            WatchCommand.Create(),
            PauseCommand.CreatePause(),
            PauseCommand.CreateResume(),
            DrainCommand.CreateDrain(),
            DrainCommand.CreateUndrain(),
            SetCommand.Create(),
            PausesCommand.Create(),
            StopCommand.Create(),
            PurgeCommand.Create(),
            TransfersCommand.Create(),
            BackupCommand.Create(),
            RestoreCommand.Create(),
            KeysCommand.Create(),
            WebhooksCommand.Create(),
            SendersCommand.Create(),
            ServeCommand.Create(),
        };
        RunCommand.MakeDefault(root);
        ExampledHelp.AddTo(root);
        return root;
    }
}
