using Microsoft.Win32.SafeHandles;

namespace Workers.Ocr.Leptonica;

/// <summary>Owns one native image.</summary>
internal sealed class PixHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <exception cref="ImageException">The library gave none.</exception>
    public static PixHandle Checked(PixHandle pix, string step)
    {
        if (!pix.IsInvalid)
        {
            return pix;
        }

        pix.Dispose();
        throw new ImageException($"Leptonica could not {step} the page image.");
    }

    protected override bool ReleaseHandle()
    {
        var pix = handle;
        Native.pixDestroy(ref pix);
        return true;
    }
}

/// <summary>Owns one native list of boxes.</summary>
internal sealed class BoxesHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    protected override bool ReleaseHandle()
    {
        var boxes = handle;
        Native.boxaDestroy(ref boxes);
        return true;
    }
}
