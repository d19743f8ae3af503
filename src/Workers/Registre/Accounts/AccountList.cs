using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Workers.Registre.Accounts;

/// <summary>An account of the registry. The password never leaves this type but to the login form.</summary>
internal sealed class RegistreAccount(string code, string password)
{
    public string Code { get; } = code;

    public string Password { get; } = password;

    /// <summary>Tells a corrected password from the one that was refused, without revealing either.</summary>
    public string Fingerprint { get; } =
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"registre\n{code}\n{password}")))[..12];

    /// <summary>A text of the site without the password, should it repeat it.</summary>
    public string Blank(string text) => text.Replace(Password, "…", StringComparison.Ordinal);

    public override string ToString() => Code;
}

/// <summary>Accounts as an operator writes them: <c>code:password</c>, separated by commas or lines.</summary>
internal sealed record AccountList(IReadOnlyList<RegistreAccount> Accounts)
{
    public static string Allowed => "code:password pairs, each code once, separated by commas or lines";

    public static bool TryParse(string text, [NotNullWhen(true)] out AccountList? list)
    {
        list = null;
        var accounts = new List<RegistreAccount>();
        foreach (var line in text.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || colon == line.Length - 1 || accounts.Any(known => known.Code == line[..colon]))
            {
                return false;
            }

            accounts.Add(new(line[..colon], line[(colon + 1)..]));
        }

        list = new(accounts);
        return accounts.Count > 0;
    }

    public override string ToString() => string.Join(", ", Accounts);
}
