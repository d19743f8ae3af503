using System.Text;
using System.Text.Unicode;
using Workers.Office;

namespace Workers.Operations.Intake;

/// <summary>
/// The text of a file, whichever encoding an office's program gave it. A byte that cannot be read stays in the text as a character that
/// <see cref="Cell"/> refuses, so that whoever has to correct it learns the line and the column.
/// </summary>
/// <param name="IsGuessed">The file does not say its encoding and is not UTF-8: it is read as Windows-1252 and must look like it.</param>
internal sealed record FileText(string Text, bool IsGuessed = false)
{
    /// <summary>What to do with a file in another encoding.</summary>
    public static Remark Advice { get; } = Remark.Of("file.advice");

    /// <summary>The five bytes that it does not define become the control characters U+0081, U+008D, U+008F, U+0090 and U+009D.</summary>
    public static Encoding Windows1252 { get; } = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>What to say of a guess, with a word by which a reader sees whether it is right; null where nothing was guessed.</summary>
    public Remark? Note => IsGuessed ? FirstAccent() is { Length: > 0 } word ? Remark.Of("file.guessed_by", new() { ["word"] = TypedText.Show(word) }) : Remark.Of("file.guessed") : null;

    /// <exception cref="FileFaultException">It is no text, or in an encoding that is not read here.</exception>
    public static FileText Decode(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x50, 0x4B, 0x03, 0x04, ..] or [0xD0, 0xCF, 0x11, 0xE0, ..] => throw new FileFaultException("file.workbook", new() { ["advice"] = Advice }),
        [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..] => throw Unread("file.utf_32"),
        [0xEF, 0xBB, 0xBF, .. var utf8] => new(Encoding.UTF8.GetString(utf8)),
        [0xFF, 0xFE, .. var little] => new(Encoding.Unicode.GetString(little)),
        [0xFE, 0xFF, .. var big] => new(Encoding.BigEndianUnicode.GetString(big)),
        [not 0, 0, not 0, 0, ..] or [0, not 0, 0, not 0, ..] => throw Unread("file.utf_16"),
        _ => Utf8.IsValid(bytes) ? new(Encoding.UTF8.GetString(bytes)) : new(Windows1252.GetString(bytes), IsGuessed: true),
    };

    private static FileFaultException Unread(string found) => new("file.encoding", new() { ["found"] = Remark.Of(found), ["advice"] = Advice });

    private string FirstAccent()
    {
        var start = 0;
        while (start < Text.Length && (char.IsAscii(Text[start]) || !char.IsLetter(Text[start])))
        {
            start++;
        }

        if (start == Text.Length)
        {
            return "";
        }

        var end = start;
        while (start > 0 && char.IsLetter(Text[start - 1]))
        {
            start--;
        }

        while (end < Text.Length && char.IsLetter(Text[end]))
        {
            end++;
        }

        return Text[start..end];
    }
}
