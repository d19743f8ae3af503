using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Workers.Ocr.Pages;

/// <summary>
/// A few threads on which all image work is done. malloc keeps an arena for each thread that it has met, with the bitmaps that were freed in it: on
/// the threads of the pool, of which there are many and ever others, what is kept grows to a gigabyte.
/// </summary>
internal sealed class PageThreads : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public PageThreads(int count)
    {
        for (var number = 1; number <= count; number++)
        {
            new Thread(Run) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"page {number}") }.Start();
        }
    }

    /// <returns>What the work returns or throws.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever the work throws is its caller's.")]
    public Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(
            () =>
            {
                if (cancellation.IsCancellationRequested)
                {
                    done.SetCanceled(cancellation);
                    return;
                }

                try
                {
                    done.SetResult(work());
                }
                catch (Exception fault)
                {
                    done.SetException(fault);
                }
            },
            CancellationToken.None);
        return done.Task;
    }

    /// <summary>Ends the threads when what was given to them is done.</summary>
    public void Dispose() => _work.CompleteAdding();

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable())
        {
            work();
        }
    }
}
