using System.Globalization;

namespace Simulators.Chaos;

/// <summary>Seconds since the first document was claimed, and lines that begin with them.</summary>
internal sealed class ChaosClock(TextWriter output)
{
    private readonly long _began = TimeProvider.System.GetTimestamp();

    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_began);

    /// <summary>Waits for a moment; at once when it has passed.</summary>
    public Task UntilAsync(TimeSpan moment, CancellationToken cancel) =>
        Elapsed < moment ? Task.Delay(moment - Elapsed, cancel) : Task.CompletedTask;

    public void Say(string line) => output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds,6:0.0} s  {line}"));
}
