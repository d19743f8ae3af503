namespace Simulators.Registre;

/// <summary>A client of the registry: code as 99X9999, password, and what the registry thinks of it.</summary>
internal sealed record Account(string Code, string Password)
{
    public bool Locked { get; init; }

    public int WrongPasswords { get; init; }

    /// <summary>How often its login form was sent, whatever came of it.</summary>
    public int Tries { get; init; }
}

/// <summary>Who may log in.</summary>
internal sealed class Accounts(IEnumerable<Account> known, int lockAfter)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Account> accounts = known.ToDictionary(account => account.Code, StringComparer.OrdinalIgnoreCase);

    public IReadOnlyList<Account> All()
    {
        lock (gate)
        {
            return [.. accounts.Values];
        }
    }

    public void Put(Account account)
    {
        lock (gate)
        {
            accounts[account.Code] = account;
        }
    }

    /// <summary>Counts a login form that arrived.</summary>
    public void Tried(string code)
    {
        lock (gate)
        {
            if (accounts.TryGetValue(code, out var account))
            {
                accounts[code] = account with { Tries = account.Tries + 1 };
            }
        }
    }

    /// <summary>Checks a password; wrong ones are counted and lock the account at last.</summary>
    public LoginAnswer Check(string code, string password)
    {
        lock (gate)
        {
            if (!accounts.TryGetValue(code, out var account))
            {
                return LoginAnswer.Refused;
            }

            if (account.Locked)
            {
                return LoginAnswer.Locked;
            }

            var right = account.Password == password;
            var wrong = right ? 0 : account.WrongPasswords + 1;
            accounts[code] = account with { WrongPasswords = wrong, Locked = lockAfter > 0 && wrong >= lockAfter };
            return right ? LoginAnswer.Accepted : LoginAnswer.Refused;
        }
    }
}

internal enum LoginAnswer
{
    Accepted,
    Refused,
    Locked,
}
