namespace Workers.Registre.Consultations;

/// <summary>How far the purchase of one document has come (<c>registre_consultations.state</c>).</summary>
internal enum ConsultationState
{
    /// <summary>Nothing was billed; starting over is safe.</summary>
    Prepared,

    /// <summary>The request that bills was about to be sent, and perhaps was.</summary>
    Submitting,

    /// <summary>The bytes are on a server's disk.</summary>
    Received,

    /// <summary>The bytes are in the environment's document store.</summary>
    Stored,

    /// <summary>Perhaps billed, and not to be found: an operator decides.</summary>
    Uncertain,

    /// <summary>Billed, but not the document that was asked for.</summary>
    Rejected,

    /// <summary>Closed: nothing was billed, or an operator allowed to buy again.</summary>
    Abandoned,
}

/// <summary>How a look for the invoice of a request in doubt found the site.</summary>
internal enum SiteSeen
{
    Closed,
    Open,
}

/// <summary>The next thing to do for a document whose consultation is open.</summary>
internal enum ConsultationMove
{
    /// <summary>Search and buy.</summary>
    Buy,

    /// <summary>The bytes lie on this disk: check and upload them.</summary>
    Upload,

    /// <summary>Point the row at the object that is already stored.</summary>
    Reuse,

    /// <summary>Look for it among what the account has paid for.</summary>
    LookUp,

    /// <summary>Another job is buying the same document.</summary>
    Wait,

    /// <summary>The bytes lie on another server's disk.</summary>
    GoHome,

    /// <summary>Only an operator may accept what was bought, or allow to buy again.</summary>
    AskOperator,

    /// <summary>The bytes that an operator accepted are not to be had; nothing else is looked for in their place.</summary>
    TellGone,
}

/// <summary>Resumes a purchase from its last certain step; never buys what may have been bought.</summary>
internal static class ConsultationStep
{
    /// <summary>The least lease left for a step that bills; renewal normally keeps far more.</summary>
    public static readonly TimeSpan LeaseNeeded = TimeSpan.FromSeconds(5);

    /// <param name="begun">Not stale: a stale claim does nothing at all.</param>
    public static ConsultationMove Next(ConsultationBegun begun, bool bytesOnThisDisk, string thisMachine, TimeSpan unseen) => begun switch
    {
        { Verdict: BeginVerdict.Busy } => ConsultationMove.Wait,
        { Verdict: BeginVerdict.Reuse } => ConsultationMove.Reuse,
        { Consultation: { } consultation } => Resume(consultation, bytesOnThisDisk, thisMachine, unseen),
        _ => throw new ArgumentOutOfRangeException(nameof(begun), begun.Verdict, "Nothing follows a stale claim."),
    };

    private static ConsultationMove Resume(Consultation consultation, bool bytesOnThisDisk, string thisMachine, TimeSpan unseen) => consultation.State switch
    {
        ConsultationState.Prepared => ConsultationMove.Buy,
        ConsultationState.Rejected => ConsultationMove.AskOperator,
        _ when bytesOnThisDisk => ConsultationMove.Upload,

        // Only the server that has them can say that accepted bytes are gone: the word of a person is for just these.
        ConsultationState.Received when consultation.MachineId != thisMachine && (consultation.IsAccepted || consultation.Age < unseen) => ConsultationMove.GoHome,
        _ when consultation.IsAccepted => ConsultationMove.TellGone,
        _ => ConsultationMove.LookUp,
    };
}
