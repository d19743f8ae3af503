using System.Buffers.Binary;
using System.Text;

namespace Simulators.Paper.Pdf;

/// <summary>The few tables of a TrueType file that are needed to measure text and to cut a subset.</summary>
internal sealed class TrueTypeFont
{
    private readonly byte[] file;
    private readonly Dictionary<string, (int Start, int Length)> tables = new(StringComparer.Ordinal);
    private readonly int metricCount;
    private readonly int characterMap;

    public TrueTypeFont(byte[] file)
    {
        this.file = file;
        for (var i = 0; i < Short(4); i++)
        {
            var entry = 12 + (16 * i);
            tables[Encoding.ASCII.GetString(file, entry, 4)] = (Int(entry + 8), Int(entry + 12));
        }

        UnitsPerEm = Short(tables["head"].Start + 18);
        Ascent = (short)Short(tables["hhea"].Start + 4);
        Descent = (short)Short(tables["hhea"].Start + 6);
        metricCount = Short(tables["hhea"].Start + 34);
        GlyphCount = Short(tables["maxp"].Start + 4);
        LongOffsets = Short(tables["head"].Start + 50) == 1;
        characterMap = FindCharacterMap();
    }

    public int UnitsPerEm { get; }

    public int Ascent { get; }

    public int Descent { get; }

    public int GlyphCount { get; }

    public bool LongOffsets { get; }

    public IEnumerable<string> TableNames => tables.Keys.Order(StringComparer.Ordinal);

    public ReadOnlySpan<byte> Table(string name) => file.AsSpan(tables[name].Start, tables[name].Length);

    public bool Has(string name) => tables.ContainsKey(name);

    /// <summary>Advance width in thousandths of the font size.</summary>
    public int Width(char character)
    {
        var glyph = Math.Min(Glyph(character), metricCount - 1);
        return Short(tables["hmtx"].Start + (4 * glyph)) * 1000 / UnitsPerEm;
    }

    /// <summary>The glyph of a character; 0 when the font has none.</summary>
    public int Glyph(char character)
    {
        var segments = Short(characterMap + 6) / 2;
        var ends = characterMap + 14;
        var starts = ends + (2 * segments) + 2;
        for (var i = 0; i < segments; i++)
        {
            if (character > Short(ends + (2 * i)))
            {
                continue;
            }

            var start = Short(starts + (2 * i));
            if (character < start)
            {
                return 0;
            }

            var delta = Short(starts + (2 * segments) + (2 * i));
            var rangeAt = starts + (4 * segments) + (2 * i);
            var range = Short(rangeAt);
            var glyph = range == 0 ? character : Short(rangeAt + range + (2 * (character - start)));
            return glyph == 0 ? 0 : (glyph + delta) & 0xFFFF;
        }

        return 0;
    }

    public ReadOnlySpan<byte> Outline(int glyph)
    {
        var (from, to) = (Offset(glyph), Offset(glyph + 1));
        return file.AsSpan(tables["glyf"].Start + from, to - from);
    }

    private int Offset(int glyph) => LongOffsets
        ? Int(tables["loca"].Start + (4 * glyph))
        : 2 * Short(tables["loca"].Start + (2 * glyph));

    /// <summary>The Unicode map of the basic plane: platform 3, encoding 1, format 4.</summary>
    private int FindCharacterMap()
    {
        var start = tables["cmap"].Start;
        for (var i = 0; i < Short(start + 2); i++)
        {
            var entry = start + 4 + (8 * i);
            var map = start + Int(entry + 4);
            if (Short(entry) == 3 && Short(entry + 2) == 1 && Short(map) == 4)
            {
                return map;
            }
        }

        throw new InvalidDataException("The font has no Unicode character map.");
    }

    private int Short(int at) => BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at));

    private int Int(int at) => (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
}
