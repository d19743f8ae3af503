using System.Buffers.Binary;
using System.Text;

namespace Simulators.Paper.Pdf;

/// <summary>Cuts a font down to some characters. Glyph numbers stay; the outlines of unused glyphs go.</summary>
internal static class TrueTypeSubset
{
    private static readonly string[] Kept = ["OS/2", "cmap", "cvt ", "fpgm", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "post", "prep"];

    public static byte[] Cut(TrueTypeFont font, IEnumerable<char> characters)
    {
        var used = new SortedSet<int> { 0 };
        foreach (var character in characters)
        {
            AddWithParts(font, font.Glyph(character), used);
        }

        var (outlines, offsets) = Outlines(font, used);
        var tables = new List<(string Name, byte[] Content)>();
        foreach (var name in Kept.Where(font.Has))
        {
            tables.Add((name, name switch
            {
                "glyf" => outlines,
                "loca" => offsets,
                "head" => Head(font),
                "post" => Post(font),
                _ => font.Table(name).ToArray(),
            }));
        }

        return Assemble(tables);
    }

    /// <summary>An accented letter is made of other glyphs, which must stay too.</summary>
    private static void AddWithParts(TrueTypeFont font, int glyph, SortedSet<int> used)
    {
        if (!used.Add(glyph) || font.Outline(glyph) is not { Length: > 10 } outline || outline[0] < 0x80)
        {
            return;
        }

        const int wordArguments = 1, scale = 8, more = 32, scaleXY = 64, matrix = 128;
        int flags;
        var at = 10;
        do
        {
            flags = BinaryPrimitives.ReadUInt16BigEndian(outline[at..]);
            AddWithParts(font, BinaryPrimitives.ReadUInt16BigEndian(outline[(at + 2)..]), used);
            at += 4 + ((flags & wordArguments) != 0 ? 4 : 2);
            at += (flags & scale) != 0 ? 2 : (flags & scaleXY) != 0 ? 4 : (flags & matrix) != 0 ? 8 : 0;
        }
        while ((flags & more) != 0);
    }

    private static (byte[] Outlines, byte[] Offsets) Outlines(TrueTypeFont font, SortedSet<int> used)
    {
        using var outlines = new MemoryStream();
        var offsets = new byte[4 * (font.GlyphCount + 1)];
        for (var glyph = 0; glyph <= font.GlyphCount; glyph++)
        {
            BinaryPrimitives.WriteInt32BigEndian(offsets.AsSpan(4 * glyph), (int)outlines.Position);
            if (used.Contains(glyph))
            {
                outlines.Write(font.Outline(glyph));
                outlines.Write(new byte[(4 - (outlines.Position % 4)) % 4]);
            }
        }

        return (outlines.ToArray(), offsets);
    }

    private static byte[] Head(TrueTypeFont font)
    {
        var head = font.Table("head").ToArray();
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1);
        return head;
    }

    /// <summary>Format 3: no glyph names.</summary>
    private static byte[] Post(TrueTypeFont font)
    {
        var post = font.Table("post")[..32].ToArray();
        BinaryPrimitives.WriteInt32BigEndian(post, 0x00030000);
        return post;
    }

    private static byte[] Assemble(List<(string Name, byte[] Content)> tables)
    {
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        var power = (int)Math.Log2(tables.Count);
        Span<byte> head = stackalloc byte[12];
        BinaryPrimitives.WriteInt32BigEndian(head, 0x00010000);
        BinaryPrimitives.WriteInt16BigEndian(head[4..], (short)tables.Count);
        BinaryPrimitives.WriteInt16BigEndian(head[6..], (short)(16 << power));
        BinaryPrimitives.WriteInt16BigEndian(head[8..], (short)power);
        BinaryPrimitives.WriteInt16BigEndian(head[10..], (short)((16 * tables.Count) - (16 << power)));
        writer.Write(head);
        var start = 12 + (16 * tables.Count);
        Span<byte> entry = stackalloc byte[16];
        foreach (var (name, content) in tables)
        {
            Encoding.ASCII.GetBytes(name, entry);
            BinaryPrimitives.WriteUInt32BigEndian(entry[4..], Sum(content));
            BinaryPrimitives.WriteInt32BigEndian(entry[8..], start);
            BinaryPrimitives.WriteInt32BigEndian(entry[12..], content.Length);
            writer.Write(entry);
            start += (content.Length + 3) / 4 * 4;
        }

        foreach (var (_, content) in tables)
        {
            writer.Write(content);
            writer.Write(new byte[(4 - (content.Length % 4)) % 4]);
        }

        writer.Flush();
        return file.ToArray();
    }

    private static uint Sum(byte[] content)
    {
        uint sum = 0;
        for (var i = 0; i < content.Length; i++)
        {
            sum += (uint)content[i] << (8 * (3 - (i % 4)));
        }

        return sum;
    }
}
