using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Simulators.Paper;

/// <summary>The image library of the system, used here only to decode and encode whole images.</summary>
internal static partial class Leptonica
{
    private const string Library = "liblept.so.5";
    private const int Pnm = 11;

    /// <summary>Any format that Leptonica reads (JPEG, PNG, PNM, TIFF), turned to grey. Null when it is none.</summary>
    public static GreyImage? TryDecode(ReadOnlySpan<byte> image)
    {
        var pix = pixReadMem(image, (nuint)image.Length);
        if (pix == 0)
        {
            return null;
        }

        var grey = pixConvertTo8(pix, 0);
        pixDestroy(ref pix);
        try
        {
            Check(pixWriteMem(out var data, out var size, grey, Pnm));
            return GreyImage.FromPgm(Take(data, size));
        }
        finally
        {
            pixDestroy(ref grey);
        }
    }

    /// <param name="image">What to encode.</param>
    /// <param name="quality">1 to 100.</param>
    public static byte[] ToJpeg(GreyImage image, int quality)
    {
        var pgm = image.ToPgm();
        var pix = pixReadMem(pgm, (nuint)pgm.Length);
        try
        {
            Check(pixWriteMemJpeg(out var data, out var size, pix, quality, 0));
            return Take(data, size);
        }
        finally
        {
            pixDestroy(ref pix);
        }
    }

    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(Leptonica).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
        {
            return 0;
        }

        var found = NativeLibrary.TryLoad(Library, assembly, path, out var handle)
            || NativeLibrary.TryLoad("libleptonica.so.6", assembly, path, out handle);
        if (!found)
        {
            throw new DllNotFoundException("Leptonica is missing: install liblept5.");
        }

        setMsgSeverity(handle);
        return handle;
    }

    /// <summary>Leptonica reports unreadable images on stderr unless told to keep quiet.</summary>
    private static unsafe void setMsgSeverity(nint handle)
    {
        const int none = 6;
        var set = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(handle, "setMsgSeverity");
        set(none);
    }

    private static byte[] Take(nint data, nuint size)
    {
        var bytes = new byte[(int)size];
        Marshal.Copy(data, bytes, 0, bytes.Length);
        lept_free(data);
        return bytes;
    }

    private static void Check(int result)
    {
        if (result != 0)
        {
            throw new InvalidDataException("Leptonica could not encode an image.");
        }
    }

    [LibraryImport(Library)]
    private static partial nint pixReadMem(ReadOnlySpan<byte> data, nuint size);

    [LibraryImport(Library)]
    private static partial nint pixConvertTo8(nint pix, int colormap);

    [LibraryImport(Library)]
    private static partial int pixWriteMem(out nint data, out nuint size, nint pix, int format);

    [LibraryImport(Library)]
    private static partial int pixWriteMemJpeg(out nint data, out nuint size, nint pix, int quality, int progressive);

    [LibraryImport(Library)]
    private static partial void pixDestroy(ref nint pix);

    [LibraryImport(Library)]
    private static partial void lept_free(nint data);
}
