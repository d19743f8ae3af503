using Workers.Hosting.Environments;
using Workers.Jobs;
using Workers.Registre.Consultations;

namespace Workers.Registre.Invoices;

/// <summary>A purchase as an environment's ledger knows it: what was or may have been billed to an account.</summary>
/// <param name="DocumentNumber">Folded, as are the names.</param>
/// <param name="PriceCad">Written down with the request; null of those from before prices were.</param>
/// <param name="Day">On which it was sent, in Quebec.</param>
internal sealed record LedgerPurchase(
    Guid Id,
    DocumentSource DocumentSource,
    string DocumentNumber,
    string Circonscription,
    string Cadastre,
    string Designation,
    string ActeType,
    ConsultationState State,
    decimal? PriceCad,
    DateTimeOffset SubmittingAt,
    DateOnly Day)
{
    /// <summary>Whose ledger it stands in; not part of the ledger's answer.</summary>
    public TargetEnvironment Environment { get; init; }

    /// <summary>Nobody knows yet whether it was billed.</summary>
    public bool IsInDoubt => State is ConsultationState.Submitting or ConsultationState.Uncertain;

    /// <summary>Its document was purged: the amount and the day are all that is left.</summary>
    public bool IsPurged => DocumentNumber.Length == 0;

    public LedgerPurchase WithoutWords() => this with { DocumentNumber = "", Circonscription = "", Cadastre = "", Designation = "", ActeType = "" };

    public DocumentRequest Document => new(DocumentSource, DocumentNumber, Circonscription, Given(Cadastre), Given(Designation), Given(ActeType));

    private static string? Given(string name) => name.Length > 0 ? name : null;
}
