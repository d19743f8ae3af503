using System.Text.Json.Nodes;
using Workers.Documents;
using Workers.Jobs;
using Workers.Jobs.Leases;
using Workers.Pdf;
using Workers.Progress;
using Workers.Registre.Accounts;
using Workers.Registre.Browser;
using Workers.Registre.Consultations;

namespace Workers.Registre.Purchases;

/// <summary>What one purchase works with.</summary>
/// <param name="Downloads">This worker's own folder for files that arrive.</param>
/// <param name="MachineId">Names the disk under <paramref name="Copies"/>.</param>
internal sealed record PurchaseContext(
    RunningJob Job,
    DocumentRequest Request,
    ConsultationLedger Ledger,
    LocalCopies Copies,
    RegistreSession Session,
    AccountLeases Accounts,
    IDocumentStore Store,
    ProgressPublisher Progress,
    Evidence Evidence,
    PdfTools Pdf,
    RegistreOptions Options,
    string Downloads,
    string MachineId,
    TimeProvider Time)
{
    /// <summary>How long a database that is away is waited for when something must not be lost.</summary>
    public static readonly TimeSpan Insist = TimeSpan.FromSeconds(30);

    public ClaimRef Claim => Job.Job.Claim;

    public bool IsLastAttempt => Job.Job.Attempt >= Job.Job.MaxAttempts;

    public void Report(string stage, int percent) => Progress.Report(Job, stage, percent);

    /// <summary>What was asked for, for the document's history.</summary>
    public JsonObject Requested() => new()
    {
        ["number"] = Request.Number,
        ["circonscription"] = Request.Circonscription,
        ["cadastre"] = Request.Cadastre,
        ["designation"] = Request.Designation,
        ["acte_type"] = Request.ActeType,
    };
}

/// <summary>The request that bills was sent, and what came of it is not known.</summary>
/// <param name="refused">The site answered with its login page: it probably did not act on the request.</param>
internal sealed class PurchaseInDoubt(RegistreFailure cause, bool refused = false) : Exception(cause.Message, cause)
{
    public RegistreFailure Cause { get; } = cause;

    public bool Refused { get; } = refused;
}
