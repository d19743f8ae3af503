using System.Net.Sockets;
using Workers.Registre;

namespace Workers.Operations.Doctor;

/// <summary>Whether somebody takes connections where the registry's site is to be; nothing is asked of it.</summary>
internal static class RegistryDoctor
{
    private const string Part = DoctorParts.Registry;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<DoctorLine>> LookAsync(RegistreOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var place = $"{options.BaseUrl.Host}:{options.BaseUrl.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(options.BaseUrl.DnsSafeHost, options.BaseUrl.Port, cancellation).AsTask().WaitAsync(Bound, time, cancellation);
            return [DoctorLine.Ok(Part, $"{place} takes connections; nothing was asked of it")];
        }
        catch (Exception closed) when (closed is SocketException or TimeoutException)
        {
            var why = closed is TimeoutException ? FormattableString.Invariant($"no answer within {Bound.TotalSeconds:0} s") : closed.Message;
            return [DoctorLine.Fault(Part, $"nobody takes a connection at {place}: {why}", "Check REGISTRE_BASE_URL and this machine's network; where both are right, the registry is away.", OperationFailure.Unavailable)];
        }
    }
}
