using System.Net;
using System.Net.Sockets;

namespace Simulators.Integrator;

/// <summary>Sends one call over a connection of its own, and reads the answer while it still sends.</summary>
public static class WireCall
{
    private const int MaxAnswer = 64 * 1024 * 1024;
    private static readonly TimeSpan ContinueWait = TimeSpan.FromSeconds(1);

    /// <summary>Sends it. Never throws for what the server does; an answer that does not come within the patience has status 0.</summary>
    /// <param name="from">The address of this machine that the server sees; nothing: any.</param>
    public static async Task<WireAnswer> SendAsync(Uri server, CallDraft draft, TimeSpan patience, IPAddress? from, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(server);
        ArgumentNullException.ThrowIfNull(draft);
        using var late = new CancellationTokenSource(patience, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, late.Token);
        Task sending = Task.CompletedTask;
        try
        {
            using var link = await WireLink.ConnectAsync(server, smallBuffer: false, from, either.Token).ConfigureAwait(false);
            var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            sending = WriteAsync(link, draft, server.Authority, go.Task, either.Token);
            return await ReadAsync(link.Reader, draft.Method, go, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return new(0, null, [], "no answer in time");
        }
        catch (Exception broken) when (broken is IOException or SocketException)
        {
            return new(0, null, [], broken.Message);
        }
        finally
        {
            await either.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<WireAnswer> ReadAsync(WireReader wire, string method, TaskCompletionSource go, CancellationToken cancel)
    {
        while (true)
        {
            var head = await wire.ReadHeadAsync(cancel).ConfigureAwait(false);
            if (head is null)
                return new(0, null, [], "closed without an answer");
            if (head.Status == 0)
                return new(0, head, [], "no HTTP");
            go.TrySetResult();
            if (head.Status is >= 100 and < 200)
                continue;
            if (method.Equals("HEAD", StringComparison.Ordinal))
                return new(head.Status, head, [], "");
            var body = await wire.BodyOf(head, isAnswer: true).ReadAllAsync(MaxAnswer, cancel).ConfigureAwait(false);
            return new(head.Status, head, body, "");
        }
    }

    private static async Task WriteAsync(WireLink link, CallDraft draft, string host, Task go, CancellationToken cancel)
    {
        await WriteAsync(link, draft.Head(host), draft.ManyPackets, cancel).ConfigureAwait(false);
        if (draft.ExpectsContinue)
            await Task.WhenAny(go, Task.Delay(ContinueWait, TimeProvider.System, cancel)).ConfigureAwait(false);
        foreach (var part in draft.Parts())
            await WriteAsync(link, part, draft.ManyPackets, cancel).ConfigureAwait(false);
        if (draft.EndsSending)
            link.EndSending();
    }

    private static async Task WriteAsync(WireLink link, byte[] bytes, bool manyPackets, CancellationToken cancel)
    {
        if (!manyPackets)
        {
            await link.Stream.WriteAsync(bytes, cancel).ConfigureAwait(false);
            return;
        }

        foreach (var one in bytes)
        {
            await link.Stream.WriteAsync(new[] { one }, cancel).ConfigureAwait(false);
            await Task.Yield();
        }
    }
}
