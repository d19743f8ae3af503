using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Workers.Ocr.Leptonica;

/// <summary>Owns one native image.</summary>
internal sealed class PixHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        var pix = handle;
        Native.pixDestroy(ref pix);
        return true;
    }
}

/// <summary>The functions used, as the library declares them. A NULL or a nonzero result means that it refused.</summary>
internal static partial class Native
{
    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, LeptonicaLibrary.Resolve);

    [LibraryImport(LeptonicaLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial PixHandle pixRead(string path);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixGetDimensions(PixHandle pix, out int width, out int height, out int depth);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixFindSkewAndDeskew(PixHandle pix, int reduction, out float angle, out float confidence);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixBackgroundNormSimple(PixHandle pix, nint mask, nint guide);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixThresholdToBinary(PixHandle pix, int threshold);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixClipRectangle(PixHandle pix, nint box, nint clipped);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial nint boxCreate(int x, int y, int width, int height);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial void boxDestroy(ref nint box);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixCountPixels(PixHandle pix, out int count, nint table);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixWriteMemJpeg(out nint data, out nuint size, PixHandle pix, int quality, int progressive);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial void lept_free(nint data);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial void pixDestroy(ref nint pix);
}
