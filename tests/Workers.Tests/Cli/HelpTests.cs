using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Shouldly;
using Workers.House;
using Xunit;

namespace Workers.Cli;

/// <summary>What <c>--help</c> says is what operators know: it changes only together with <c>Help.txt</c>.</summary>
public sealed class HelpTests
{
    private static readonly string[] Commands =
        ["", "run", "enqueue", "quote", "bring", "status", "plan", "migrate", "cancel", "retry", "accept", "explain", "replay", "gemini", "gemini limit", "accounts", "accounts list", "accounts release", "accounts check", "invoices", "invoices reconcile", "invoices list", "invoices adopt", "canary", "canary accept", "review", "review list", "review show", "review accept", "review correct", "review refuse", "review export", "title", "watch", "pause", "resume", "drain", "undrain", "set", "pauses", "stop", "purge", "transfers", "keys", "keys make", "keys list", "keys revoke", "webhooks", "webhooks list", "webhooks make", "webhooks rotate", "webhooks enable", "webhooks disable", "webhooks remove", "webhooks deliveries", "webhooks replay", "webhooks confirm", "senders", "senders list", "senders add", "senders rotate", "senders off", "senders on", "senders remove", "serve", "documents", "dead-letters", "requeue-ocr", "priority", "bulk", "bulk list", "bulk show", "bulk resume", "bulk cancel", "doctor", "health", "backup", "restore"];

    [Fact]
    public void Every_help_text_is_as_written_down()
    {
        var told = new StringBuilder();
        foreach (var command in Commands)
        {
            told.Append("$ workers ").Append((command + " --help").TrimStart()).Append('\n').Append(HelpOf(command));
        }

        told.ToString().ShouldBe(Repository.Read("tests/Workers.Tests/Cli/Help.txt"));
    }

    private static string HelpOf(string command)
    {
        var root = CommandLine.Create();
        // On a terminal the text would be fitted to its width.
        root.Options.OfType<HelpOption>().Select(option => option.Action).OfType<ExampledHelp>().Single().MaxWidth = int.MaxValue;
        using var output = new StringWriter();
        root.Parse([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Invoke(new() { Output = output });
        return string.Join('\n', output.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Replace(RootCommand.ExecutableName, "workers", StringComparison.Ordinal);
    }
}
