using System.Globalization;

namespace Workers.Hosting.Network;

/// <summary>A server as the settings name it.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its port.</param>
/// <param name="Variable">The variable that holds the address, as <c>*_NAME</c>.</param>
/// <param name="TrustRemedy">What to do where its certificate is signed by an authority that is not trusted.</param>
/// <param name="PlainRemedy">What to do where it speaks no TLS.</param>
internal sealed record AskedServer(string Host, int Port, string Variable, string TrustRemedy, string PlainRemedy)
{
    /// <summary>Supabase's direct database hosts have an IPv6 address only, unless the project pays for an IPv4 one. Supabase, "Connect to your database".</summary>
    public bool IsDirectSupabaseHost => Host.StartsWith("db.", StringComparison.OrdinalIgnoreCase) && Host.EndsWith(".supabase.co", StringComparison.OrdinalIgnoreCase);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(Host.Contains(':', StringComparison.Ordinal) && Host[0] != '[' ? $"[{Host}]" : Host)}:{Port}");
}
