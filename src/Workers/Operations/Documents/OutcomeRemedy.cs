using Workers.Jobs.Outcomes;

namespace Workers.Operations.Documents;

/// <summary>What to do about a document that ended with an outcome (pure).</summary>
internal static class OutcomeRemedy
{
    public static string Of(string? outcome) => outcome switch
    {
        OutcomeCodes.NotFound => "check number, circonscription and cadastre of the row, correct it, then retry",
        OutcomeCodes.PaperOnly => "order a copy at the registry's office",
        OutcomeCodes.Ambiguous => "explain names the candidates; correct the row, then retry",
        OutcomeCodes.WrongDocument => "accept shows what differs and where the file lies; then accept --yes, or retry --allow-repurchase",
        OutcomeCodes.InvalidRequest => "explain names what the row lacks; correct it, then retry",
        OutcomeCodes.Unreadable => "look at the PDF, then retry, which reads the stored one again",
        OutcomeCodes.AttemptsExhausted => "explain names the cause; when it has passed, retry",
        OutcomeCodes.PurchaseUncertain => "retry looks at the account's invoices again and buys nothing; retry --allow-repurchase buys where it is not there",
        OutcomeCodes.Cancelled => "nothing; retry takes it up again",
        _ => "explain names the cause; when it has passed, retry",
    };
}
