using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Workers.Ocr.Leptonica;

/// <summary>The functions used, as the library declares them. A NULL or a nonzero result means that it refused.</summary>
internal static partial class Native
{
    /// <summary>Pixels that touch at a corner hang together.</summary>
    internal const int EightWays = 8;

    /// <summary>Of <c>pixSelectBySize</c>: by the width; by width and height.</summary>
    internal const int SelectWidth = 1;
    internal const int SelectBoth = 6;
    internal const int AtLeast = 4;

    /// <summary>Of <c>pixRasterop</c>: the source as it is.</summary>
    internal const int Paste = 12;

    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, LeptonicaLibrary.Resolve);

    [LibraryImport(LeptonicaLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial PixHandle pixRead(string path);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixCreate(int width, int height, int depth);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial nint pixGetData(PixHandle pix);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixGetWpl(PixHandle pix);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixEndianByteSwap(PixHandle pix);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixGetDimensions(PixHandle pix, out int width, out int height, out int depth);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixDeskewGeneral(
        PixHandle pix, int sweepReduction, float range, float step, int searchReduction, int threshold, out float angle, out float confidence);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixOrientDetect(PixHandle pix, out float up, out float left, int leastCount, int debug);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixRotateOrth(PixHandle pix, int quarters);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixBackgroundNormSimple(PixHandle pix, nint mask, nint guide);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixThresholdToBinary(PixHandle pix, int threshold);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixClipRectangle(PixHandle pix, nint box, nint clipped);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixAddBorderGeneral(PixHandle pix, int left, int right, int top, int bottom, uint value);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial nint boxCreate(int x, int y, int width, int height);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial void boxDestroy(ref nint box);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixReduceRankBinaryCascade(PixHandle pix, int level1, int level2, int level3, int level4);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixExpandReplicate(PixHandle pix, int factor);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixOpenBrick(nint destination, PixHandle pix, int width, int height);

    /// <summary>As <see cref="pixOpenBrick"/> in fewer steps, by a size that is a product of two and within a few pixels of the one asked for.</summary>
    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixOpenCompBrick(nint destination, PixHandle pix, int width, int height);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixDilateBrick(nint destination, PixHandle pix, int width, int height);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixCloseSafeBrick(nint destination, PixHandle pix, int width, int height);

    /// <summary>As <see cref="pixCloseSafeBrick"/> in fewer steps, by a size that is a product of two and within a few pixels of the one asked for.</summary>
    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixCloseSafeCompBrick(nint destination, PixHandle pix, int width, int height);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixSelectBySize(PixHandle pix, int width, int height, int connectivity, int type, int relation, out int changed);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixSeedfillBinary(nint destination, PixHandle seeds, PixHandle mask, int connectivity);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixAnd(nint destination, PixHandle one, PixHandle other);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixRasterop(PixHandle destination, int x, int y, int width, int height, int operation, PixHandle source, int fromX, int fromY);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixOr(nint destination, PixHandle one, PixHandle other);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixSubtract(nint destination, PixHandle from, PixHandle what);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial BoxesHandle pixConnCompBB(PixHandle pix, int connectivity);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int boxaGetCount(BoxesHandle boxes);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int boxaGetBoxGeometry(BoxesHandle boxes, int index, out int x, out int y, out int width, out int height);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial void boxaDestroy(ref nint boxes);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixCopy(nint destination, PixHandle pix);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixSetMasked(PixHandle pix, PixHandle mask, uint value);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial PixHandle pixScaleAreaMap(PixHandle pix, float across, float down);

    [LibraryImport(LeptonicaLibrary.Name, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int pixWrite(string path, PixHandle pix, int format);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixCountPixels(PixHandle pix, out int count, nint table);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial int pixWriteMemJpeg(out nint data, out nuint size, PixHandle pix, int quality, int progressive);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial void lept_free(nint data);

    [LibraryImport(LeptonicaLibrary.Name)]
    internal static partial void pixDestroy(ref nint pix);
}
