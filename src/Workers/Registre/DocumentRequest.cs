using Workers.Jobs;
using Workers.Office;
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
    public static (DocumentRequest? Request, Remark? Fault) Of(ClaimedJob job) =>
        Of(job.DocumentSource, job.DocumentNumber, job.CirconscriptionFonciere, job.Cadastre, job.DesignationSecondaire, job.ActeType);

    /// <returns>The request; null of a row that cannot be asked for.</returns>
    public static DocumentRequest? Of(Jobs.Search.ListedDocument row)
    {
        DocumentSource? source = row.DocumentSource switch
        {
            "index" => DocumentSource.Index,
            "acte" => DocumentSource.Acte,
            "plan_cadastraux" => DocumentSource.PlanCadastraux,
            _ => null,
        };
        return source is { } known ? Of(known, row.DocumentNumber, row.CirconscriptionFonciere, row.Cadastre, row.DesignationSecondaire, row.ActeType).Request : null;
    }

    private static (DocumentRequest? Request, Remark? Fault) Of(
        DocumentSource source, string? number, string? circonscription, string? cadastre, string? designation, string? acteType)
    {
        var isActe = source is DocumentSource.Acte;
        var (lacks, faults) = (new List<string>(), new List<Remark>());
        var request = new DocumentRequest(
            source,
            Required("document_number", number),
            Required("circonscription_fonciere", circonscription),
            isActe ? null : Required("cadastre", cadastre),
            isActe ? null : Read("designation_secondaire", designation),
            isActe ? Required("acte_type", acteType) : null);
        return lacks.Count > 0 ? (null, Remark.Of("why.lacks", new() { ["columns"] = string.Join(", ", lacks) }))
            : faults.Count > 0 ? (null, Remark.Of("why.bad_columns", new() { ["faults"] = faults.Aggregate((one, other) => Remark.Of("word.beside", new() { ["one"] = one, ["other"] = other })) }))
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
                faults.Add(Remark.Of("word.beside", new() { ["one"] = column, ["other"] = fault }));
            }

            return text.Length > 0 ? text : null;
        }
    }
}
