namespace Simulators.Paper;

/// <summary>
/// What the machine-readable strip of a page says: which document (48 bits) and which of its pages,
/// from 1.
/// </summary>
internal sealed record PageMark(ulong DocumentKey, int Page)
{
    /// <summary>Finds the strip anywhere on a page image of about 70 dpi or more, at any angle. Null when there is none.</summary>
    public static PageMark? TryRead(GreyImage image) => PageMarkReader.TryRead(image);
}
