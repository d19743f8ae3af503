using Workers.Jobs;
using Workers.Registre.Matching;

namespace Workers.Registre;

/// <summary>A row's wish in the words of the registry, complete enough to be searched.</summary>
internal sealed record DocumentRequest(
    DocumentSource Source, string Number, string Circonscription, string? Cadastre, string? Designation, string? ActeType)
{
    /// <summary>The same document has the same key, however its names were spelled.</summary>
    public string Key => string.Join(
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

    /// <summary>A document that was read from a file and has what its kind needs.</summary>
    public static DocumentRequest Of(NewDocument document)
    {
        var isActe = document.DocumentSource is DocumentSource.Acte;
        return new(
            document.DocumentSource,
            document.DocumentNumber,
            document.CirconscriptionFonciere ?? "",
            isActe ? null : document.Cadastre,
            isActe ? null : document.DesignationSecondaire,
            isActe ? document.ActeType : null);
    }

    /// <returns>
    /// The request, or what the row lacks or holds instead. Nothing is assumed: a guessed circonscription, or a number without the signs that
    /// the registry does not know, buys another document.
    /// </returns>
    public static (DocumentRequest? Request, string? Fault) Of(ClaimedJob job)
    {
        var isActe = job.DocumentSource is DocumentSource.Acte;
        var (lacks, faults) = (new List<string>(), new List<string>());
        var request = new DocumentRequest(
            job.DocumentSource,
            Required("document_number", job.DocumentNumber),
            Required("circonscription_fonciere", job.CirconscriptionFonciere),
            isActe ? null : Required("cadastre", job.Cadastre),
            isActe ? null : Read("designation_secondaire", job.DesignationSecondaire),
            isActe ? Required("acte_type", job.ActeType) : null);
        return lacks.Count > 0 ? (null, $"lacks {string.Join(", ", lacks)}")
            : faults.Count > 0 ? (null, $"cannot be asked for: {string.Join(" ", faults)}")
            : (request, null);

        string Required(string column, string? raw)
        {
            if (Read(column, raw) is { } text)
            {
                return text;
            }

            lacks.Add(column);
            return "";
        }

        string? Read(string column, string? raw)
        {
            var (text, fault) = DocumentText.Read(column, raw?.Trim() ?? "");
            if (fault is not null)
            {
                faults.Add($"{column} {fault}");
            }

            return text.Length > 0 ? text : null;
        }
    }
}
