using System.Diagnostics.CodeAnalysis;

namespace Workers.Hosting.Telemetry;

/// <summary>Headers that a collector asks for, as the exporter takes them: it is given a text, and would fail at the first signal on one that is malformed.</summary>
internal sealed record OtlpHeaders
{
    private OtlpHeaders(string text) => Text = text;

    public static string Allowed => "name=value, several with commas between, each name once and a name and value that HTTP takes, as in api-key=abc,x-tenant=office";

    /// <summary>It has keys in it.</summary>
    public string Text { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out OtlpHeaders? headers)
    {
        headers = IsTaken(text) ? new(text) : null;
        return headers is not null;
    }

    public override string ToString() => "(hidden)";

    /// <summary>Tried as they will be sent: unescaped first, then divided.</summary>
    private static bool IsTaken(string text)
    {
        using var request = new HttpRequestMessage();
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in Uri.UnescapeDataString(text).TrimEnd(',').Split(','))
        {
            if (pair.Split('=', 2) is not [var name, var value] || value.Trim().Length == 0 || value.Any(char.IsControl) || !names.Add(name.Trim()))
            {
                return false;
            }

            try
            {
                request.Headers.Add(name.Trim(), value.Trim());
            }
            catch (Exception refused) when (refused is FormatException or InvalidOperationException or ArgumentException)
            {
                return false;
            }
        }

        return true;
    }
}
