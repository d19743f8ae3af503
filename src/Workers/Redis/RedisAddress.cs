using System.Globalization;

namespace Workers.Redis;

/// <summary>Where Redis is: <c>redis://[[user]:password@]host[:port][/database]</c>, or <c>rediss://</c> for TLS.</summary>
internal sealed record RedisAddress(string Host, int Port, string? User, string? Password, int Database, bool Tls)
{
    public const int DefaultPort = 6379;

    public static RedisAddress Local { get; } = new("localhost", DefaultPort, null, null, 0, false);

    /// <summary>What <c>REDIS_URL</c> may be, for faults.</summary>
    public static string Allowed => "redis://[[user]:password@]host[:port][/database] or rediss://… for TLS";

    private bool IsIPv6 => Host.Contains(':', StringComparison.Ordinal);

    /// <exception cref="FormatException">No such address.</exception>
    public static RedisAddress Parse(string text) =>
        TryParse(text, out var address) ? address! : throw new FormatException($"No address of Redis; allowed: {Allowed}");

    public static bool TryParse(string text, out RedisAddress? address)
    {
        address = null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss")
            || uri.Host.Length == 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0
            || !TryParseDatabase(uri.AbsolutePath, out var database))
        {
            return false;
        }

        var (user, password) = SplitUserInfo(uri.UserInfo);
        var port = uri.Port > 0 ? uri.Port : DefaultPort;
        address = new(uri.Host.Trim('[', ']'), port, user, password, database, uri.Scheme == "rediss");
        return true;
    }

    /// <summary>Without user and password.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Tls ? "rediss" : "redis")}://{(IsIPv6 ? $"[{Host}]" : Host)}:{Port}{(Database == 0 ? "" : $"/{Database}")}");

    private static bool TryParseDatabase(string path, out int database)
    {
        database = 0;
        var text = path.Trim('/');
        return text.Length == 0
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out database) && database < 1024);
    }

    private static (string? User, string? Password) SplitUserInfo(string info)
    {
        var colon = info.IndexOf(':', StringComparison.Ordinal);
        var (user, password) = colon < 0 ? (info, "") : (info[..colon], info[(colon + 1)..]);
        return (Decode(user), Decode(password));
    }

    private static string? Decode(string part) => part.Length == 0 ? null : Uri.UnescapeDataString(part);
}
