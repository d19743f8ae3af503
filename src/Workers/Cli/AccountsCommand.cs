using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Workers.Cli.Status;
using Workers.Hosting;
using Workers.Operations.Accounts;
using Workers.Registre.Accounts;
using Workers.Supervisor.Peers;

namespace Workers.Cli;

/// <summary><c>accounts list | release CODE | check CODE</c>: the registry's accounts as all daemons share them.</summary>
internal static class AccountsCommand
{
    private static readonly Argument<string> Code = new("code") { Description = "The account, as in REGISTRE_ACCOUNTS." };

    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    private static readonly Option<bool> Again = new("--again") { Description = "Sends even a password that the registry refused; several such may lock the account." };

    private static readonly JsonSerializerOptions Indented = new(DaemonDirectory.Json) { WriteIndented = true };

    public static Command Create()
    {
        var list = new Command("list", "Shows each account: who uses it, when it may log in, whether it is set aside and why, and what it did today.") { Json };
        list.SetAction(ListAsync);
        var release = new Command("release", "Gives an account out again that the registry refused: after its password was corrected at the registry, or it was unlocked there.") { Code, Json };
        release.SetAction(ReleaseAsync);
        var check = new Command("check", "Logs an account in and out and says what the registry showed. Buys nothing; waits for the account and for its turn to log in.") { Code, Again, Json };
        check.SetAction(CheckAsync);
        return new("accounts", "The registry's accounts as all daemons share them.") { list, release, check };
    }

    private static async Task<int> ListAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var accounts = await RegistryAccounts.ListAsync(CommonOptions.LoadSettings(parsed), cancellation);
        if (!parsed.GetValue(Json))
        {
            PageWriter.WritePlain(parsed.InvocationConfiguration.Output, [TableOf(accounts)], [.. accounts.Where(account => account.SetAside is not null).Select(SetAsideOf)]);
            return ExitCode.Success;
        }

        return await WriteAsync(parsed, accounts, "", ExitCode.Success);
    }

    private static async Task<int> ReleaseAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var code = parsed.GetValue(Code)!;
        var wasSetAside = await RegistryAccounts.ReleaseAsync(CommonOptions.LoadSettings(parsed), code, cancellation);
        return await WriteAsync(parsed, new { code, wasSetAside }, $"{code}: {(wasSetAside ? "is given out again" : "was not set aside")}", ExitCode.Success);
    }

    private static async Task<int> CheckAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var code = parsed.GetValue(Code)!;
        var verdict = await RegistryAccounts.CheckAsync(CommonOptions.LoadSettings(parsed), code, parsed.GetValue(Again), cancellation);
        var came = verdict switch
        {
            { IsInside: true, IsLoggedOut: true } => "logged in and out",
            { IsInside: true } => "logged in; no way to log out was found, the session ends by itself",
            { IsSetAside: true } => "refused, and set aside",
            _ => "not logged in",
        };
        return await WriteAsync(parsed, new { code, verdict.IsInside, verdict.IsLoggedOut, verdict.IsSetAside, verdict.Said }, $"{code}: {came}. The registry showed: {verdict.Said}", verdict.IsInside ? ExitCode.Success : ExitCode.Data);
    }

    private static async Task<int> WriteAsync(ParseResult parsed, object answer, string text, int exitCode)
    {
        await parsed.InvocationConfiguration.Output.WriteLineAsync(parsed.GetValue(Json) ? JsonSerializer.Serialize(answer, Indented) : text);
        return exitCode;
    }

    private static PageTable TableOf(IReadOnlyList<AccountEntry> accounts) => new(
        "Accounts",
        ["account", "state", "used by", "until", "last consultation", "next login", "logins today", "consultations today"],
        [
            .. from account in accounts
               select (IReadOnlyList<string>)
               [
                   account.Code,
                   account.SetAside is not null ? "set aside" : account.Holder is not null ? "in use" : account.LoginFrom is not null ? "cools down" : "free",
                   account.Holder ?? "",
                   At(account.HeldUntil),
                   At(account.LastUse),
                   At(account.LoginFrom),
                   account.Logins.ToString(CultureInfo.InvariantCulture),
                   account.Consultations.ToString(CultureInfo.InvariantCulture),
               ],
        ]);

    private static string SetAsideOf(AccountEntry account)
    {
        var (since, said) = (account.SetAside!.Since is { } at ? $" since {At(at)}" : "", account.SetAside.Said is { Length: > 0 } words ? $": '{words}'" : "");
        return $"{account.Code} is set aside{since}{said}. {account.SetAside.Remedy(account.Code)}";
    }

    private static string At(DateTimeOffset? at) => at is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";
}
