namespace Simulators.Paper;

/// <summary>
/// The cells of a strip: 7 rows; a finder of 7 columns (black ring, white ring, black 3 × 3), a white
/// column, 12 data columns, a white column, a second finder. The 84 data cells hold key (48 bits),
/// page (12) and a CRC-24 over both, under a checkerboard so that no large area has one colour.
/// </summary>
internal static class PageMarkCode
{
    public const int Rows = 7;
    public const int DataColumns = 12;
    public const int Columns = 7 + 1 + DataColumns + 1 + 7;

    /// <summary>From the centre of one finder to the centre of the other, in cells.</summary>
    public const int FinderDistance = Columns - 7;

    public const int FirstDataColumn = 8;

    private const int KeyBits = 48;
    private const int PageBits = 12;
    private const int CheckBits = 24;

    /// <summary>True = black, indexed [row, column].</summary>
    public static bool[,] Encode(PageMark mark)
    {
        var cells = new bool[Rows, Columns];
        AddFinder(cells, 0);
        AddFinder(cells, Columns - 7);
        var payload = (UInt128)((mark.DocumentKey << PageBits) | (uint)mark.Page) << CheckBits;
        payload |= Check((ulong)(payload >> CheckBits));
        for (var bit = 0; bit < Rows * DataColumns; bit++)
        {
            var (row, column) = (bit % Rows, bit / Rows);
            cells[row, FirstDataColumn + column] = ((payload >> bit) & 1) == 1 ^ Mask(row, column);
        }

        return cells;
    }

    /// <param name="data">The data cells, indexed [row, column], column 0 the one after the first white column.</param>
    public static PageMark? Decode(bool[,] data)
    {
        UInt128 payload = 0;
        for (var bit = 0; bit < Rows * DataColumns; bit++)
        {
            var (row, column) = (bit % Rows, bit / Rows);
            if (data[row, column] ^ Mask(row, column))
            {
                payload |= UInt128.One << bit;
            }
        }

        var content = (ulong)(payload >> CheckBits);
        return (ulong)(payload & ((1 << CheckBits) - 1)) == Check(content)
            ? new PageMark(content >> PageBits, (int)(content & ((1 << PageBits) - 1)))
            : null;
    }

    private static bool Mask(int row, int column) => ((row + column) & 1) == 0;

    private static void AddFinder(bool[,] cells, int start)
    {
        for (var row = 0; row < 7; row++)
        {
            for (var column = 0; column < 7; column++)
            {
                var ring = Math.Max(Math.Abs(row - 3), Math.Abs(column - 3));
                cells[row, start + column] = ring != 2;
            }
        }
    }

    /// <summary>CRC-24 (polynomial 0x864CFB, start 0xB704CE) over the 60 bits of the content.</summary>
    private static ulong Check(ulong content)
    {
        uint crc = 0xB704CE;
        for (var bit = KeyBits + PageBits - 1; bit >= 0; bit--)
        {
            var high = ((crc >> 23) & 1) ^ (uint)((content >> bit) & 1);
            crc = (crc << 1) & 0xFFFFFF;
            if (high == 1)
            {
                crc ^= 0x864CFB;
            }
        }

        return crc;
    }
}
