using System.Reflection;
using System.Runtime.InteropServices;

namespace Workers.Ocr.Leptonica;

/// <summary>The system's image library, under either of its names. Only images that our own pdftoppm wrote are given to it.</summary>
internal static partial class LeptonicaLibrary
{
    public const string Name = "leptonica";

    private const int Silent = 6;
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;
    private static readonly string[] FileNames = ["liblept.so.5", "libleptonica.so.6"];
    private static readonly Lazy<nint> Handle = new(Load);

    /// <summary>Null when the library is there, else what to install.</summary>
    public static string? Check() =>
        Handle.Value is 0
            ? $"Leptonica is missing ({string.Join(" or ", FileNames)}): apt-get install liblept5, or liblept6 on newer systems"
            : null;

    /// <summary>Gives memory that pages have used back to the system.</summary>
    public static void Trim() => _ = malloc_trim(0);

    internal static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path) => name is Name ? Handle.Value : 0;

    private static nint Load()
    {
        foreach (var name in FileNames)
        {
            if (NativeLibrary.TryLoad(name, out var handle))
            {
                Marshal.GetDelegateForFunctionPointer<SetSeverity>(NativeLibrary.GetExport(handle, "setMsgSeverity"))(Silent);
                KeepPagesOnTheHeap();
                return handle;
            }
        }

        return 0;
    }

    /// <summary>
    /// A page is several bitmaps of about 8 MB. Left to itself malloc maps and unmaps each of them, and the page
    /// faults cost more than the image work; two arenas keep what stays allocated small.
    /// </summary>
    private static void KeepPagesOnTheHeap()
    {
        const int megabyte = 1 << 20;
        _ = mallopt(MmapThreshold, 32 * megabyte);
        _ = mallopt(TrimThreshold, 512 * megabyte);
        _ = mallopt(ArenaMax, 2);
    }

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SetSeverity(int severity);
}
