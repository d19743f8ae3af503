using Microsoft.Extensions.Logging;
using Workers.Documents;
using Workers.Pdf;
using Workers.Progress;
using Workers.Registre.Accounts;
using Workers.Registre.Consultations;

namespace Workers.Registre.Purchases;

/// <summary>What a worker buys with in one environment, whatever the document.</summary>
internal sealed record PurchaseServices(
    ConsultationLedger Ledger,
    LocalCopies Copies,
    SetAside Aside,
    IDocumentStore Store,
    BuyingGate Gate,
    SiteVisits Visits,
    UnknownPages Unknown,
    AccountLeases Accounts,
    PaidSteps Paid,
    ArrivedPdf Pdf,
    ProgressPublisher Progress,
    RegistreOptions Options,
    TimeProvider Time,
    ILogger Logger)
{
    /// <summary>How long a database that is away is waited for when something must not be lost.</summary>
    public static readonly TimeSpan Insist = TimeSpan.FromSeconds(30);
}
