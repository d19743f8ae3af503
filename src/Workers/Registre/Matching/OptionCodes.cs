using System.Text.RegularExpressions;
using Workers.Hosting;

namespace Workers.Registre.Matching;

/// <summary>A list whose every entry begins with a code ("36 - Laval") names its entries without it.</summary>
internal static partial class OptionCodes
{
    public static IReadOnlyList<SelectOption> Without(IReadOnlyList<SelectOption> options)
    {
        var real = options.Where(option => !OptionMatch.IsPlaceholder(option)).ToList();
        return real.Count > 0 && real.TrueForAll(option => Code().IsMatch(option.Text))
            ? [.. options.Select(option => option with { Text = Code().Replace(option.Text, "") })]
            : options;
    }

    [GeneratedRegex(@"^\s*[A-Z0-9]{1,6}\s*[-–—:.)]\s+(?=\S)", RegexOptions.None, PatternBound.Milliseconds)]
    private static partial Regex Code();
}
