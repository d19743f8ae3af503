using System.Threading.Channels;

namespace Workers.Support;

/// <summary>What a test waits for instead of sleeping: messages in the order they came.</summary>
internal sealed class Signals
{
    private readonly Channel<string> _channel = Channel.CreateUnbounded<string>();

    public void Add(string message) => _channel.Writer.TryWrite(message);

    /// <exception cref="TimeoutException">Nothing came within the bound.</exception>
    public async Task<string> NextAsync(TimeSpan bound) => await _channel.Reader.ReadAsync().AsTask().WaitAsync(bound);
}
