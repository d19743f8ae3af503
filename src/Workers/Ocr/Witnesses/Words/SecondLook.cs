namespace Workers.Ocr.Witnesses.Words;

/// <summary>
/// The words of a column that was read once more by itself, at another size, put beside those of the page: what both say is sure, what only one
/// says is kept, and where they differ both are, unless one of them is hardly sure of itself. Pure.
/// </summary>
internal static class SecondLook
{
    /// <summary>Two looks that say the same are as sure as this.</summary>
    private const int Agreed = 95;

    /// <summary>And where they differ neither is surer than this: it speaks against nobody.</summary>
    private const int Differing = 40;

    /// <summary>What only the second look sees counts when it is so sure: a speck has a shape too.</summary>
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
            var second = LocatedText.Of(row);
            if (!isSuch(second.Text))
            {
                continue;
            }

            var first = words.Where(word => word.Box.Centre > left && word.Box.Centre < right && word.Box.SharedHeight(second.Box) * 2 > Math.Min(word.Box.Height, second.Box.Height))
                .OrderBy(word => word.Box.Left).ToList();
            var seen = first is [] ? null : LocatedText.Of(first);
            if (seen is null || !isSuch(seen.Text))
            {
                if (second.Confidence >= LeastSure)
                {
                    words.RemoveAll(word => first.Contains(word) && word.Box.SharedWidth(second.Box) > 0);
                    words.AddRange(row);
                }
            }
            else if (keyOf(seen.Text) == keyOf(second.Text))
            {
                words.RemoveAll(first.Contains);
                words.AddRange(first.Select(word => word with { Confidence = Math.Max(Agreed, word.Confidence) }));
            }
            else if (second.Confidence >= Hardly || seen.Confidence < Quite)
            {
                // Of a text and a part of it the part was cut off.
                var (text, other) = keyOf(second.Text).Contains(keyOf(seen.Text), StringComparison.Ordinal) ? (second.Text, seen.Text) : (seen.Text, second.Text);
                words.RemoveAll(first.Contains);
                words.Add(new(text, seen.Box.With(second.Box), Math.Min(Differing, seen.Confidence)) { Other = other });
            }
        }

        return new(page.Source, page.Size, words) { Turn = page.Turn, Skew = page.Skew };
    }
}
