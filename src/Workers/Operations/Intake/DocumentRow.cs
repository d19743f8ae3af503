using System.Globalization;
using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Office;

namespace Workers.Operations.Intake;

/// <summary>A document to add, to which environment, and the row that asked for it.</summary>
/// <param name="Where">The row, as people find it.</param>
internal sealed record DocumentOrder(TargetEnvironment Environment, NewDocument Document, Remark Where)
{
    /// <summary>The same in English, which names the row everywhere.</summary>
    public string Place => Where.Text;
}

/// <summary>What is wrong with one row.</summary>
/// <param name="Where">The row, as people find it.</param>
/// <param name="In">Its cell, where one holds what is wrong.</param>
internal sealed record RowFault(Remark Where, Remark What, Remark? In = null)
{
    /// <summary>The same in English, which names the row everywhere.</summary>
    public string Place => Where.Text;

    public string? Cell => In?.Text;

    public string Message => What.Text;

    public override string ToString() => Cell is null ? $"{Place}: {Message}" : $"{Place}, {Cell}: {Message}";
}

/// <summary>Turns a row of texts into a document, or says everything that is wrong with it.</summary>
internal static class DocumentRow
{
    public static IReadOnlyList<string> Columns { get; } =
    [
        "environment", "document_source", "document_number", "circonscription_fonciere", "cadastre",
        "designation_secondaire", "acte_type", "priority", "max_attempts", "idempotency_key", "dossier", "due_at",
    ];

    /// <summary>The longest values in characters, as <c>workers_enqueue</c> has them.</summary>
    public static IReadOnlyDictionary<string, int> Longest { get; } = new Dictionary<string, int>(StringComparer.Ordinal)
    {
        ["document_number"] = 100, ["circonscription_fonciere"] = 200, ["cadastre"] = 200, ["designation_secondaire"] = 200, ["idempotency_key"] = 200, ["dossier"] = 100,
    };

    /// <summary>As the registry names them.</summary>
    public static IReadOnlyList<string> ActeTypes { get; } = ["Acte", "Avis d'adresse", "Radiation", "Acte divers"];

    /// <summary>The column that a fault is about: that of its cell, or the one with which its message begins. Null where it is about none alone.</summary>
    public static string? ColumnOf(string? cell, string message) =>
        Columns.FirstOrDefault(column => cell == column || message.StartsWith($"{column} ", StringComparison.Ordinal));

    /// <param name="fallback">The environment of rows that name none; null when each must.</param>
    /// <param name="configured">The environments that can be written to.</param>
    public static DocumentOrder? Read(FileRow row, TargetEnvironment? fallback, IReadOnlyList<TargetEnvironment> configured, List<RowFault> faults)
    {
        var before = faults.Count;
        faults.AddRange(row.Faults.Select(fault => new RowFault(row.Where, fault.What, fault.In)));
        var environment = EnvironmentOf(row, fallback, configured, faults);
        var source = SourceOf(row, faults);
        var number = Required(row, "document_number", faults);
        _ = Required(row, "circonscription_fonciere", faults);
        if (source is DocumentSource.Index or DocumentSource.PlanCadastraux)
        {
            _ = Required(row, "cadastre", faults);
        }

        var acteType = source is DocumentSource.Acte ? ActeTypeOf(row, faults) : null;
        var priority = Number(row, "priority", 0, -1000, 1000, faults);
        var attempts = Number(row, "max_attempts", 3, 1, 20, faults);
        var due = DueOf(row, faults);
        if (number is not null && SpreadsheetNumber.FaultOf(number) is { } artefact)
        {
            faults.Add(new(row.Where, artefact));
        }

        RefuseLong(row, faults);
        return faults.Count > before ? null : new(environment!.Value, new(
            source!.Value, number!, Optional(row, "circonscription_fonciere"), Optional(row, "cadastre"),
            Optional(row, "designation_secondaire"), acteType, priority, attempts, Optional(row, "idempotency_key"), Optional(row, "dossier"), due), row.Where);
    }

    private static TargetEnvironment? EnvironmentOf(FileRow row, TargetEnvironment? fallback, IReadOnlyList<TargetEnvironment> configured, List<RowFault> faults)
    {
        var known = string.Join(", ", configured.Select(name => name.Label().ToLowerInvariant()));
        if (Optional(row, "environment") is not { } text)
        {
            if (fallback is null)
            {
                Missing(row, "environment", Remark.Of("row.no_environment", new() { ["known"] = known }), faults);
            }

            return fallback;
        }

        if (TargetEnvironments.TryParse(text, out var name) && configured.Contains(name))
        {
            return name;
        }

        faults.Add(new(row.Where, Remark.Of("row.environment", new() { ["text"] = text, ["known"] = known })));
        return null;
    }

    private static DocumentSource? SourceOf(FileRow row, List<RowFault> faults)
    {
        const string Known = "index, acte, plan_cadastraux";
        switch (Optional(row, "document_source")?.ToLowerInvariant())
        {
            case "index":
                return DocumentSource.Index;
            case "acte":
                return DocumentSource.Acte;
            case "plan_cadastraux":
                return DocumentSource.PlanCadastraux;
            case null:
                Missing(row, "document_source", Remark.Of("row.missing_of", new() { ["column"] = "document_source", ["known"] = Known }), faults);
                return null;
            case var other:
                faults.Add(new(row.Where, Remark.Of("row.unknown", new() { ["column"] = "document_source", ["text"] = other, ["known"] = Known })));
                return null;
        }
    }

    private static string? ActeTypeOf(FileRow row, List<RowFault> faults)
    {
        var found = Optional(row, "acte_type");
        var known = ActeTypes.FirstOrDefault(type => type.Equals(found?.Replace('’', '\''), StringComparison.OrdinalIgnoreCase));
        if (known is null)
        {
            Missing(row, "acte_type", Remark.Of(found is null ? "row.missing_of" : "row.unknown", new() { ["column"] = "acte_type", ["text"] = found, ["known"] = string.Join(", ", ActeTypes) }), faults);
        }

        return known;
    }

    private static string? Required(FileRow row, string column, List<RowFault> faults)
    {
        var text = Optional(row, column);
        if (text is null)
        {
            Missing(row, column, Remark.Of("row.missing", new() { ["column"] = column }), faults);
        }

        return text;
    }

    /// <summary>A cell that could not be read has its own fault and is not missing.</summary>
    private static void Missing(FileRow row, string column, Remark what, List<RowFault> faults)
    {
        if (!row.Faults.Any(fault => fault.Column == column))
        {
            faults.Add(new(row.Where, what));
        }
    }

    private static void RefuseLong(FileRow row, List<RowFault> faults)
    {
        foreach (var (column, most) in Longest)
        {
            if (Optional(row, column)?.EnumerateRunes().Count() is { } length && length > most)
            {
                faults.Add(new(row.Where, Remark.Of("row.long", new() { ["column"] = column, ["most"] = most, ["length"] = length })));
            }
        }
    }

    private static DateTimeOffset? DueOf(FileRow row, List<RowFault> faults)
    {
        if (Optional(row, "due_at") is not { } text)
        {
            return null;
        }

        var due = DueTime.Parse(text);
        if (due is null)
        {
            faults.Add(new(row.Where, Remark.Of("row.no_moment", new() { ["text"] = TypedText.Show(text), ["allowed"] = DueTime.Allowed })));
        }

        return due;
    }

    private static string? Optional(FileRow row, string column) =>
        row.Columns.TryGetValue(column, out var text) && text.Length > 0 ? text : null;

    private static int Number(FileRow row, string column, int missing, int least, int most, List<RowFault> faults)
    {
        if (Optional(row, column) is not { } text)
        {
            return missing;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        faults.Add(new(row.Where, Remark.Of("row.no_number", new() { ["column"] = column, ["text"] = text, ["least"] = least, ["most"] = most })));
        return missing;
    }
}
