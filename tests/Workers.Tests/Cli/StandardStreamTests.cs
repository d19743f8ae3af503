using System.IO.Pipes;
using System.Runtime.InteropServices;
using Shouldly;
using Workers.Hosting;
using Xunit;

namespace Workers.Cli;

public sealed class StandardStreamTests
{
    [Fact]
    public async Task A_full_disk_ends_a_command_with_one_line_and_its_own_code()
    {
        using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        using var full = new InheritedDescriptor(device.SafeFileHandle);
        using var error = new StringWriter();

        (await CommandLine.InvokeAsync(["--help"], StandardStreams.WriterOf(new(full.Number, "Standard output")), error)).ShouldBe(ExitCode.Output);

        error.ToString().ShouldBe(
            "Standard output cannot be written: No space left on device. What the command did by then is done; only its words are lost. Give it an output that takes them.\n");
    }

    [Fact]
    public async Task A_reader_that_is_gone_ends_a_command_with_one_line_and_its_own_code()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        using var end = new InheritedDescriptor(pipe.ClientSafePipeHandle);
        pipe.DisposeLocalCopyOfClientHandle();
        pipe.Dispose();
        using var error = new StringWriter();

        (await CommandLine.InvokeAsync(["--version"], StandardStreams.WriterOf(new(end.Number, "Standard output")), error)).ShouldBe(ExitCode.Output);

        error.ToString().ShouldStartWith("Standard output cannot be written: Broken pipe.");
    }

    [Fact]
    public void A_number_that_the_runtime_took_for_a_file_of_its_own_is_not_written_to()
    {
        var path = Path.GetTempFileName();
        using (var own = new FileStream(path, FileMode.Open, FileAccess.Write))
        {
            using var stream = new StandardStream((int)own.SafeFileHandle.DangerousGetHandle(), "Standard output");

            Should.Throw<OutputException>(() => stream.Write("text"u8)).Message.ShouldBe("Standard output cannot be written: Bad file descriptor.");
        }

        new FileInfo(path).Length.ShouldBe(0);
        File.Delete(path);
    }

    [Fact]
    public void A_lenient_stream_drops_what_cannot_be_written()
    {
        using var device = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.ReadWrite, 0);
        using var full = new InheritedDescriptor(device.SafeFileHandle);
        using var stream = new StandardStream(full.Number, "Standard error", isLenient: true);

        Should.NotThrow(() => stream.Write("text"u8));
    }

    /// <summary>A descriptor as a program gets it from who starts it: one that is not closed when another program is started.</summary>
    private sealed class InheritedDescriptor(SafeHandle handle) : IDisposable
    {
        public int Number { get; } = Duplicate((int)handle.DangerousGetHandle());

        public void Dispose() => _ = Close(Number);

        [DllImport("libc", EntryPoint = "dup")]
        private static extern int Duplicate(int descriptor);

        [DllImport("libc", EntryPoint = "close")]
        private static extern int Close(int descriptor);
    }
}
