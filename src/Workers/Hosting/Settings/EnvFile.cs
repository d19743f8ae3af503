using System.Globalization;
using System.Text.RegularExpressions;
using DotNetEnv;

namespace Workers.Hosting.Settings;

/// <summary>
/// The text of an <c>.env</c> file. A value that would be read otherwise than it is written is refused: <c>#</c> without a blank before it
/// (other readers cut there) and <c>$</c> (some put another variable in its place) stand in single quotes, which every reader keeps whole.
/// </summary>
internal static partial class EnvFile
{
    private const string Allowed = "NAME=value lines; a value with $, # or quotes in single quotes";

    /// <param name="file">Names the file in faults.</param>
    /// <returns>Name, text and line, in the order written.</returns>
    public static IReadOnlyList<(string Name, string Text, int Line)> Parse(string text, string file, ICollection<ConfigurationFault> faults)
    {
        foreach (var (line, name) in Doubtful(text))
        {
            faults.Add(new(name, string.Create(CultureInfo.InvariantCulture, $"(line {line} of {file}: $ or # outside single quotes)"), Allowed, $"Write {name}='…', the whole value in single quotes."));
        }

        try
        {
            return Placed(Env.LoadContents(text, new LoadOptions(setEnvVars: false)), text);
        }
        catch (Sprache.ParseException fault)
        {
            // The parser's own words repeat what it read last, which may be a secret.
            faults.Add(new(file, "(not understood)", Allowed, string.Create(CultureInfo.InvariantCulture, $"Correct line {fault.Position?.Line ?? 1} of it, or the one before.")));
            return [];
        }
    }

    /// <summary>The reader tells no lines; a name's are those that begin with it, in order.</summary>
    private static List<(string Name, string Text, int Line)> Placed(IEnumerable<KeyValuePair<string, string>> settings, string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n')
            .Select((written, index) => (Match: Beginning().Match(written), Number: index + 1))
            .Where(line => line.Match.Success)
            .GroupBy(line => line.Match.Groups["name"].Value, line => line.Number, StringComparer.Ordinal)
            .ToDictionary(name => name.Key, name => new Queue<int>(name), StringComparer.Ordinal);
        return [.. settings.Select(setting => (setting.Key, setting.Value, lines.TryGetValue(setting.Key, out var left) && left.TryDequeue(out var line) ? line : 1))];
    }

    private static IEnumerable<(int Line, string Name)> Doubtful(string text) =>
        from line in text.ReplaceLineEndings("\n").Split('\n').Select((written, index) => (Match: Doubt().Match(written), Number: index + 1))
        where line.Match.Success
        select (line.Number, line.Match.Groups["name"].Value);

    [GeneratedRegex(@"^\s*(export\s+)?(?<name>[A-Za-z_]\w*)\s*=", RegexOptions.ExplicitCapture, PatternBound.Milliseconds)]
    private static partial Regex Beginning();

    /// <summary>
    /// An unquoted value with $ anywhere before a comment, or with # behind something that is no blank; a value in double quotes with $. Each
    /// character is read in one way only, so that the time is that of the length.
    /// </summary>
    [GeneratedRegex("""^\s*(export\s+)?(?<name>[A-Za-z_]\w*)\s*=(?>\s*)((?!['"])([^\s#$]|\s(?!#))*(\$|(?<=\S)#)|"(\\.|[^"\\$])*\$)""", RegexOptions.ExplicitCapture, PatternBound.Milliseconds)]
    private static partial Regex Doubt();
}
