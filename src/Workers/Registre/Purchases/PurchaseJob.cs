using System.Text.Json.Nodes;
using Workers.Jobs;
using Workers.Jobs.Leases;

namespace Workers.Registre.Purchases;

/// <summary>The document that is to be bought, and the claim that it is bought for.</summary>
internal sealed record PurchaseJob(RunningJob Running, DocumentRequest Request)
{
    public ClaimedJob Row => Running.Job;

    public ClaimRef Claim => Running.Job.Claim;

    public CancellationToken Stop => Running.Stop;

    public bool IsLastAttempt => Row.Attempt >= Row.MaxAttempts;

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
