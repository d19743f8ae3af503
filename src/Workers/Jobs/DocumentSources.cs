namespace Workers.Jobs;

/// <summary>Kinds of documents as rows and operators spell them (pure).</summary>
internal static class DocumentSources
{
    /// <param name="column">What a row says.</param>
    /// <returns>Null for a kind that this program does not know.</returns>
    public static DocumentSource? Parse(string? column) => column switch
    {
        "index" => DocumentSource.Index,
        "acte" => DocumentSource.Acte,
        "plan_cadastraux" => DocumentSource.PlanCadastraux,
        _ => null,
    };

    /// <summary>What a row says.</summary>
    public static string ColumnOf(DocumentSource source) => source switch
    {
        DocumentSource.Index => "index",
        DocumentSource.Acte => "acte",
        _ => "plan_cadastraux",
    };

    /// <summary>As operators call it.</summary>
    public static string WordOf(DocumentSource source) => source switch
    {
        DocumentSource.Index => "index",
        DocumentSource.Acte => "acte",
        _ => "plan",
    };

    /// <summary>What a row says as operators call it; an unknown kind as it is.</summary>
    public static string WordOf(string? column) => Parse(column) is { } known ? WordOf(known) : column ?? "";
}
