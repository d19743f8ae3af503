using Workers.Jobs;
using Workers.Registre.Matching;

namespace Workers.Registre;

/// <summary>A row's wish in the words of the registry, complete enough to be searched.</summary>
internal sealed record DocumentRequest(
    DocumentSource Source, string Number, string Circonscription, string? Cadastre, string? Designation, string? ActeType)
{
    /// <summary>The same document has the same key, however its names were spelled.</summary>
    public string Key { get; } = string.Join(
        '/',
        Source switch
        {
            DocumentSource.Index => "index",
            DocumentSource.Acte => "acte",
            _ => "plan",
        },
        FoldedText.Line(Circonscription),
        FoldedText.Line(Cadastre ?? ""),
        FoldedText.Line(Designation ?? ""),
        FoldedText.Line(ActeType ?? ""),
        FoldedText.Number(Number));

    /// <returns>The request, or what the row lacks. Nothing is assumed: a guessed circonscription buys another document.</returns>
    public static (DocumentRequest? Request, string? Lacks) Of(ClaimedJob job)
    {
        var isActe = job.DocumentSource is DocumentSource.Acte;
        var lacks = new List<string>();
        Require(job.DocumentNumber, "document_number");
        Require(job.CirconscriptionFonciere, "circonscription_fonciere");
        Require(isActe ? job.ActeType : job.Cadastre, isActe ? "acte_type" : "cadastre");
        return lacks.Count > 0
            ? (null, string.Join(", ", lacks))
            : (new(
                job.DocumentSource,
                job.DocumentNumber.Trim(),
                job.CirconscriptionFonciere!.Trim(),
                isActe ? null : job.Cadastre!.Trim(),
                isActe ? null : Blank(job.DesignationSecondaire),
                isActe ? job.ActeType!.Trim() : null), null);

        void Require(string? value, string column)
        {
            if (string.IsNullOrWhiteSpace(value))
            {
                lacks.Add(column);
            }
        }
    }

    private static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
