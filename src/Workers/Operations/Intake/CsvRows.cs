using Workers.Office;

namespace Workers.Operations.Intake;

/// <summary>The rows of a CSV file below its header line. Cells are addressed as a spreadsheet shows them: line and letter.</summary>
internal static class CsvRows
{
    /// <exception cref="FileFaultException">The header or the quotes are not understood.</exception>
    public static IReadOnlyList<FileRow> Parse(FileText file)
    {
        var (records, count) = Csv.Parse(file.Text, OrderFile.MostRows + 1);
        if (records.Count == 0)
        {
            throw new FileFaultException("file.empty", []);
        }

        OrderFile.RefuseTooMany(count - 1);
        var header = HeaderOf(records[0], file.IsGuessed);
        return [.. records.Skip(1).Select(record => RowOf(record, header, file.IsGuessed))];
    }

    /// <summary>The columns by their place; a name is empty where a spreadsheet kept a column without one.</summary>
    private static List<string> HeaderOf(CsvRecord record, bool isGuessed)
    {
        var names = new List<string>();
        foreach (var cell in record.Fields.Select(field => Cell.Read(field, isGuessed)))
        {
            var name = cell.Text.ToLowerInvariant();
            var first = name.Length == 0 ? -1 : names.IndexOf(name);
            names.Add(cell.Fault is { } fault ? throw new FileFaultException("file.at", new() { ["place"] = Csv.LineOf(record.Line, names.Count), ["what"] = fault })
                : first < 0 ? name
                : throw new FileFaultException("file.twice", new() { ["place"] = Csv.LineOf(record.Line, names.Count), ["name"] = name, ["first"] = Csv.Letter(first) }));
        }

        OrderFile.RefuseUnknown(Csv.LineOf(record.Line), names.Where(name => name.Length > 0));
        return names;
    }

    private static FileRow RowOf(CsvRecord record, List<string> header, bool isGuessed)
    {
        var row = new FileRow(Csv.LineOf(record.Line));
        for (var index = 0; index < record.Fields.Count; index++)
        {
            var cell = Cell.Read(record.Fields[index], isGuessed);
            var name = index < header.Count ? header[index] : "";
            if (name.Length > 0)
            {
                row.Put(name, cell.Fault is null && name == "document_number" && !cell.IsExplicit ? cell with { Fault = SpreadsheetNumber.DateFaultOf(cell.Text) } : cell, Remark.Of("place.named_column", new() { ["letter"] = Csv.Letter(index), ["name"] = name }));
            }
            else if (cell.Fault is not null || cell.Text.Length > 0)
            {
                row.Refuse(null, Remark.Of("place.column", new() { ["letter"] = Csv.Letter(index) }), Remark.Of("cell.no_column", new() { ["text"] = TypedText.Show(record.Fields[index]) }));
            }
        }

        return row;
    }
}
