using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Workers.Hosting.Files;

/// <summary>What stands under a path, asked without opening it: a pipe would wait for a writer, a device may never end. .NET does not tell.</summary>
internal static partial class FileKind
{
    // From linux/stat.h: the structure is the same on every architecture.
    private const int WorkingFolder = -100;
    private const uint TypeOnly = 1;
    private const int Size = 256;
    private const int ModeAt = 28;

    /// <returns>What it is, when it is no regular file; null when it is one, or when nobody can tell.</returns>
    public static string? Other(string path)
    {
        Span<byte> answer = stackalloc byte[Size];
        if (Ask(WorkingFolder, path, 0, TypeOnly, ref MemoryMarshal.GetReference(answer)) != 0)
        {
            return null;
        }

        return (BinaryPrimitives.ReadUInt16LittleEndian(answer[ModeAt..]) & 0xF000) switch
        {
            0x8000 => null,
            0x4000 => "a folder",
            0x1000 => "a pipe",
            0xC000 => "a socket",
            0x2000 or 0x6000 => "a device",
            _ => "no file",
        };
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Ask(int folder, string path, int flags, uint mask, ref byte answer);
}
