using System.Runtime.InteropServices;

namespace Workers.Cli;

/// <summary>What a command has to say cannot be written.</summary>
internal sealed class OutputException(string message) : IOException(message);

/// <summary>
/// Standard output or standard error as the system has it. The runtime's own stream says nothing of a reader that is gone, and takes a
/// descriptor that was closed before the start for open once the runtime itself has reused its number.
/// </summary>
/// <param name="name">As people call it.</param>
/// <param name="isLenient">What cannot be written is dropped.</param>
internal sealed partial class StandardStream(int descriptor, string name, bool isLenient = false) : Stream
{
    private const int GetFlags = 1;
    private const int ClosedAtExec = 1;
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const int BadDescriptor = 9;
    private const short Writable = 4;

    // Whatever the runtime opens is closed when a program starts another; what was inherited cannot be.
    private readonly bool _isClosed = Control(descriptor, GetFlags) is < 0 or ClosedAtExec;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="OutputException">It cannot be written, and the stream is not lenient.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Failure(buffer) is { } error && !isLenient)
        {
            throw new OutputException($"{name} cannot be written: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <returns>The system's number for why not; null when all is written.</returns>
    private int? Failure(ReadOnlySpan<byte> rest)
    {
        while (!rest.IsEmpty && !_isClosed)
        {
            var written = (int)Write(descriptor, in MemoryMarshal.GetReference(rest), rest.Length);
            if (written >= 0)
            {
                rest = rest[written..];
                continue;
            }

            var error = Marshal.GetLastPInvokeError();
            if (error is WouldBlock)
            {
                var asked = new Question(descriptor, Writable, 0);
                _ = Wait(ref asked, 1, -1);
            }
            else if (error is not Interrupted)
            {
                return error;
            }
        }

        return _isClosed ? BadDescriptor : null;
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, in byte bytes, nint count);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int Wait(ref Question asked, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    private struct Question(int descriptor, short wanted, short found)
    {
        public int Descriptor = descriptor;
        public short Wanted = wanted;
        public short Found = found;
    }
}
