using System.Globalization;

namespace Workers.Registre.Accounts;

/// <summary>Times as the account scripts keep them: milliseconds since 1970. Pure.</summary>
internal static class AccountTime
{
    private static readonly double Latest = (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).TotalMilliseconds;

    /// <returns>Null for what is no time, or 0.</returns>
    public static DateTimeOffset? Read(string milliseconds) =>
        double.TryParse(milliseconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number > 0 && number < Latest
            ? DateTimeOffset.UnixEpoch + TimeSpan.FromMilliseconds(Math.Floor(number))
            : null;
}
