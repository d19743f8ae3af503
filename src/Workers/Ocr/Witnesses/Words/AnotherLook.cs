namespace Workers.Ocr.Witnesses.Words;

/// <summary>
/// The words of a column, or of one place in it, that were read once more by themselves, at another size, put beside those of the page: what both say is sure, what only one
/// says is kept, and where they differ both are, unless one of them is hardly sure of itself, or a look before them has said what this one says. Pure.
/// </summary>
internal static class AnotherLook
{
    /// <summary>Two looks that say the same are as sure as this.</summary>
    private const int Agreed = 95;

    /// <summary>And two of three, of which the third says something else.</summary>
    private const int Outvoted = 70;

    /// <summary>And where they differ neither is surer than this: it speaks against nobody.</summary>
    private const int Differing = 40;

    /// <summary>What only the further look sees counts when it is so sure: a speck has a shape too.</summary>
    private const int LeastSure = 50;

    /// <summary>A look that is less sure than <see cref="Hardly"/> says nothing against one that is as sure as <see cref="Quite"/>.</summary>
    private const int Hardly = 60;
    private const int Quite = 85;

    /// <param name="isSuch">Whether a text is of the kind that stands in the column; what else was read there is none of its values.</param>
    /// <param name="keyOf">Equal for texts that say the same.</param>
    /// <param name="left">Of the column.</param>
    /// <param name="right">Of the column.</param>
    public static WordPage Merge(WordPage page, IReadOnlyList<PageWord> again, double left, double right, Func<string, bool> isSuch, Func<string, string> keyOf)
    {
        var words = page.Words.ToList();
        foreach (var row in PageRows.Of(again.Where(word => word.Box.Centre > left && word.Box.Centre < right), word => word.Box))
        {
            var look = LocatedText.Of(row);
            if (!isSuch(look.Text))
            {
                continue;
            }

            var first = words.Where(word => word.Box.Centre > left && word.Box.Centre < right && word.Box.SharedHeight(look.Box) * 2 > Math.Min(word.Box.Height, look.Box.Height))
                .OrderBy(word => word.Box.Left).ToList();
            var seen = first is [] ? null : LocatedText.Of(first);
            if (seen is null || !isSuch(seen.Text))
            {
                if (look.Confidence >= LeastSure)
                {
                    words.RemoveAll(word => first.Contains(word) && word.Box.SharedWidth(look.Box) > 0);
                    words.AddRange(row);
                }
            }
            else if (seen.Other is { } before)
            {
                if (keyOf(look.Text) is var key && (key == keyOf(seen.Text) || key == keyOf(before)))
                {
                    words.RemoveAll(first.Contains);
                    words.Add(new(look.Text, seen.Box.With(look.Box), Outvoted));
                }
            }
            else if (keyOf(seen.Text) == keyOf(look.Text))
            {
                words.RemoveAll(first.Contains);
                words.AddRange(first.Select(word => word with { Confidence = Math.Max(Agreed, word.Confidence) }));
            }
            else if ((look.Confidence >= Hardly || seen.Confidence < Quite) && !(seen.Confidence >= Quite && keyOf(seen.Text).Contains(keyOf(look.Text), StringComparison.Ordinal)))
            {
                // Of a text and a part of it the part was cut off: it says nothing against a text that is sure.
                var (text, other) = keyOf(look.Text).Contains(keyOf(seen.Text), StringComparison.Ordinal) ? (look.Text, seen.Text) : (seen.Text, look.Text);
                words.RemoveAll(first.Contains);
                words.Add(new(text, seen.Box.With(look.Box), Math.Min(Differing, seen.Confidence)) { Other = other });
            }
        }

        return new(page.Source, page.Size, words) { Turn = page.Turn, Skew = page.Skew };
    }
}
