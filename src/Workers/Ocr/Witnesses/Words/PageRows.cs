namespace Workers.Ocr.Witnesses.Words;

/// <summary>What stands beside each other on a page is one row. The one rule of it, for words and for marks of ink. Pure.</summary>
internal static class PageRows
{
    /// <summary>Two belong to one row when their middles are nearer than this part of the lower one's height.</summary>
    private const double Nearness = 0.5;

    /// <returns>Rows from top to bottom, each from left to right.</returns>
    public static IReadOnlyList<IReadOnlyList<T>> Of<T>(IEnumerable<T> items, Func<T, PageBox> boxOf)
    {
        var rows = new List<Row<T>>();
        foreach (var item in items.OrderBy(item => boxOf(item).Middle).ThenBy(item => boxOf(item).Left))
        {
            var box = boxOf(item);
            if (rows is [.., var last] && Math.Abs(box.Middle - last.Middle) <= Nearness * Math.Min(box.Height, last.Height))
            {
                last.Add(item, box);
            }
            else
            {
                rows.Add(new(item, box));
            }
        }

        return [.. rows.Select(row => (IReadOnlyList<T>)[.. row.Items.OrderBy(item => boxOf(item).Left)])];
    }

    private sealed class Row<T>(T first, PageBox box)
    {
        private double _middles = box.Middle;
        private double _heights = box.Height;

        public List<T> Items { get; } = [first];

        public double Middle => _middles / Items.Count;

        public double Height => _heights / Items.Count;

        public void Add(T item, PageBox box)
        {
            Items.Add(item);
            (_middles, _heights) = (_middles + box.Middle, _heights + box.Height);
        }
    }
}
