using System.Globalization;
using Simulators.OtherRegistre;

namespace Workers.Scenarios;

/// <summary>One document whose buyer is killed while the answer to one of its requests is outstanding.</summary>
/// <param name="Billing">The step that charges it.</param>
/// <param name="Hop">At which redirect, where a redirect charges.</param>
/// <param name="Step">Whose request was acted upon when the kill comes.</param>
/// <param name="Nth">Which request of that step; of redirects, which hop.</param>
/// <param name="IsAsked">The site asks for a confirmation.</param>
/// <param name="IsLate">Its invoice shows only after the document was given up.</param>
internal sealed record KilledPurchase(Billing Billing, int Hop, OtherStep Step, int Nth, bool IsAsked, bool IsLate)
{
    private const int Hops = 3;

    /// <summary>The points of a consultation in their order.</summary>
    private static readonly (OtherStep Step, int Nth)[] Way =
    [
        (OtherStep.Submit, 1), (OtherStep.ConfirmPage, 1), (OtherStep.Confirm, 1), .. Enumerable.Range(1, Hops).Select(hop => (OtherStep.Redirect, hop)),
        (OtherStep.Viewer, 1), (OtherStep.MenuFrame, 1), (OtherStep.Pdf, 1),
    ];

    private static readonly (Billing Step, int Hop)[] Charges =
    [
        (Billing.Submit, 1), (Billing.Confirm, 1), .. Enumerable.Range(1, Hops).Select(hop => (Billing.Redirect, hop)), (Billing.ViewerShown, 1), (Billing.PdfFetched, 1),
    ];

    /// <summary>Each billing point of interest with a kill at it, before it and behind it, and with an invoice that is late.</summary>
    public static IReadOnlyList<KilledPurchase> Few { get; } =
    [
        new(Billing.Submit, 1, OtherStep.Submit, 1, IsAsked: false, IsLate: false),
        new(Billing.Confirm, 1, OtherStep.Confirm, 1, IsAsked: true, IsLate: true),
        new(Billing.Redirect, 1, OtherStep.Confirm, 1, IsAsked: true, IsLate: false),
        new(Billing.Redirect, 2, OtherStep.Redirect, 2, IsAsked: false, IsLate: true),
        new(Billing.Redirect, 3, OtherStep.Viewer, 1, IsAsked: true, IsLate: false),
        new(Billing.PdfFetched, 1, OtherStep.Pdf, 1, IsAsked: false, IsLate: false),
    ];

    /// <summary>Every billing point with a kill at every step, with invoices in time and late.</summary>
    public static IReadOnlyList<KilledPurchase> All { get; } =
    [
        .. from charge in Charges
           from point in Way
           from isAsked in (bool[])[true, false]
           from isLate in (bool[])[false, true]
           let killed = new KilledPurchase(charge.Step, charge.Hop, point.Step, point.Nth, isAsked, isLate)
           where killed.IsPossible
           select killed,
    ];

    /// <summary>Whether the charge was made when the kill comes.</summary>
    public bool IsBilled => Place(Step, Nth) >= Place(
        Billing switch
        {
            Billing.Submit => OtherStep.Submit,
            Billing.Confirm => OtherStep.Confirm,
            Billing.Redirect => OtherStep.Redirect,
            Billing.ViewerShown => OtherStep.Viewer,
            _ => OtherStep.Pdf,
        },
        Hop);

    private bool IsPossible => (IsAsked || (Billing is not Billing.Confirm && Step is not OtherStep.ConfirmPage and not OtherStep.Confirm)) && (IsBilled || !IsLate);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"billed at {Billing} {Hop}, killed at {Step} {Nth}{(IsAsked ? ", asked" : "")}{(IsLate ? ", late invoice" : "")}");

    private static int Place(OtherStep step, int nth) => Array.IndexOf(Way, (step, nth));
}
