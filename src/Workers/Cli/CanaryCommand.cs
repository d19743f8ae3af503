using System.CommandLine;
using System.Text.Json;
using Workers.Hosting;
using Workers.Operations.Accounts;
using Workers.Registre.Canary;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>canary [accept]</c>: whether the registry's site is as it was.</summary>
internal static class CanaryCommand
{
    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Command Create()
    {
        var accept = new Command("accept", "Walks through the site, takes its present shape as good, and ends the parking of buying for it.") { Json };
        accept.SetAction(AcceptAsync);
        var canary = new Command("canary", "Walks through the registry's site (login, search forms, invoices; buys nothing) and compares its pages with those that were good; a change parks buying. Exit code 1 where they differ.") { accept };
        canary.Add(Json);
        canary.SetAction(WalkAsync);
        return canary;
    }

    private static async Task<int> WalkAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var verdict = await SiteCanary.WalkAsync(CommonOptions.LoadSettings(parsed), line => parsed.InvocationConfiguration.Error.WriteLine(Printable.Of(line)), cancellation);
        var result = verdict switch
        {
            { Differences.Count: > 0 } => "Buying is parked. Where the program still fits the site, 'canary accept'; else update it.",
            { IsFirst: true } => "This is the first walk: what it saw is taken as good.",
            _ => "The site is as it was.",
        };
        await WriteAsync(parsed, verdict, isParked: verdict.Differences.Count > 0, result);
        return verdict.Differences.Count > 0 ? ExitCode.Differs : ExitCode.Success;
    }

    private static async Task<int> AcceptAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var verdict = await SiteCanary.AcceptAsync(CommonOptions.LoadSettings(parsed), line => parsed.InvocationConfiguration.Error.WriteLine(Printable.Of(line)), cancellation);
        await WriteAsync(parsed, verdict, isParked: false, "This shape is good from here on; buying goes on within two minutes.");
        return ExitCode.Success;
    }

    private static async Task WriteAsync(ParseResult parsed, CanaryVerdict verdict, bool isParked, string result)
    {
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(new { verdict.Seen.Hash, verdict.IsFirst, isParked, verdict.Differences, verdict.Seen.Pages }, Indented));
            return;
        }

        await output.WriteLineAsync($"shape {verdict.Seen.Hash}");
        foreach (var page in verdict.Seen.Pages)
        {
            await output.WriteLineAsync($"  {page}");
        }

        foreach (var difference in verdict.Differences)
        {
            await output.WriteLineAsync($"differs: {difference}");
        }

        await output.WriteLineAsync(result);
    }
}
