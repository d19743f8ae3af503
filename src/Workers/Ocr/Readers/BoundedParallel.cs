namespace Workers.Ocr.Readers;

/// <summary>A few at a time; when one fails, those under way finish (what they paid for is kept) and no other starts.</summary>
internal static class BoundedParallel
{
    /// <exception cref="Exception">The first failure, when all that was under way has ended.</exception>
    public static async Task RunAsync<T>(IReadOnlyCollection<T> items, int atOnce, Func<T, Task> work)
    {
        var waiting = new Queue<T>(items);
        var running = new List<Task>();
        Task? failed = null;
        while (running.Count > 0 || (failed is null && waiting.Count > 0))
        {
            while (failed is null && running.Count < atOnce && waiting.TryDequeue(out var item))
            {
                running.Add(work(item));
            }

            var ended = await Task.WhenAny(running);
            running.Remove(ended);
            if (!ended.IsCompletedSuccessfully)
            {
                failed ??= ended;
            }
        }

        await (failed ?? Task.CompletedTask);
    }
}
