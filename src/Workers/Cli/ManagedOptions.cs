using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations;

namespace Workers.Cli;

/// <summary>What <c>webhooks</c>, <c>senders</c> and <c>uploads</c> share: the environment that they work on, and how they tell.</summary>
internal static class ManagedOptions
{
    public static readonly Option<TargetEnvironment?> Environment = CommonOptions.Environment();

    /// <exception cref="OperationException">It was not carried out.</exception>
    public static async Task<int> RunAsync(ParseResult parsed, Func<Queues, TargetEnvironment, Task> actAsync)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        await actAsync(queues, CommonOptions.Choose(queues, parsed.GetValue(Environment)));
        return ExitCode.Success;
    }

    public static Task SayAsync(ParseResult parsed, string text) => parsed.InvocationConfiguration.Output.WriteLineAsync(text);

    public static Task SayJsonAsync<T>(ParseResult parsed, T told) => SayAsync(parsed, JsonSerializer.Serialize(told, OrderOptions.Indented));

    public static async Task SayTableAsync(ParseResult parsed, IReadOnlyList<string> heads, IEnumerable<IReadOnlyList<string>> rows)
    {
        foreach (var line in ListText.Table(heads, rows, TerminalWidth.Of(parsed.InvocationConfiguration.Output)))
        {
            await SayAsync(parsed, line);
        }
    }

    /// <summary>A secret alone on the output, so that a script can take it; what it is for, beside it.</summary>
    /// <param name="told">What holds it, as JSON is told.</param>
    public static async Task SaySecretAsync<T>(ParseResult parsed, T told, string? secret, string whatFor)
    {
        if (parsed.GetValue(OrderOptions.Json))
        {
            await SayJsonAsync(parsed, told);
            return;
        }

        await SayAsync(parsed, secret ?? "");
        await parsed.InvocationConfiguration.Error.WriteLineAsync($"Keep it now: it is not shown again. {whatFor}");
    }

    public static string Minute(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "";
}
