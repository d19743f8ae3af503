using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Gemini.Quota;
using Workers.Hosting;
using Workers.Operations.Limits;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>gemini limit</c>: shared limits for every daemon at once, without a restart.</summary>
internal static class GeminiCommand
{
    private static readonly Option<long?> Requests = Limit("--rpm", "Requests in any 60 seconds.", 10_000_000);

    private static readonly Option<long?> Tokens = Limit("--tpm", "Input tokens in any 60 seconds.", 10_000_000_000);

    private static readonly Option<long?> Daily = Limit("--rpd", "Requests a day, Pacific time; also ends the wait for a day's quota that was used up.", 1_000_000_000);

    private static readonly Option<TimeSpan?> For = new("--for")
    {
        HelpName = "duration",
        Description = "How long they hold, such as 90s, 30m, 2h or 1d; without it, until they are cleared.",
        CustomParser = result =>
        {
            if (DurationText.Parse(result.Tokens[0].Value) is { } duration)
            {
                return duration;
            }

            result.AddError($"--for: found '{result.Tokens[0].Value}'; allowed: a whole number of s, m, h or d, up to 365d, such as 2h.");
            return null;
        },
    };

    private static readonly Option<bool> Clear = new("--clear") { Description = "Go back to what the daemons are configured with." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Command Create()
    {
        var limit = new Command(
            "limit",
            "Lowers or raises the shared limits at once, for every daemon. What is not named stays as configured; an earlier order is replaced. Without options: shows what is in force.")
        {
            Requests, Tokens, Daily, For, Clear, Json,
        };
        limit.SetAction(RunAsync);
        return new("gemini", "The limits that all daemons share.") { limit };
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var order = OrderOf(parsed);
        var usage = await GeminiLimits.OrderAsync(CommonOptions.LoadSettings(parsed), order, cancellation);
        await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(Json) ? JsonSerializer.Serialize(usage, Indented) : TextOf(usage));
        return ExitCode.Success;
    }

    /// <returns>Null when nothing is ordered.</returns>
    private static LimitOrder? OrderOf(ParseResult parsed)
    {
        var order = new LimitOrder(parsed.GetValue(Requests), parsed.GetValue(Tokens), parsed.GetValue(Daily), parsed.GetValue(For));
        var isEmpty = (order.RequestsPerMinute ?? order.TokensPerMinute ?? order.RequestsPerDay) is null;
        return (parsed.GetValue(Clear), isEmpty) switch
        {
            (true, true) when order.Lasts is null => order,
            (true, _) => throw new CommandException(ExitCode.Usage, "--clear stands alone: it takes every order back."),
            (false, true) when order.Lasts is not null => throw new CommandException(ExitCode.Usage, "--for needs a limit: name --rpm, --tpm or --rpd."),
            (false, true) => null,
            _ => order,
        };
    }

    private static string TextOf(GeminiUsage usage)
    {
        var day = usage.MaxRequestsPerDay is { } most ? most.ToString("#,0", CultureInfo.InvariantCulture) : "any number of";
        var by = !usage.IsOrdered ? "as configured"
            : usage.OrderedFor is { } left ? string.Create(CultureInfo.InvariantCulture, $"by order, until {TimeProvider.System.GetUtcNow() + left:yyyy-MM-dd HH:mm}Z")
            : "by order, until cleared";
        return string.Create(CultureInfo.InvariantCulture, $"In force ({by}): {usage.MaxRequests:#,0} requests and {usage.MaxTokens:#,0} input tokens in any 60 s, {day} requests a day.");
    }

    private static Option<long?> Limit(string name, string description, long most)
    {
        var option = new Option<long?>(name) { HelpName = "number", Description = description };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count is 1 && !(long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= most))
            {
                result.AddError($"{name}: found '{result.Tokens[0].Value}'; allowed: a whole number from 1 to {most.ToString(CultureInfo.InvariantCulture)}.");
            }
        });
        return option;
    }
}
