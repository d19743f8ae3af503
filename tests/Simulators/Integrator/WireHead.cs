namespace Simulators.Integrator;

/// <summary>The first line and the fields of an HTTP/1.1 message, as they stood on the wire and in their order.</summary>
public sealed record WireHead(string StartLine, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    /// <summary>The one value of that name (its case does not count), or nothing where it stands never or twice.</summary>
    public string? Only(string name)
    {
        var all = All(name);
        return all.Count == 1 ? all[0] : null;
    }

    /// <summary>Every value under that name, in their order.</summary>
    public IReadOnlyList<string> All(string name) =>
        [.. Fields.Where(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(field => field.Value)];

    /// <summary>The status of an answer; 0 where the first line is none of HTTP/1.</summary>
    public int Status =>
        StartLine.StartsWith("HTTP/1.", StringComparison.Ordinal) && StartLine.Length >= 12 && StartLine[8] == ' '
        && int.TryParse(StartLine.AsSpan(9, 3), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var status)
            ? status
            : 0;
}
