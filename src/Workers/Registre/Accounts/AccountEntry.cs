namespace Workers.Registre.Accounts;

/// <summary>What Redis knows of an account, on its own clock.</summary>
/// <param name="Holder">The worker that uses it; null: nobody.</param>
/// <param name="HeldUntil">When its lease ends unless it is renewed.</param>
/// <param name="LastUse">Its last consultation; null: none that Redis knows of.</param>
/// <param name="LoginFrom">When it may log in again; null: now.</param>
/// <param name="SetAside">Why nobody gets it; null: it is given.</param>
/// <param name="Logins">Of today (UTC).</param>
/// <param name="Consultations">Of today (UTC), as far as Redis knows.</param>
internal sealed record AccountEntry(
    string Code,
    string? Holder,
    DateTimeOffset? HeldUntil,
    DateTimeOffset? LastUse,
    DateTimeOffset? LoginFrom,
    AccountRefusal? SetAside,
    long Logins,
    long Consultations);

/// <summary>An account that nobody gets.</summary>
/// <param name="Since">Null when it was set aside by a version that did not keep it.</param>
/// <param name="Said">What the site said.</param>
internal sealed record AccountRefusal(DateTimeOffset? Since, string Said)
{
    /// <summary>How the site says that it locked an account, whatever password it is given.</summary>
    private static readonly string[] Locks = ["verrouill", "suspendu", "bloqué"];

    /// <summary>The registry locked it itself: another password does not open it.</summary>
    public bool IsLocked => Array.Exists(Locks, word => Said.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>What to do so that it is given out again.</summary>
    public string Remedy(string code) => IsLocked
        ? $"The registry locked it, and no other password opens it: call them, then 'accounts release {code}'."
        : $"Correct its password in REGISTRE_ACCOUNTS and start the daemon again, or end it with 'accounts release {code}'.";

    /// <returns>Null when the password has been another since.</returns>
    public static AccountRefusal? Read(string refusal, string fingerprint)
    {
        var parts = refusal.Split(' ', 3);
        return parts[0] != fingerprint ? null
            : parts.Length == 3 && AccountTime.Read(parts[1]) is { } since ? new(since, parts[2])
            : new(null, "");
    }
}
