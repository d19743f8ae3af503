using Workers.Registre.Consultations;

namespace Workers.Registre.Purchases;

/// <summary>What came of one step of a purchase. Nothing but a stop or a missing database, store or Redis ends a step otherwise.</summary>
internal abstract record PurchaseResult
{
    private PurchaseResult()
    {
    }

    /// <summary>Why there are no bytes; null when there are.</summary>
    public RegistreFailure? Failure => this switch
    {
        Refused refused => refused.Why,
        InDoubt doubt => doubt.Why,
        _ => null,
    };

    /// <summary>The bytes are on disk and written down as received.</summary>
    internal sealed record Received(LocalCopy Copy) : PurchaseResult;

    /// <summary>Nothing was billed, and the ledger says so. Starting over is safe.</summary>
    internal sealed record Refused(RegistreFailure Why) : PurchaseResult;

    /// <summary>The site's lists show that it is a document with a purchase of its own; that one goes on, and nothing was sent for this one.</summary>
    internal sealed record Elsewhere(ConsultationBegun Begun) : PurchaseResult;

    /// <summary>A request that bills was sent and brought no bytes: it is looked for among the invoices and not sent again.</summary>
    /// <param name="IsTurnedAway">The request's own answer is the login page or the notice of a closed site: it was probably not acted on.</param>
    internal sealed record InDoubt(RegistreFailure Why, bool IsTurnedAway = false) : PurchaseResult;
}
