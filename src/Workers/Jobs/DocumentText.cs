using System.Globalization;
using System.Text;
using Workers.Office;

namespace Workers.Jobs;

/// <summary>
/// What the columns that name a document may hold (pure): one rule for what is added and for what is about to be bought, whoever wrote the
/// row. What is plainly meant is put into its usual form; everything else is a fault, because a sign that the registry drops makes another number.
/// </summary>
internal static class DocumentText
{
    private const int MostShown = 40;

    // What names of divisions, cadastres and ranges hold beside letters, digits and spaces.
    private const string InNames = "-–'’.,;:/&()\"«»#°ºª№²³¼½¾";

    private static readonly Dictionary<string, Rule> Rules = new(StringComparer.Ordinal)
    {
        ["document_number"] = new(Number, IsOfNumber, IsOfNumber, Remark.Of("text.of_number"), NeedsDigit: true),
        ["circonscription_fonciere"] = Name,
        ["cadastre"] = Name,
        ["designation_secondaire"] = Name,
        ["acte_type"] = Name,
        ["idempotency_key"] = Reference,
        ["dossier"] = Reference,
    };

    private static Rule Reference => new(
        Composed, rune => IsOfName(rune) || (rune.IsAscii && !Rune.IsControl(rune)), rune => !"=+-@".Contains(rune.ToString(), StringComparison.Ordinal), Remark.Of("text.of_reference"));

    private static Rule Name => new(
        Composed, IsOfName, rune => IsLatin(rune) || IsDigit(rune) || rune.Value is '(', Remark.Of("text.of_name", new() { ["signs"] = InNames }));

    /// <returns>The text in its usual form, or what is wrong with it: what was found, what is allowed, the next step.</returns>
    public static (string Text, Remark? Fault) Read(string column, string raw)
    {
        if (!Rules.TryGetValue(column, out var rule))
        {
            return (raw, null);
        }

        var text = rule.Usual(raw).Trim(' ');
        return text.Length == 0 ? (text, null) : (text, rule.FaultOf(text));
    }

    private static string Number(string raw) => string.Concat(raw.Select(one => one switch
    {
        '\u2010' or '\u2011' or '\u2012' or '–' => '-',
        _ when IsSpace(one) => ' ',
        _ => one,
    }));

    private static string Composed(string raw)
    {
        var spaced = string.Concat(raw.Select(one => IsSpace(one) ? ' ' : one));
        try
        {
            return spaced.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            // Half a character: no letter, so it is refused where it stands.
            return spaced;
        }
    }

    private static bool IsSpace(char one) => CharUnicodeInfo.GetUnicodeCategory(one) is UnicodeCategory.SpaceSeparator;

    private static bool IsDigit(Rune rune) => rune.Value is >= '0' and <= '9';

    private static bool IsOfNumber(Rune rune) => IsDigit(rune) || rune.Value is (>= 'A' and <= 'Z') or (>= 'a' and <= 'z') or ' ' or '-';

    private static bool IsOfName(Rune rune) => IsLatin(rune) || IsDigit(rune) || rune.Value is ' ' || InNames.Contains(rune.ToString(), StringComparison.Ordinal);

    /// <summary>Basic Latin, Latin-1 and Latin Extended-A: every letter of a name in Quebec, and no digit or sign.</summary>
    private static bool IsLatin(Rune rune) => rune.Value < 0x180 && Rune.IsLetter(rune) && rune.Value is not ('ª' or 'º' or 'µ');

    private static string Shown(Rune rune) => Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Format or UnicodeCategory.NonSpacingMark
        ? string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}")
        : string.Create(CultureInfo.InvariantCulture, $"'{rune}' (U+{rune.Value:X4})");

    private sealed record Rule(Func<string, string> Usual, Func<Rune, bool> MayHold, Func<Rune, bool> MayBegin, Remark Allowed, bool NeedsDigit = false)
    {
        public Remark? FaultOf(string text)
        {
            var (place, hasDigit) = (0, false);
            foreach (var rune in text.EnumerateRunes())
            {
                if (!MayHold(rune) || (place == 0 && (!MayBegin(rune) || (NeedsDigit && rune.Value is '-'))))
                {
                    var where = place == 0 ? Remark.Of("text.at_start")
                        : Remark.Of("text.after", new() { ["before"] = Remark.Quoted($"{(place > MostShown ? "…" : "")}{text[Math.Max(0, place - MostShown)..place]}") });
                    return Remark.Of("text.holds", new() { ["sign"] = Shown(rune), ["where"] = where, ["allowed"] = Allowed });
                }

                hasDigit |= IsDigit(rune);
                place += rune.Utf16SequenceLength;
            }

            return NeedsDigit && (!hasDigit || text.EndsWith('-'))
                ? Remark.Of("text.no_number", new() { ["text"] = Remark.Quoted(text.Length > MostShown ? text[..MostShown] + "…" : text), ["allowed"] = Allowed })
                : null;
        }
    }
}
