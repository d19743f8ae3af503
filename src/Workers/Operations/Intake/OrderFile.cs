using System.Text.Json.Nodes;
using Workers.Jobs;
using Workers.Office;

namespace Workers.Operations.Intake;

/// <summary>What could not be read of a row.</summary>
/// <param name="Column">Null when the cell belongs to none.</param>
/// <param name="In">The cell as people find it.</param>
internal sealed record CellFault(string? Column, Remark In, Remark What);

/// <summary>A file that as a whole is not understood.</summary>
/// <param name="what">What was found and where, what is allowed, the next step.</param>
internal sealed class FileFaultException(Remark what, Exception? inner = null) : FormatException(what.Text, inner)
{
    public FileFaultException(string code, JsonObject values)
        : this(Remark.Of(code, values))
    {
    }

    public Remark What => what;
}

/// <summary>One row of a file, its columns by name, and where it stands.</summary>
/// <param name="where">As people count: line 3 of a CSV file, item 3 of a JSON file.</param>
internal sealed class FileRow(Remark where)
{
    private readonly Dictionary<string, string> _columns = new(StringComparer.Ordinal);
    private readonly List<CellFault> _faults = [];

    public Remark Where => where;

    /// <summary>What was read; neither empty cells nor those with a fault.</summary>
    public IReadOnlyDictionary<string, string> Columns => _columns;

    public IReadOnlyList<CellFault> Faults => _faults;

    /// <summary>A row of texts that somebody typed; they are read like cells of a file.</summary>
    public static FileRow Of(Remark where, IEnumerable<KeyValuePair<string, string>> texts)
    {
        var row = new FileRow(where);
        foreach (var (column, text) in texts)
        {
            row.Put(column, Intake.Cell.Read(text), column);
        }

        return row;
    }

    public void Put(string column, Cell cell, Remark place)
    {
        if (cell.Fault is { } unread)
        {
            Refuse(column, place, unread);
            return;
        }

        // What a spreadsheet made of a number is said in its own words.
        var isArtefact = column == "document_number" && SpreadsheetNumber.FaultOf(cell.Text) is not null;
        var (text, fault) = isArtefact ? (cell.Text, null) : DocumentText.Read(column, cell.Text);
        if (fault is not null)
        {
            Refuse(column, place, fault);
        }
        else if (text.Length > 0)
        {
            _columns[column] = text;
        }
    }

    public void Refuse(string? column, Remark place, Remark what) => _faults.Add(new(column, place, what));
}

/// <summary>A file of documents: CSV with a header line, or a JSON array of objects. The names are the columns of <c>extraction_queue</c>.</summary>
/// <param name="Note">What is worth a word though it is no fault.</param>
internal sealed record OrderFile(IReadOnlyList<FileRow> Rows, Remark? Note)
{
    /// <summary>One transaction adds them all, within the eight seconds that Supabase gives a call; <see cref="Database.CallBound"/> is what is waited.</summary>
    public const int MostRows = 20_000;

    /// <summary>More than so many documents with the longest values in every column.</summary>
    public const int MostBytes = 32 << 20;

    /// <exception cref="FileFaultException">The file as a whole is not understood; the message says where.</exception>
    public static OrderFile Read(ReadOnlySpan<byte> bytes, bool isJson)
    {
        if (bytes.Length > MostBytes)
        {
            throw new FileFaultException("file.large", new() { ["most"] = MostBytes >> 20 });
        }

        var text = FileText.Decode(bytes);
        var rows = isJson ? JsonRows.Parse(text) : CsvRows.Parse(text);
        return new(rows, text.Note);
    }

    /// <summary>Called as soon as the rows are counted, before each takes its memory.</summary>
    public static void RefuseTooMany(int rows)
    {
        if (rows > MostRows)
        {
            throw new FileFaultException("file.rows", new() { ["rows"] = rows, ["most"] = MostRows });
        }
    }

    public static void RefuseUnknown(Remark place, IEnumerable<string> names)
    {
        if (names.FirstOrDefault(name => !DocumentRow.Columns.Contains(name, StringComparer.Ordinal)) is { } unknown)
        {
            throw new FileFaultException("file.unknown_column", new() { ["place"] = place, ["name"] = unknown, ["known"] = string.Join(", ", DocumentRow.Columns) });
        }
    }
}
