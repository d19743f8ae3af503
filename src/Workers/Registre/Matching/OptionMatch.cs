using F23.StringSimilarity;

namespace Workers.Registre.Matching;

/// <summary>An entry of a list of the site.</summary>
internal sealed record SelectOption(string Value, string Text);

/// <summary>What became of looking for a name in a list.</summary>
internal abstract record OptionChoice
{
    private OptionChoice()
    {
    }

    /// <param name="IsCorrected">It is spelled otherwise than was asked: a typing error that leaves no other name.</param>
    internal sealed record Found(SelectOption Option, bool IsCorrected = false) : OptionChoice;

    /// <summary>Several entries could be meant, or one that is not certain; only a person can tell.</summary>
    internal sealed record Ambiguous(IReadOnlyList<string> Candidates) : OptionChoice;

    internal sealed record Missing(IReadOnlyList<string> Closest) : OptionChoice;
}

/// <summary>
/// Finds the entry that a person meant. Placeholders never count; spelling variants of one name do; another kind of
/// territory (Canton de X for Ville de X) never does; a typing error only in one word, with a clear lead over every other entry, and never in the name of a saint:
/// Saint-Julien and Sainte-Julie are two parishes. What a list offers twice is one entry.
/// </summary>
internal static class OptionMatch
{
    private const int Shown = 8;

    private static readonly Levenshtein Spelling = new();

    private static readonly HashSet<string> Kinds =
        ["paroisse", "canton", "village", "ville", "cite", "cadastre", "municipalite", "seigneurie", "augmentation", "partie"];

    private static readonly HashSet<string> Saints = ["saint", "sainte", "saints", "saintes"];

    private static readonly HashSet<string> PlaceholderValues = ["", "NULL", "000000"];

    public static bool IsPlaceholder(SelectOption option) =>
        PlaceholderValues.Contains(option.Value.Trim()) || FoldedText.Words(option.Text) is [] or ["choisir" or "choisissez" or "selectionner" or "selectionnez", ..];

    public static OptionChoice Decide(IEnumerable<SelectOption> options, string wanted)
    {
        var real = options.Where(option => !IsPlaceholder(option)).Select(option => (Option: option, Name: Name.Of(option.Text))).DistinctBy(entry => (entry.Option.Value, entry.Name.Line)).ToList();
        var name = Name.Of(wanted);
        if (name.Words.Count == 0)
        {
            return new OptionChoice.Missing([]);
        }

        var spelledSame = real.Where(entry => entry.Name.Line == name.Line).ToList();
        if (spelledSame.Count == 1)
        {
            return new OptionChoice.Found(spelledSame[0].Option);
        }

        var sameName = real.Where(entry => entry.Name.Core == name.Core).ToList();
        if (sameName.Count > 0)
        {
            var sameKind = sameName.Where(entry => entry.Name.MayBeOfKind(name)).ToList();
            return sameKind.Count == 1 ? new OptionChoice.Found(sameKind[0].Option) : Ambiguous(sameName.Select(entry => entry.Option));
        }

        return DecideByLikeness([.. real], name);
    }

    private static OptionChoice DecideByLikeness(List<(SelectOption Option, Name Name)> real, Name wanted)
    {
        var ranked = real
            .Select(entry => (entry.Option, entry.Name, Edits: Spelling.Distance(entry.Name.Core, wanted.Core)))
            .OrderBy(entry => entry.Edits)
            .ToList();
        var near = ranked.Where(entry => entry.Edits <= Tolerated(wanted.Core) + 1).ToList();
        if (near is [var best] && best.Name.MayBeOfKind(wanted) && IsTypingError(best.Name.Words, wanted.Words))
        {
            return new OptionChoice.Found(best.Option, IsCorrected: true);
        }

        var containing = real.Where(entry => wanted.Words.All(word => entry.Name.Words.Contains(word, StringComparer.Ordinal))).Select(entry => entry.Option);
        var candidates = near.Select(entry => entry.Option).Concat(containing).Distinct().ToList();
        return candidates.Count > 0
            ? Ambiguous(candidates)
            : new OptionChoice.Missing([.. ranked.Take(Shown).Select(entry => entry.Option.Text.Trim())]);
    }

    /// <summary>How many letters may be wrong in so long a word.</summary>
    private static int Tolerated(string word) => word.Length >= 10 ? 2 : word.Length >= 5 ? 1 : 0;

    /// <summary>The words are written together or apart, or one of them has other letters behind its first. Numbers and the names of saints are never guessed.</summary>
    private static bool IsTypingError(IReadOnlyList<string> known, IReadOnlyList<string> wanted)
    {
        if (!NumbersOf(known).SequenceEqual(NumbersOf(wanted), StringComparer.Ordinal))
        {
            return false;
        }

        if (string.Concat(known) == string.Concat(wanted))
        {
            return Spelling.Distance(string.Join(' ', known), string.Join(' ', wanted)) <= Tolerated(string.Join(' ', wanted));
        }

        if (known.Count != wanted.Count)
        {
            return false;
        }

        int[] wrong = [.. Enumerable.Range(0, known.Count).Where(i => known[i] != wanted[i])];
        return wrong is [var place]
            && !(place > 0 && Saints.Contains(known[place - 1])) && !Saints.Contains(known[place])
            && known[place][0] == wanted[place][0]
            && Spelling.Distance(known[place], wanted[place]) <= Tolerated(wanted[place]);
    }

    private static IEnumerable<string> NumbersOf(IReadOnlyList<string> words) => words.Where(word => word.Any(char.IsAsciiDigit));

    private static OptionChoice.Ambiguous Ambiguous(IEnumerable<SelectOption> options) =>
        new([.. options.Select(option => option.Text.Trim()).Take(Shown)]);

    /// <param name="Words">The words that name the place, without particles and kinds of territory.</param>
    /// <param name="Kinds">Paroisse, canton, ville …</param>
    private sealed record Name(string Line, IReadOnlyList<string> Words, IReadOnlyList<string> Kinds)
    {
        public string Core { get; } = string.Join(' ', Words);

        public static Name Of(string text)
        {
            var words = PlaceName.Words(text);
            var kinds = words.Where(OptionMatch.Kinds.Contains).ToList();
            var rest = words.Where(word => !OptionMatch.Kinds.Contains(word)).ToList();
            return new(string.Join(' ', words), rest, kinds);
        }

        /// <summary>The same kind, or one of the two does not say.</summary>
        public bool MayBeOfKind(Name other) =>
            Kinds.Count == 0 || other.Kinds.Count == 0 || Kinds.SequenceEqual(other.Kinds, StringComparer.Ordinal);
    }
}
