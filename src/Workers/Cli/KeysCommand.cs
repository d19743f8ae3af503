using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Access;
using Workers.Hosting;
using Workers.Hosting.Environments;
using Workers.Operations.Intake;
using Workers.Operations.Keys;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>keys make|list|revoke</c>: with what programs and people ask over the network.</summary>
internal static class KeysCommand
{
    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    private static readonly Option<TargetEnvironment?> EnvironmentOption = CommonOptions.Environment();

    private static readonly Option<TargetEnvironment?> AnyEnvironment = CommonOptions.Environment("prod, staging or dev; all that are configured where none is named.");

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<string> Name = new("--name") { HelpName = "text", Description = "Whose it is, for people.", Required = true };

    private static readonly Option<AccessRole> Role = new("--role")
    {
        HelpName = "role",
        Description = "reader (reads), office (brings documents in, ends them, tries them again), operator (also what may cost again).",
        Required = true,
        CustomParser = result =>
        {
            if (Enum.TryParse<AccessRole>(result.Tokens[0].Value, ignoreCase: true, out var role) && Enum.IsDefined(role) && result.Tokens[0].Value.All(char.IsAsciiLetter))
            {
                return role;
            }

            result.AddError($"--role: found '{result.Tokens[0].Value}'; allowed: reader, office, operator.");
            return default;
        },
    };

    private static readonly Option<DateTimeOffset?> Expires = new("--expires")
    {
        HelpName = "day",
        Description = "From then on it serves no more; for ever where nothing is said.",
        CustomParser = result =>
        {
            if (DueTime.Parse(result.Tokens[0].Value) is { } end)
            {
                return end;
            }

            result.AddError($"--expires: found '{result.Tokens[0].Value}'; allowed: {DueTime.Allowed.Text}.");
            return null;
        },
    };

    private static readonly Option<int?> Rate = new("--rate") { HelpName = "count", Description = "Requests a minute, from 1 to 1000000; WEB_KEY_REQUESTS_PER_MINUTE where nothing is said." };

    private static readonly Option<string?> By = CommonOptions.Words("--by", "name", "Who orders it; the user of this machine where nobody is named.");

    private static readonly Argument<string> Id = new("id") { Description = "The key's id, as list shows it." };

    public static Command Create()
    {
        Rate.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && result.GetValueOrDefault<int?>() is null or < 1 or > 1_000_000)
            {
                result.AddError($"--rate: found '{result.Tokens[0].Value}'; allowed: 1 to 1000000.");
            }
        });
        var make = new Command("make", "Makes a key and prints it: the only time that it can be seen.")
        {
            Name, Role, EnvironmentOption, Expires, Rate, By, Json,
        };
        make.SetAction(MakeAsync);
        var list = new Command("list", "Lists all keys with their last use, without their secrets.") { AnyEnvironment, Json };
        list.SetAction(ListAsync);
        var revoke = new Command("revoke", "Ends a key: it serves no more within some seconds.") { Id, By };
        revoke.SetAction(RevokeAsync);
        return new Command("keys", "Makes, lists and revokes the keys with which programs and people ask over the network.") { make, list, revoke };
    }

    private static async Task<int> MakeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var environment = CommonOptions.Choose(queues, parsed.GetValue(EnvironmentOption));
        var wanted = new NewKey(parsed.GetValue(Name)!, parsed.GetValue(Role), parsed.GetValue(By) ?? Operator.Name, parsed.GetValue(Expires), parsed.GetValue(Rate));
        var made = await AccessKeys.MakeAsync(queues, environment, wanted, TimeProvider.System, cancellation);
        if (parsed.GetValue(Json))
        {
            await parsed.InvocationConfiguration.Output.WriteLineAsync(JsonSerializer.Serialize(made, Indented));
            return ExitCode.Success;
        }

        await parsed.InvocationConfiguration.Output.WriteLineAsync(made.Text);
        await parsed.InvocationConfiguration.Error.WriteLineAsync("Keep it now: it is not shown again. It is sent as 'Authorization: Bearer …'.");
        return ExitCode.Success;
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var keys = await AccessKeys.ListAsync(queues, parsed.GetValue(AnyEnvironment), cancellation);
        var output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(Json))
        {
            await output.WriteLineAsync(JsonSerializer.Serialize(keys, Indented));
            return ExitCode.Success;
        }

        if (keys.Count == 0)
        {
            await output.WriteLineAsync("There is no key. 'keys make' makes one.");
            return ExitCode.Success;
        }

        var now = TimeProvider.System.GetUtcNow();
        foreach (var line in ListText.Table(["id", "env", "role", "name", "made", "last used", "ends"], [.. keys.Select(one => Row(one, now))], TerminalWidth.Of(output)))
        {
            await output.WriteLineAsync(line);
        }

        return ExitCode.Success;
    }

    private static async Task<int> RevokeAsync(ParseResult parsed, CancellationToken cancellation)
    {
        await using var queues = CommonOptions.OpenQueues(parsed);
        var (environment, key) = await AccessKeys.RevokeAsync(queues, null, parsed.GetValue(Id)!, parsed.GetValue(By) ?? Operator.Name, cancellation);
        await parsed.InvocationConfiguration.Output.WriteLineAsync(Printable.Of($"{key.Id} of {environment.Label()} ({key.Name}) is revoked since {Day(key.RevokedAt)} by {key.RevokedBy}."));
        return ExitCode.Success;
    }

    private static IReadOnlyList<string> Row(ListedKey one, DateTimeOffset now) =>
    [
        one.Key.Id,
        one.Environment.Label().ToLowerInvariant(),
        one.Key.Role.ToString().ToLowerInvariant(),
        Printable.Of(one.Key.Name),
        Day(one.Key.MadeAt),
        one.Key.LastUsedAt is { } used ? Day(used) : "never",
        one.Key.RevokedAt is { } revoked ? $"revoked {Day(revoked)}" : one.Key.ExpiresAt is not { } end ? "" : end <= now ? $"ended {Day(end)}" : Day(end),
    ];

    private static string Day(DateTimeOffset? at) => at?.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) ?? "";
}
